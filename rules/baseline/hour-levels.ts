import { createLesson, learnLevel, level, levelSlots } from './robust-level.ts';

const hours = 24;
const hour_ms = 3_600_000;
/** Two weeks of each hour. */
const memoryOfHour_h = 14;
/** The first day of each hour is taken as it comes, and so is the first day as a whole. */
const settleOfHour_h = 0.9;
const settleOfDay_h = 24;
const memoryOfDay_h = 14 * 24;
/** The all-day level counts like this much time of the hour itself: an hour seen once or twice is not trusted alone. */
const priorOfDay_h = 0.5;
/** An hour begins with a scale wider than needed by this, and narrows: within one day it shows little of how days differ. */
const firstScaleFactor = 3;

/** Slots of a level for all hours, and one for each hour of the day. */
export const hourLevelSlots = (1 + hours) * levelSlots;

export interface HourLevelOptions {
  readonly warmUp_h: number;
  readonly floor: number;
  readonly utcOffset_h: number;
  readonly clip_sd: number;
  readonly outlierShare: number;
}

/** What is usual at some time of day. */
export interface Usual {
  expected: number;
  spread: number;
}

/** Levels by hour of day, drawn towards the level of all hours as long as little is known of that hour. */
export function createHourLevels(options: HourLevelOptions): {
  expect(data: Float64Array, at: number, time: number): Readonly<Usual>;
  learn(data: Float64Array, at: number, sample: { time: number; value: number; weight_h: number }): void;
} {
  const { warmUp_h, floor, utcOffset_h } = options;
  const day = createLesson(floor);
  day.memory_h = Math.max(memoryOfDay_h, warmUp_h);
  day.settle_h = Math.max(settleOfDay_h, warmUp_h);
  const hour = createLesson(floor);
  hour.memory_h = memoryOfHour_h;
  hour.settle_h = settleOfHour_h;
  for (const lesson of [day, hour]) {
    lesson.clip_sd = options.clip_sd;
    lesson.outlierShare = options.outlierShare;
  }
  const usual: Usual = { expected: NaN, spread: NaN };

  function placeOf(at: number, time: number): number {
    const since = Math.floor(time / hour_ms + utcOffset_h) % hours;
    return at + levelSlots * (1 + (since < 0 ? since + hours : since));
  }

  return {
    expect(data, at, time) {
      const place = placeOf(at, time);
      const dayLocation = data[at + level.location] ?? NaN;
      const dayScale = data[at + level.scale] ?? NaN;
      const weight_h = data[place + level.weight_h] ?? NaN;
      if (weight_h > 0) {
        const trust = weight_h / (weight_h + priorOfDay_h);
        usual.expected = trust * (data[place + level.location] ?? NaN) + (1 - trust) * dayLocation;
        usual.spread = trust * (data[place + level.scale] ?? NaN) + (1 - trust) * dayScale;
      } else {
        usual.expected = dayLocation;
        usual.spread = dayScale;
      }
      if (usual.spread < floor) usual.spread = floor;
      return usual;
    },
    learn(data, at, { time, value, weight_h }) {
      const dayLocation = data[at + level.location] ?? NaN;
      const place = placeOf(at, time);
      hour.value = value;
      hour.weight_h = weight_h;
      hour.firstScale = Number.isNaN(dayLocation)
        ? floor
        : firstScaleFactor * (Math.abs(value - dayLocation) + (data[at + level.scale] ?? 0));
      learnLevel(data, place, hour);
      day.value = value;
      day.weight_h = weight_h;
      learnLevel(data, at, day);
    },
  };
}
