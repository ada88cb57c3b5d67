import type { Random } from '../random.ts';

/** Calls in an hour of the day: more in the morning, at noon and in the evening. */
export function toCallsPerHour(hour: number): number {
  const near = (peak: number): number => Math.exp(-((hour - peak) ** 2) / 2);
  return 3 + 45 * near(8) + 25 * near(12) + 40 * near(18.5);
}

/** What these calls come to on a day: the integral of the above. */
export const callsPerDay = 3 * 24 + (45 + 25 + 40) * Math.sqrt(2 * Math.PI);

/** Somebody waits at one floor and wants to another; mostly the ground floor is one of the two. */
export function toJourney(random: Random, floors: number): { readonly from: number; readonly to: number } {
  const from = random.chance(0.5) ? 0 : random.integer(0, floors - 1);
  if (from === 0) return { from, to: random.integer(1, floors - 1) };
  return { from, to: random.chance(0.8) ? 0 : random.integer(0, from - 1) };
}
