import { kinds, metricIndex, type SensorKind } from '../../domain/kinds.ts';
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
  readonly breachRuleId: string;
  readonly within_s: number;
  /** Of the last judgement. */
  readonly outlook: Outlook;
  /** The threshold of the last judgement; infinite when the worst one is passed already. */
  readonly threshold: number;
  /** The metric that is nearest to it, of the last judgement. */
  readonly metricName: string;
}

export interface ForecastEvaluator extends Evaluator {
  readonly forecast: ForecastSettings;
}

interface ForecastOptions {
  readonly kind: SensorKind;
  readonly metrics: readonly string[];
  readonly breachRuleId: string;
  /** Of the breach, the mildest first: the forecast is about the nearest one above the present value. */
  readonly thresholds: readonly number[];
  readonly within_s: number;
  readonly minProbability: number;
  readonly keepProbability: number;
  readonly model: ForecastModel;
  /** Room for `forecastSlots`. */
  readonly memoryOffset: number;
}

/** Per metric the model's own numbers, and the time of its last value. */
export function forecastSlots(metrics: number, model: ForecastModel): number {
  return metrics * (model.slots + 1);
}

/**
 * Breached, in one level, while the model says that one of the metrics will be at or above the next threshold
 * within the time; normal once it is there, because then it is no forecast any more. Above `minProbability` it
 * begins, below `keepProbability` it ends.
 */
export function createForecast(options: ForecastOptions): ForecastEvaluator {
  const { kind, model, metrics, thresholds, within_s, memoryOffset } = options;
  const indexes = metrics.map((name) => metricIndex(kind, name) ?? 0);
  const bits = indexes.reduce((set, index) => set | (1 << index), 0);
  const memory: Span = { data: new Float64Array(0), at: 0 };
  const question: Question = { now: 0, threshold: 0, horizon_s: within_s };
  const looked = createOutlook();
  const judged = createOutlook();
  const settings: Writable<ForecastSettings> = {
    metricName: metrics[0] ?? '',
    breachRuleId: options.breachRuleId,
    within_s,
    outlook: createOutlook(),
    threshold: NaN,
  };
  const stride = model.slots + 1;

  function toSpan(view: DeviceView, place: number): void {
    memory.data = view.data;
    memory.at = view.memoryAt + memoryOffset + place * stride + 1;
  }

  function observe(view: DeviceView): void {
    if ((view.fresh & bits) === 0) return;
    for (let place = 0; place < indexes.length; place += 1) {
      const index = indexes[place] ?? 0;
      if ((view.fresh & (1 << index)) !== 0) observeOne(view, place, view.data[view.valuesAt + index] ?? NaN);
    }
  }

  function observeOne(view: DeviceView, place: number, value: number): void {
    toSpan(view, place);
    const { data, now } = view;
    const lastAt = memory.at - 1;
    // After a long silence, what was seen before it is no course any more.
    if (now - (data[lastAt] ?? NaN) > model.silence_s_max * 1000) {
      data.fill(NaN, memory.at, memory.at + model.slots);
    }
    data[lastAt] = now;
    model.observe(memory, now, value);
  }

  /** The nearest one above; those that the breach has passed already come after it, not before. */
  function nextThreshold(value: number, passedLevels: number): number {
    for (let level = passedLevels; level < thresholds.length; level += 1) {
      const threshold = thresholds[level] ?? Infinity;
      if (threshold > value) return threshold;
    }
    return Infinity;
  }

  function look(view: DeviceView, place: number, threshold: number): void {
    toSpan(view, place);
    question.now = view.now;
    question.threshold = threshold;
    model.outlook(memory, question, looked);
  }

  function judge(view: DeviceView, held: Readonly<Held>, verdict: Verdict): void {
    const isOpen = held.activeLevels > 0;
    verdict.since = NaN;
    verdict.level = unknownLevel;
    verdict.metric = indexes[0] ?? 0;
    verdict.metrics = 0;
    verdict.value = NaN;
    verdict.time = NaN;
    verdict.dataTime = -Infinity;
    settings.threshold = NaN;
    forget(settings.outlook);
    for (let place = 0; place < indexes.length; place += 1) {
      const index = indexes[place] ?? 0;
      const value = view.data[view.valuesAt + index] ?? NaN;
      const time = view.data[view.timesAt + index] ?? NaN;
      if (Number.isNaN(value) || !(view.now - time <= view.hold_ms)) continue;
      const threshold =
        isOpen && !Number.isNaN(held.threshold)
          ? held.threshold
          : nextThreshold(value, held.passedLevels ?? 0);
      const isThere = value >= threshold || threshold === Infinity;
      forget(looked);
      if (isThere) looked.probability = 0;
      else look(view, place, threshold);
      // One that is there ends what was foretold, whatever the others say.
      if (isThere && isOpen) {
        take(verdict, { index, value, time, threshold });
        verdict.level = 0;
        break;
      }
      if (Number.isNaN(looked.probability)) continue;
      if (verdict.level !== unknownLevel && !(looked.probability > settings.outlook.probability)) continue;
      take(verdict, { index, value, time, threshold });
      Object.assign(settings.outlook, looked);
      const wanted = isOpen ? options.keepProbability : options.minProbability;
      verdict.level = looked.probability >= wanted && Number.isFinite(looked.expected_s) ? 1 : 0;
    }
    verdict.knownUntil = verdict.dataTime + view.hold_ms;
  }

  function take(
    verdict: Verdict,
    seen: { index: number; value: number; time: number; threshold: number },
  ): void {
    verdict.metric = seen.index;
    verdict.metrics = 1 << seen.index;
    verdict.value = seen.value;
    verdict.time = seen.time;
    verdict.dataTime = seen.time;
    settings.threshold = seen.threshold;
    settings.metricName = kinds[kind].metrics[seen.index]?.name ?? '';
  }

  const verdict = createVerdict();

  return {
    quantity: 'value',
    thresholds: [Math.min(...thresholds)],
    comparison: '>=',
    slots: forecastSlots(metrics.length, model),
    judgesAlone: false,
    observe,
    isQuiet(view) {
      // Without a new value the outlook is what it was.
      if ((view.fresh & bits) === 0) return true;
      for (let place = 0; place < indexes.length; place += 1) {
        const index = indexes[place] ?? 0;
        if ((view.fresh & (1 << index)) === 0) continue;
        const threshold = nextThreshold(view.data[view.valuesAt + index] ?? NaN, 0);
        if (threshold === Infinity) continue;
        look(view, place, threshold);
        if (looked.probability >= options.minProbability) return false;
      }
      return true;
    },
    judge,
    wakeAt: neverWakes,
    explain(view) {
      // The last look may have been at another device.
      const { threshold, metricName } = settings;
      Object.assign(judged, settings.outlook);
      judge(view, nothingHeld, verdict);
      const { rate_per_s } = settings.outlook;
      // What is being told rests on the judgement before: it stays.
      Object.assign(settings, { threshold, metricName });
      Object.assign(settings.outlook, judged);
      return { rate_per_s };
    },
    forecast: settings,
  };
}

function forget(outlook: Outlook): void {
  outlook.probability = NaN;
  outlook.expected_s = NaN;
  outlook.earliest_s = NaN;
  outlook.latest_s = NaN;
  outlook.rate_per_s = NaN;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const nothingHeld: Held = { activeLevels: 0, metrics: 0, threshold: NaN };
