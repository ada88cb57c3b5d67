/**
 * A running robust location and scale in three slots. Plain means while it settles: by whom should the first
 * samples be called outliers? Afterwards a Huber step: what lies further out than `clip_sd` scales pulls no harder
 * than that, and what lies beyond `outlier_sd` scales teaches only `outlierShare` of what it would, so that a fault
 * which lasts does not become normal within a day. The scale is the mean absolute residual, clipped alike, times
 * 1.2533, which makes it the standard deviation of normal noise.
 */
export const level = { location: 0, scale: 1, weight_h: 2 } as const;
export const levelSlots = 3;

const outlier_sd = 4;
/** A sample that makes up more than this share of what is known is one of the first: nothing to call it an outlier by. */
const firstShare = 0.05;
/** What the very first sample counts for at least, h; it stands for no known time. */
const firstWeight_h = 1 / 12;
const sdOfMeanAbsolute = 1.2533;

/** How one sample is learned; the object is reused. */
export interface Lesson {
  value: number;
  /** Time that the sample stands for, h; NaN for the first one of all. */
  weight_h: number;
  /** Older than this is forgotten, h; up to then all counts alike. */
  memory_h: number;
  /** As long as it knows less than this, all samples count in full, h. */
  settle_h: number;
  /** No scale is smaller: below is resolution of the instrument. */
  floor: number;
  /** The scale that it begins with, counting as much as the first sample. */
  firstScale: number;
  clip_sd: number;
  outlierShare: number;
}

/** Strict lessons: for judging whether something is out of the ordinary for long. */
export function createLesson(floor: number): Lesson {
  return {
    value: 0,
    weight_h: 0,
    memory_h: 1,
    settle_h: 0,
    floor,
    firstScale: 0,
    clip_sd: 2,
    outlierShare: 1 / 10,
  };
}

export function learnLevel(data: Float64Array, at: number, lesson: Readonly<Lesson>): void {
  const { value, weight_h, floor } = lesson;
  const location = data[at + level.location] ?? NaN;
  if (Number.isNaN(location)) {
    data[at + level.location] = value;
    data[at + level.scale] = lesson.firstScale;
    data[at + level.weight_h] = weight_h > firstWeight_h ? weight_h : firstWeight_h;
    return;
  }
  if (!(weight_h > 0)) return;
  const weight = (data[at + level.weight_h] ?? 0) + weight_h;
  const scale = Math.max(data[at + level.scale] ?? 0, floor);
  const residual = value - location;
  let share = weight_h / Math.min(weight, Math.max(lesson.memory_h, weight_h));
  let bounded = residual;
  if (share < firstShare && weight > lesson.settle_h) {
    if (Math.abs(residual) > outlier_sd * scale) share *= lesson.outlierShare;
    const clip = lesson.clip_sd * scale;
    bounded = Math.max(-clip, Math.min(clip, residual));
  }
  data[at + level.location] = location + share * bounded;
  data[at + level.scale] = scale + share * (sdOfMeanAbsolute * Math.abs(bounded) - scale);
  data[at + level.weight_h] = Math.min(weight, lesson.memory_h);
}
