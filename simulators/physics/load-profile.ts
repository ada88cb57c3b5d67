import type { Random } from '../random.ts';

/** What kind of premises hang on a board: its share of full load over the day. */
export const premises = ['shop', 'workshop', 'school', 'estate'] as const;
export type Premises = (typeof premises)[number];

/** Share of full load at each even hour 0, 2, … 22: drawn by hand after usual load curves. */
const curves: Readonly<Record<Premises, readonly number[]>> = {
  shop: [0.12, 0.1, 0.1, 0.12, 0.3, 0.55, 0.65, 0.6, 0.6, 0.7, 0.75, 0.4],
  workshop: [0.08, 0.08, 0.08, 0.15, 0.7, 0.8, 0.5, 0.8, 0.75, 0.3, 0.15, 0.1],
  school: [0.06, 0.06, 0.06, 0.2, 0.6, 0.65, 0.5, 0.6, 0.45, 0.2, 0.15, 0.08],
  estate: [0.25, 0.18, 0.15, 0.3, 0.35, 0.35, 0.45, 0.35, 0.4, 0.65, 0.8, 0.55],
};

/** The share of full load, 0 … 1, at an hour 0 … 24, straight between the points. */
export function toLoadShare(of: Premises, hour: number): number {
  const curve = curves[of];
  const position = (hour / 2) % curve.length;
  const before = Math.floor(position);
  const part = position - before;
  return (curve[before] ?? 0) * (1 - part) + (curve[(before + 1) % curve.length] ?? 0) * part;
}

export function choosePremises(random: Random): Premises {
  return premises[random.integer(0, premises.length - 1)] ?? 'shop';
}
