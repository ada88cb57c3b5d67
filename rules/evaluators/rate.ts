import { Type } from 'typebox';
import { metricIndex } from '../../domain/kinds.ts';
import { checkMetric, checkOneOf, checkWindow, type Check, type Path } from './check.ts';
import { setUnknown } from './children.ts';
import { describe, strict } from './condition-ref.ts';
import { neverWakes, type CompileContext, type DeviceView, type Evaluator } from './evaluator.ts';
import { insertSorted, medianOf } from './sorted.ts';

/** What may follow `rate:` in a rule. */
export const RateEntry = Type.Object(
  {
    metric: Type.String(describe('A metric of the kind.')),
    over_s: Type.Number({
      exclusiveMinimum: 0,
      ...describe('The window that the slope is taken over, seconds.'),
    }),
    at_least: Type.Optional(
      Type.Number(describe('Breached at this rate and above, in the unit of the metric per minute.')),
    ),
    at_most: Type.Optional(Type.Number(describe('Breached at this rate and below: a fall is negative.'))),
    deadband: Type.Optional(
      Type.Number({
        minimum: 0,
        ...describe('Once active it returns only beyond the rate by this much, per minute.'),
      }),
    ),
    samples_min: Type.Optional(
      Type.Integer({
        minimum: 3,
        maximum: 8,
        ...describe('With data in fewer eighths of the window it is unknown; 5 when left out.'),
      }),
    ),
  },
  { ...strict, ...describe('How fast a metric rises or falls, per minute; one bad value does not show.') },
);
export type RateEntry = Type.Static<typeof RateEntry>;

/** A metric with a course, one comparison, and a window that can hold enough readings. */
export function checkRate(entry: RateEntry, path: Path, check: Check): void {
  const metric = checkMetric(check, entry.metric, [...path, 'metric']);
  if (metric !== undefined && metric.type === 'switch') {
    check.report([...path, 'metric'], `${metric.name} is a switch and has no rate`, 'use count for switches');
  }
  checkOneOf(check, entry, { keys: ['at_least', 'at_most'], path });
  checkWindow(check, { value_s: entry.over_s, path: [...path, 'over_s'], readings: 2 });
}

/** The window is cut into this many stretches but one: then as many cover it wholly. */
const bucketCount = 8;
const slot = { newest: 0, buckets: 1 } as const;
/** Of each stretch: how many samples, their mean time after its beginning, their mean value. */
const bucketSlots = 3;
const slotCount = slot.buckets + bucketSlots * bucketCount;
const points_min_default = 5;
/** The points must span this share of the window: three readings of one second say nothing of ten minutes. */
const span_share_min = 0.5;

/**
 * How fast a metric moves, per minute: the median of the slopes between all pairs of stretches of the window
 * (Theil–Sen), each stretch at its mean. With five of them, one that is wrong does not show. Unknown while
 * there are too few, or they span too little. Remembers 25 numbers.
 *
 * Source of the estimator: H. Theil, 1950; P. K. Sen, Journal of the American Statistical Association 63 (1968).
 */
