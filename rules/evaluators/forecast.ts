import { metricIndex, type SensorKind } from '../../domain/kinds.ts';
import {
  createOutlook,
  type ForecastModel,
  type Outlook,
  type Question,
  type Span,
} from '../foresight/model.ts';
import {
  createVerdict,
  neverWakes,
  unknownLevel,
  type DeviceView,
  type Evaluator,
  type Held,
  type Verdict,
} from './evaluator.ts';

/** A forecast as the engine needs it beside its judgement. */
export interface ForecastSettings {
  readonly metricName: string;
  readonly breachRuleId: string;
  readonly within_s: number;
  /** Of the last judgement. */
  readonly outlook: Outlook;
  /** The threshold of the last judgement; infinite when the worst one is passed already. */
  readonly threshold: number;
}

export interface ForecastEvaluator extends Evaluator {
  readonly forecast: ForecastSettings;
}

interface ForecastOptions {
  readonly kind: SensorKind;
  readonly metric: string;
  readonly breachRuleId: string;
  /** Of the breach, the mildest first: the forecast is about the nearest one above the present value. */
  readonly thresholds: readonly number[];
  readonly within_s: number;
  readonly minProbability: number;
  readonly keepProbability: number;
  readonly model: ForecastModel;
  readonly memoryOffset: number;
}

/**
 * Breached, in one level, while the model says that the value will be at or above the next threshold within
 * the time; normal once it is there, because then it is no forecast any more. Above `minProbability` it
 * begins, below `keepProbability` it ends.
 */
export function createForecast(options: ForecastOptions): ForecastEvaluator {
  const { kind, model, thresholds, within_s, memoryOffset } = options;
  const index = metricIndex(kind, options.metric) ?? 0;
  const memory: Span = { data: new Float64Array(0), at: 0 };
  const question: Question = { now: 0, threshold: 0, horizon_s: within_s };
  const outlook = createOutlook();
  const lowest = Math.min(...thresholds);
  /** The value's last time, then the model's own numbers. */
  const modelAt = memoryOffset + 1;

  function toSpan(view: DeviceView): void {
    memory.data = view.data;
    memory.at = view.memoryAt + modelAt;
  }

  function observe(view: DeviceView): void {
    if ((view.fresh & (1 << index)) === 0) return;
    toSpan(view);
    const { data } = view;
    const lastAt = view.memoryAt + memoryOffset;
    const last = data[lastAt] ?? NaN;
    // After a long silence, what was seen before it is no course any more.
    if (view.now - last > model.silence_s_max * 1000) data.fill(NaN, memory.at, memory.at + model.slots);
    data[lastAt] = view.now;
    model.observe(memory, view.now, data[view.valuesAt + index] ?? NaN);
  }

  function nextThreshold(value: number): number {
    for (const threshold of thresholds) if (threshold > value) return threshold;
    return Infinity;
  }

  function look(view: DeviceView, threshold: number): number {
    toSpan(view);
    question.now = view.now;
    question.threshold = threshold;
    model.outlook(memory, question, outlook);
    return outlook.probability;
  }

  function judge(view: DeviceView, held: Readonly<Held>, verdict: Verdict): void {
    const value = view.data[view.valuesAt + index] ?? NaN;
    const time = view.data[view.timesAt + index] ?? NaN;
    const isOpen = held.activeLevels > 0;
    verdict.since = NaN;
    verdict.metric = index;
    verdict.metrics = 1 << index;
    verdict.value = value;
    verdict.time = time;
    verdict.dataTime = time;
    verdict.knownUntil = time + view.hold_ms;
    verdict.level = unknownLevel;
    if (Number.isNaN(value) || view.now - time > view.hold_ms) return;
    const threshold = isOpen && !Number.isNaN(held.threshold) ? held.threshold : nextThreshold(value);
    settings.threshold = threshold;
    if (value >= threshold || threshold === Infinity) {
      verdict.level = 0;
      return;
    }
    const probability = look(view, threshold);
    if (Number.isNaN(probability)) return;
    const wanted = isOpen ? options.keepProbability : options.minProbability;
    verdict.level = probability >= wanted && Number.isFinite(outlook.expected_s) ? 1 : 0;
  }

  const settings: { -readonly [Key in keyof ForecastSettings]: ForecastSettings[Key] } = {
    metricName: options.metric,
    breachRuleId: options.breachRuleId,
    within_s,
    outlook,
    threshold: NaN,
  };

  const verdict = createVerdict();
  const nothingHeld: Held = { activeLevels: 0, metrics: 0, threshold: NaN };

  return {
    thresholds: [lowest],
    comparison: '>=',
    slots: model.slots + 1,
    judgesAlone: false,
    observe,
    isQuiet(view) {
      // Without a new value the outlook is what it was.
      if ((view.fresh & (1 << index)) === 0) return true;
      judge(view, nothingHeld, verdict);
      return verdict.level <= 0;
    },
    judge,
    wakeAt: neverWakes,
    explain(view) {
      // The last look may have been at another device.
      look(view, nextThreshold(view.data[view.valuesAt + index] ?? NaN));
      return { rate_per_s: outlook.rate_per_s };
    },
    forecast: settings,
  };
}
