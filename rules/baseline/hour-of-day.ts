import { advance_h, head, headSlots, judgeHead, type Baseline, type BaselineOptions } from './baseline.ts';
import { createLesson, learnLevel, level, levelSlots } from './robust-level.ts';

const hours = 24;
const hour_ms = 3_600_000;
const day_ms = hours * hour_ms;
/** Two weeks of each hour. */
const memoryOfHour_h = 14;
/** The first day of each hour is taken as it comes. */
const settleOfHour_h = 0.9;
const memoryOfDay_h = 14 * 24;
/** The all-day level counts like this much time of the hour itself: an hour seen once or twice is not trusted alone. */
const priorOfDay_h = 1;

/**
 * A level for each hour of the day, drawn towards the level of all hours as long as little is known of that hour,
 * and running straight from the middle of one hour to the middle of the next.
 */
export function createHourOfDayBaseline({ warmUp_h, floor, utcOffset_h }: BaselineOptions): Baseline {
  const lesson = createLesson();
  lesson.floor = floor;
  const dayAt = headSlots;
  const hoursAt = dayAt + levelSlots;

  function expect(data: Float64Array, at: number, time: number): void {
    const clock = (((time + utcOffset_h * hour_ms) % day_ms) + day_ms) % day_ms;
    const place = clock / hour_ms + hours - 0.5;
    const early = Math.floor(place);
    const share = place - early;
    const earlyAt = at + hoursAt + (early % hours) * levelSlots;
    const lateAt = at + hoursAt + ((early + 1) % hours) * levelSlots;
    const dayLocation = data[at + dayAt + level.location] ?? NaN;
    const dayScale = data[at + dayAt + level.scale] ?? NaN;
    const earlyTrust = trust(data[earlyAt + level.weight_h] ?? NaN) * (1 - share);
    const lateTrust = trust(data[lateAt + level.weight_h] ?? NaN) * share;
    // An hour that has not been seen has NaN in it, and no trust.
    const earlyLocation = earlyTrust > 0 ? (data[earlyAt + level.location] ?? NaN) : 0;
    const lateLocation = lateTrust > 0 ? (data[lateAt + level.location] ?? NaN) : 0;
    const earlyScale = earlyTrust > 0 ? (data[earlyAt + level.scale] ?? NaN) : 0;
    const lateScale = lateTrust > 0 ? (data[lateAt + level.scale] ?? NaN) : 0;
    const dayTrust = 1 - earlyTrust - lateTrust;
    data[at + head.expected] = dayTrust * dayLocation + earlyTrust * earlyLocation + lateTrust * lateLocation;
    data[at + head.spread] = Math.max(
      dayTrust * dayScale + earlyTrust * earlyScale + lateTrust * lateScale,
      floor,
    );
  }

  return {
    slots: hoursAt + hours * levelSlots,
    observe(data, at, sample) {
      const weight_h = advance_h(data, at, sample);
      const learned_h = data[at + head.learned_h] ?? NaN;
      if (learned_h >= warmUp_h) {
        expect(data, at, sample.time);
        judgeHead(data, at, sample.value);
      }
      lesson.value = sample.value;
      lesson.weight_h = weight_h;
      lesson.memory_h = Math.max(memoryOfDay_h, warmUp_h);
      lesson.settle_h = warmUp_h;
      learnLevel(data, at + dayAt, lesson);
      lesson.memory_h = memoryOfHour_h;
      lesson.settle_h = settleOfHour_h;
      const hour = hourOf(sample.time, utcOffset_h);
      learnLevel(data, at + hoursAt + hour * levelSlots, lesson);
      data[at + head.learned_h] = Number.isNaN(learned_h) ? 0 : learned_h + weight_h;
    },
  };
}

function trust(weight_h: number): number {
  return weight_h > 0 ? weight_h / (weight_h + priorOfDay_h) : 0;
}

function hourOf(time: number, utcOffset_h: number): number {
  const hour = Math.floor(time / hour_ms + utcOffset_h) % hours;
  return hour < 0 ? hour + hours : hour;
}