export function compileRate(entry: RateEntry, context: CompileContext): Evaluator {
  const memory = context.reserve(slotCount);
  const index = metricIndex(context.kind, entry.metric) ?? -1;
  const bit = 1 << index;
  const over_ms = entry.over_s * 1000;
  const width_ms = over_ms / (bucketCount - 1);
  const points_min = entry.samples_min ?? points_min_default;
  const sign = entry.at_least === undefined ? -1 : 1;
  const threshold = entry.at_least ?? entry.at_most ?? NaN;
  /**
   * Where most pairs lie two stretches apart (five points or more), a median slope of the threshold moves the
   * value by this much within the window: less is surely none.
   */
  const movement_min =
    sign * threshold > 0 && points_min >= 5 ? (Math.abs(threshold) * width_ms) / 60_000 : 0;
  const times = new Float64Array(bucketCount);
  const values = new Float64Array(bucketCount);
  const slopes = new Float64Array((bucketCount * (bucketCount - 1)) / 2);

  function bucketAt({ memoryAt }: DeviceView, bucket: number): number {
    const place = ((bucket % bucketCount) + bucketCount) % bucketCount;
    return memoryAt + memory + slot.buckets + bucketSlots * place;
  }

  function observe(view: DeviceView): void {
    if ((view.fresh & bit) === 0) return;
    const { data } = view;
    const newestAt = view.memoryAt + memory + slot.newest;
    const newest = data[newestAt] ?? NaN;
    const bucket = Math.floor(view.now / width_ms);
    // A time before the window is that of a clock that was set back; the engine forgets then, so it is none.
    if (!(bucket <= newest)) {
      const from = newest > bucket - bucketCount ? newest + 1 : bucket - bucketCount + 1;
      for (let one = from; one <= bucket; one += 1) data[bucketAt(view, one)] = 0;
      data[newestAt] = bucket;
    }
    const at = bucketAt(view, bucket);
    const count = (data[at] ?? 0) + 1;
    const time = view.now - bucket * width_ms;
    const value = data[view.valuesAt + index] ?? NaN;
    const meanTime = data[at + 1] ?? NaN;
    const meanValue = data[at + 2] ?? NaN;
    data[at] = count;
    data[at + 1] = count === 1 ? time : meanTime + (time - meanTime) / count;
    data[at + 2] = count === 1 ? value : meanValue + (value - meanValue) / count;
  }

  /** The points of the window that ends with the last value; returns how many. Times from the first stretch on, ms. */
  function gather(view: DeviceView): number {
    const { data } = view;
    const newest = data[view.memoryAt + memory + slot.newest] ?? NaN;
    const oldest = Math.max(
      newest - bucketCount + 1,
      Math.floor(((data[view.timesAt + index] ?? NaN) - over_ms) / width_ms),
    );
    let count = 0;
    for (let bucket = oldest; bucket <= newest; bucket += 1) {
      const at = bucketAt(view, bucket);
      if (!((data[at] ?? 0) > 0)) continue;
      times[count] = (bucket - oldest) * width_ms + (data[at + 1] ?? NaN);
      values[count] = data[at + 2] ?? NaN;
      count += 1;
    }
    return count;
  }

  /** Per minute; NaN when the points do not say. */
  function rateOf(view: DeviceView): number {
    const count = gather(view);
    const span_ms = (times[count - 1] ?? NaN) - (times[0] ?? NaN);
    if (count < points_min || !(span_ms >= span_share_min * over_ms)) return NaN;
    let pairs = 0;
    for (let later = 1; later < count; later += 1) {
      for (let earlier = 0; earlier < later; earlier += 1) {
        const step_ms = (times[later] ?? NaN) - (times[earlier] ?? NaN);
        // Two stretches whose samples touch have no slope between them.
        if (!(step_ms > 0)) continue;
        const slope = ((values[later] ?? NaN) - (values[earlier] ?? NaN)) / step_ms;
        insertSorted(slopes, pairs, slope);
        pairs += 1;
      }
    }
    return medianOf(slopes, pairs) * 60_000;
  }

  /** How far the means of the stretches lie apart. Right after a value, whatever is older has been emptied. */
  function movement({ data, memoryAt }: DeviceView): number {
    let low = Infinity;
    let high = -Infinity;
    const from = memoryAt + memory + slot.buckets;
    for (let at = from; at < from + bucketSlots * bucketCount; at += bucketSlots) {
      if (!((data[at] ?? 0) > 0)) continue;
      const mean = data[at + 2] ?? NaN;
      if (mean < low) low = mean;
      if (mean > high) high = mean;
    }
    return high - low;
  }

  return {
    quantity: 'ratePerMinute',
    thresholds: [threshold],
    comparison: sign > 0 ? '>=' : '<=',
    slots: slotCount,
    judgesAlone: false,
    observe,
    isQuiet(view) {
      if (!(movement(view) >= movement_min)) return true;
      return !(sign * rateOf(view) >= sign * threshold);
    },
    judge(view, held, verdict) {
      const { data, timesAt, valuesAt, now, hold_ms } = view;
      const time = data[timesAt + index] ?? NaN;
      verdict.metric = index;
      verdict.value = NaN;
      verdict.time = time;
      setUnknown(verdict);
      if (Number.isNaN(data[valuesAt + index] ?? NaN) || !(now - time <= hold_ms)) return;
      const rate = rateOf(view);
      verdict.value = rate;
      if (Number.isNaN(rate)) return;
      const slack = held.activeLevels > 0 ? (entry.deadband ?? 0) : 0;
      verdict.level = sign * rate >= sign * threshold - slack ? 1 : 0;
      verdict.metrics = verdict.level > 0 ? bit : 0;
      verdict.knownUntil = time + hold_ms;
      verdict.dataTime = time;
    },
    wakeAt: neverWakes,
    explain: (view) => ({ [`${entry.metric}_per_min`]: rateOf(view), over_s: entry.over_s }),
  };
}
