import { Type } from 'typebox';
import { checkMetric, checkOneOf, checkRange, checkWindow, type Check, type Path } from './check.ts';
import type { ComparisonEntry } from './comparison.ts';
import { describe, strict } from './condition-ref.ts';

/** What may follow `forecast:` in a rule, only directly under `when`. */
export const ForecastEntry = Type.Object(
  {
    metric: Type.Optional(Type.String(describe('The metric of the kind that is looked ahead on.'))),
    metrics: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: 8,
        ...describe('Any of these: the one that is likeliest to be there in time.'),
      }),
    ),
    breach: Type.String(describe('The rule whose breach it foretells: a comparison of the same metric.')),
    threshold: Type.Optional(
      Type.Number(
        describe("What is foretold, in the unit of the metric; when left out, the breach rule's own levels."),
      ),
    ),
    within_s: Type.Number({ exclusiveMinimum: 0, ...describe('How far ahead it looks, seconds.') }),
    model: Type.Enum(['heat', 'smoke', 'ponding', 'cable', 'load'], describe('How the quantity goes on.')),
    min_probability: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      ...describe('Told from this chance on: the operating point.'),
    }),
    keep_probability: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        ...describe('Withdrawn below this chance; 40 % of min_probability when left out.'),
      }),
    ),
  },
  { ...strict, ...describe('A model says that a breach will come. Only directly under when.') },
);
export type ForecastEntry = Type.Static<typeof ForecastEntry>;

/** What one file shows; that the breach rule exists and compares the same metric is seen across files. */
export function checkForecast(entry: ForecastEntry, path: Path, check: Check): void {
  checkOneOf(check, entry, { keys: ['metric', 'metrics'], path });
  for (const name of foretoldMetrics(entry)) {
    const metric = checkMetric(check, name, [...path, entry.metric === undefined ? 'metrics' : 'metric']);
    if (metric !== undefined && entry.threshold !== undefined) {
      checkRange(check, metric, { value: entry.threshold, path: [...path, 'threshold'] });
    }
    if (metric !== undefined && metric.type !== 'measure') {
      const hint = 'only what rises and falls can be looked ahead on';
      check.report(path, `${metric.name} is no measure`, hint);
    }
  }
  checkWindow(check, { value_s: entry.within_s, path: [...path, 'within_s'], readings: 0 });
  if (entry.keep_probability !== undefined && entry.keep_probability > entry.min_probability) {
    const hint = 'it would be withdrawn the moment it is told';
    check.report([...path, 'keep_probability'], 'keep_probability is above min_probability', hint);
  }
}

/** What is looked ahead on. */
export function foretoldMetrics({
  metric,
  metrics,
}: Pick<ForecastEntry, 'metric' | 'metrics'>): readonly string[] {
  return [...(metric === undefined ? [] : [metric]), ...(metrics ?? [])];
}

/** Without a `keep_probability`, a forecast is withdrawn below this share of what raised it. */
export const keepShare = 0.4;

/** What is foretold, rising: the forecast's own threshold, else those of the breach rule. */
export function foretoldThresholds(
  { threshold }: Pick<ForecastEntry, 'threshold'>,
  breach: ComparisonEntry | undefined,
): readonly number[] {
  if (threshold !== undefined) return [threshold];
  const levels = breach?.levels?.map((level) => level.at_least) ?? [breach?.at_least];
  return levels.filter((level) => level !== undefined);
}
