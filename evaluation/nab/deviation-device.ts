import { kinds, metricIndex, type SensorKind } from '../../domain/kinds.ts';
import { compileDeviation } from '../../rules/evaluators/deviation.ts';
import type { DeviationEntry } from '../../rules/evaluators/deviation-entry.ts';
import { createVerdict, type DeviceView } from '../../rules/evaluators/evaluator.ts';

/** One device with one `deviation` condition, driven as the engine does it, without delays. */
export interface DeviationDevice {
  /** The level after this reading: 1 breached, 0 normal, −1 unknown. */
  read(time: number, value: number): number;
  /** How much of the last reading was news, in standard deviations with a sign; NaN while warming up. */
  news_sd(): number;
}

export function createDeviationDevice(
  entry: DeviationEntry,
  { kind, hold_ms }: { kind: SensorKind; hold_ms: number },
): DeviationDevice {
  let slots = 0;
  const evaluator = compileDeviation(entry, {
    kind,
    reserve(count) {
      slots += count;
      return slots - count;
    },
    compile() {
      throw new Error('a deviation has no condition inside');
    },
  });
  const metrics = kinds[kind].metrics.length;
  const index = metricIndex(kind, entry.metric) ?? 0;
  const view: DeviceView = {
    data: new Float64Array(2 * metrics + slots).fill(NaN),
    valuesAt: 0,
    timesAt: metrics,
    memoryAt: 2 * metrics,
    now: 0,
    ourNow: 0,
    heardAt: 0,
    hold_ms,
    fresh: 1 << index,
  };
  const verdict = createVerdict();
  const held = { activeLevels: 0, metrics: 0, threshold: NaN };
  return {
    read(time, value) {
      view.data[index] = value;
      view.data[metrics + index] = time;
      view.now = time;
      view.ourNow = time;
      view.heardAt = time;
      evaluator.observe(view);
      if (held.activeLevels === 0 && evaluator.isQuiet(view)) return 0;
      evaluator.judge(view, held, verdict);
      if (verdict.level >= 0) {
        held.activeLevels = verdict.level;
        held.metrics = verdict.metrics;
      }
      return verdict.level;
    },
    news_sd: () => evaluator.explain(view)['news_sd'] ?? NaN,
  };
}
