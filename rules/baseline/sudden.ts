import { advance_h, head, headSlots, type Baseline, type BaselineOptions } from './baseline.ts';
import { createHourLevels, hourLevelSlots } from './hour-levels.ts';
import { raritySlots, takeRarity, toDeviations } from './rarity.ts';

/** Looser than for what must be watched for long: here a new state is news once, and then known. */
const loose = { clip_sd: 4, outlierShare: 1 } as const;
/** Readings over which deviations are gathered, so that many middling ones count as well as one large. */
const gathered_readings = 24;
/** The rarity of deviations is learned from this share of the warm-up on; before, the levels are still finding themselves. */
const levelsOnly = 0.05;
/** After something was noticed only what is rarer is news, for this share of the warm-up. */
const restShare = 0.4;

const own = {
  count: headSlots,
  gathered: headSlots + 1,
  peak: headSlots + 2,
  restUntil_h: headSlots + 3,
  single: headSlots + 4,
  cluster: headSlots + 4 + raritySlots,
  levels: headSlots + 4 + 2 * raritySlots,
} as const;

/**
 * What is out of the ordinary at once: a deviation from the level of the hour, single or gathered over
 * two dozen readings, by how rare such a deviation is for this device. `fresh_sd` is the deviation at which normal noise would
 * be as rare, and 0 while it only repeats what was noticed before. The strength is at least the deviation itself, so
 * that what was noticed ends only when it is over.
 */
export function createSuddenBaseline(options: BaselineOptions): Baseline {
  const { warmUp_h, side } = options;
  const levels = createHourLevels({ ...options, ...loose });
  const lesson = { time: 0, value: 0, weight_h: 0 };
  const rarityLesson = { value: 0, weight_h: 0, count: 0 };

  function surpriseOf(data: Float64Array, at: number, deviation: number): number {
    const count = data[at + own.count] ?? NaN;
    rarityLesson.count = Number.isNaN(count) ? 0 : count;
    rarityLesson.value = deviation;
    const single = takeRarity(data, at + own.single, rarityLesson);
    const before = rarityLesson.count === 0 ? 0 : (data[at + own.gathered] ?? 0);
    const gathered = before + (deviation - before) / gathered_readings;
    data[at + own.gathered] = gathered;
    rarityLesson.value = gathered;
    const cluster = takeRarity(data, at + own.cluster, rarityLesson);
    data[at + own.count] = rarityLesson.count + 1;
    return Math.max(single, cluster);
  }

  /** What of a surprise is news. */
  function freshOf(data: Float64Array, at: number, surprise: number): number {
    const now_h = data[at + head.learned_h] ?? NaN;
    const peak = now_h <= (data[at + own.restUntil_h] ?? NaN) ? (data[at + own.peak] ?? 0) : 0;
    if (!(surprise > peak)) return 0;
    data[at + own.peak] = surprise;
    data[at + own.restUntil_h] = now_h + restShare * warmUp_h;
    return surprise;
  }

  return {
    slots: own.levels + hourLevelSlots,
    observe(data, at, sample) {
      const weight_h = advance_h(data, at, sample);
      const learned_h = data[at + head.learned_h] ?? NaN;
      if (learned_h >= levelsOnly * warmUp_h && weight_h > 0) {
        rarityLesson.weight_h = weight_h;
        const { expected, spread } = levels.expect(data, at + own.levels, sample.time);
        const difference = sample.value - expected;
        const deviation = Math.abs(difference) / spread;
        const surprise = surpriseOf(data, at, deviation);
        const sign = difference < 0 ? -1 : 1;
        const fresh = side * sign < 0 ? 0 : freshOf(data, at, surprise);
        if (learned_h >= warmUp_h) {
          data[at + head.expected] = expected;
          data[at + head.spread] = spread;
          data[at + head.difference] = difference;
          // A state that lasts is no longer rare after some hours; it is still not what was usual.
          data[at + head.strength_sd] = sign * Math.max(deviation, surprise > 0 ? toDeviations(surprise) : 0);
          data[at + head.fresh_sd] = fresh > 0 ? sign * toDeviations(fresh) : 0;
        }
      }
      lesson.time = sample.time;
      lesson.value = sample.value;
      lesson.weight_h = weight_h;
      levels.learn(data, at + own.levels, lesson);
      data[at + head.learned_h] = Number.isNaN(learned_h) ? 0 : learned_h + weight_h;
    },
  };
}
