import { advance_h, head, headSlots, judgeHead, type Baseline, type BaselineOptions } from './baseline.ts';
import { createHourLevels, hourLevelSlots } from './hour-levels.ts';

/** As strict as the other baselines: a fault that lasts must not become normal soon. */
const strict = { clip_sd: 2, outlierShare: 1 / 10 } as const;

/** A level for each hour of the day: for what people and machines do daily. */
export function createHourOfDayBaseline(options: BaselineOptions): Baseline {
  const { warmUp_h } = options;
  const levels = createHourLevels({ ...options, ...strict });
  const lesson = { time: 0, value: 0, weight_h: 0 };
  return {
    slots: headSlots + hourLevelSlots,
    observe(data, at, sample) {
      const weight_h = advance_h(data, at, sample);
      const learned_h = data[at + head.learned_h] ?? NaN;
      if (learned_h >= warmUp_h) {
        const { expected, spread } = levels.expect(data, at + headSlots, sample.time);
        data[at + head.expected] = expected;
        data[at + head.spread] = spread;
        judgeHead(data, at, sample.value);
      }
      lesson.time = sample.time;
      lesson.value = sample.value;
      lesson.weight_h = weight_h;
      levels.learn(data, at + headSlots, lesson);
      data[at + head.learned_h] = Number.isNaN(learned_h) ? 0 : learned_h + weight_h;
    },
  };
}
