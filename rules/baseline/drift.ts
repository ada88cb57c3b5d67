import { advance_h, head, headSlots, judgeHead, type Baseline, type BaselineOptions } from './baseline.ts';
import { createLesson, learnLevel, level, levelSlots } from './robust-level.ts';

/** What the device shows "now": a level over about a day, so that cooking or an evening's load is not drift. */
const recent_h = 24;
/** What it showed at first is held for a year: dirt settles over weeks and months. */
const reference_h = 365 * 24;

/**
 * Slow drift: the level of the last day against what that level was during the warm-up, in deviations of that level
 * itself (how much one day usually differs from another). The reference follows so slowly afterwards that a rise
 * over weeks shows in full.
 */
export function createDriftBaseline({ warmUp_h, floor }: BaselineOptions): Baseline {
  const lesson = createLesson(floor);
  const recentAt = headSlots;
  const referenceAt = recentAt + levelSlots;
  return {
    slots: referenceAt + levelSlots,
    observe(data, at, sample) {
      const weight_h = advance_h(data, at, sample);
      const learned_h = data[at + head.learned_h] ?? NaN;
      lesson.value = sample.value;
      lesson.weight_h = weight_h;
      lesson.memory_h = recent_h;
      lesson.settle_h = recent_h;
      learnLevel(data, at + recentAt, lesson);
      lesson.value = data[at + recentAt + level.location] ?? NaN;
      if (learned_h >= warmUp_h) {
        // From here on no longer the mean of all so far: that would walk along with the drift at half its pace.
        data[at + referenceAt + level.weight_h] = reference_h;
        data[at + head.expected] = data[at + referenceAt + level.location] ?? NaN;
        data[at + head.spread] = Math.max(data[at + referenceAt + level.scale] ?? NaN, floor);
        judgeHead(data, at, lesson.value);
      }
      lesson.memory_h = reference_h;
      lesson.settle_h = warmUp_h;
      learnLevel(data, at + referenceAt, lesson);
      data[at + head.learned_h] = Number.isNaN(learned_h) ? 0 : learned_h + weight_h;
    },
  };
}
