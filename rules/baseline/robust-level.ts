/**
 * A running robust location and scale in three slots. Plain means while it settles: by whom should the first
 * samples be called outliers? Afterwards a Huber step: what lies further out than `clip` scales pulls
 * no harder than that, and what lies beyond `outlier` scales hardly teaches at all, so that a fault which lasts
 * does not become normal within a day. The scale is the mean absolute residual, clipped alike, times 1.2533 (which
 * makes it the standard deviation of normal noise; clipping at 2 lowers it by 3 %, which is left so).
 */
export const level = { location: 0, scale: 1, weight_h: 2 } as const;
export const levelSlots = 3;

const clip_sd = 2;
const outlier_sd = 4;
const outlierShare = 1 / 10;
/** A sample that makes up more than this share of what is known is one of the first: nothing to call it an outlier by. */
const firstShare = 0.05;
/** The first samples must not each replace all that came before. */
const share_max = 0.25;
const sdOfMeanAbsolute = 1.2533;

/** How one sample is learned; the object is reused. */
export interface Lesson {
  value: number;
  /** Time that the sample stands for, h. */
  weight_h: number;
  /** Older than this is forgotten, h; up to then all counts alike. */
  memory_h: number;
  /** As long as it knows less than this, all samples count in full, h. */
  settle_h: number;
  /** No scale is smaller: below is resolution of the instrument. */
  floor: number;
}

export function createLesson(): Lesson {
  return { value: 0, weight_h: 0, memory_h: 1, settle_h: 0, floor: 0 };
}

/** Learns; the first lesson only places the level. */
export function learnLevel(data: Float64Array, at: number, lesson: Readonly<Lesson>): void {
  const { value, weight_h, floor } = lesson;
  const location = data[at + level.location] ?? NaN;
  if (Number.isNaN(location)) {
    data[at + level.location] = value;
    data[at + level.scale] = 0;
    data[at + level.weight_h] = 0;
    return;
  }
  if (!(weight_h > 0)) return;
  const weight = (data[at + level.weight_h] ?? 0) + weight_h;
  const scale = Math.max(data[at + level.scale] ?? 0, floor);
  const residual = value - location;
  let share = Math.min(weight_h / Math.min(weight, lesson.memory_h), share_max);
  let bounded = residual;
  if (share < firstShare && weight > lesson.settle_h) {
    if (Math.abs(residual) > outlier_sd * scale) share *= outlierShare;
    bounded = Math.max(-clip_sd * scale, Math.min(clip_sd * scale, residual));
  }
  data[at + level.location] = location + share * bounded;
  data[at + level.scale] = scale + share * (sdOfMeanAbsolute * Math.abs(bounded) - scale);
  data[at + level.weight_h] = Math.min(weight, lesson.memory_h);
}
