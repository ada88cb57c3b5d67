import type { Random } from '../random.ts';

/** Rain over a storm's time: mm/h at seconds after its begin. */
export type Hyetograph = (since_s: number) => number;

/** How often gusts change, s, and by how much. */
const gust_s = 180;
const gustSpread = 0.35;

/**
 * A storm with its peak at a part of its length (0.3 to 0.5 of it in most cloudbursts), rising and falling in
 * straight lines as in a triangular design storm, with gusts on top. Its mean is half of its peak.
 */
export function createHyetograph(
  random: Random,
  { peak_mm_h, length_s, peakPart }: { peak_mm_h: number; length_s: number; peakPart: number },
): Hyetograph {
  const gusts = Array.from({ length: Math.ceil(length_s / gust_s) + 2 }, () =>
    Math.max(0.2, random.normal(1, gustSpread)),
  );
  return (since_s) => {
    const part = since_s / length_s;
    if (part <= 0 || part >= 1) return 0;
    const shape = part < peakPart ? part / peakPart : (1 - part) / (1 - peakPart);
    const position = since_s / gust_s;
    const before = Math.floor(position);
    const [from = 1, to = 1] = [gusts[before], gusts[before + 1]];
    return peak_mm_h * shape * (from + (to - from) * (position - before));
  };
}
