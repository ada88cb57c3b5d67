import { advance_h, head, headSlots, judgeHead, type Baseline, type BaselineOptions } from './baseline.ts';
import { createLesson, learnLevel, level, levelSlots } from './robust-level.ts';

/** The weather of a season is followed, a fault is not. */
const memory_h = 14 * 24;

/** One level for all hours: for what does not follow the day. */
export function createAllDayBaseline({ warmUp_h, floor }: BaselineOptions): Baseline {
  const lesson = createLesson(floor);
  lesson.memory_h = Math.max(memory_h, warmUp_h);
  lesson.settle_h = warmUp_h;
  return {
    slots: headSlots + levelSlots,
    observe(data, at, sample) {
      const levelAt = at + headSlots;
      const weight_h = advance_h(data, at, sample);
      const learned_h = data[at + head.learned_h] ?? NaN;
      if (learned_h >= warmUp_h) {
        data[at + head.expected] = data[levelAt + level.location] ?? NaN;
        data[at + head.spread] = Math.max(data[levelAt + level.scale] ?? NaN, floor);
        judgeHead(data, at, sample.value);
      }
      lesson.value = sample.value;
      lesson.weight_h = weight_h;
      learnLevel(data, levelAt, lesson);
      data[at + head.learned_h] = Number.isNaN(learned_h) ? 0 : learned_h + weight_h;
    },
  };
}
