import { Type } from 'typebox';
import { checkMetric, checkRange, checkWindow, type Check, type Path } from './check.ts';
import { describe, strict } from './condition-ref.ts';

/** What may follow `stuck:` in a rule. */
export const StuckEntry = Type.Object(
  {
    metric: Type.String(describe('A metric of the kind.')),
    for_s: Type.Number({ exclusiveMinimum: 0, ...describe('How long it stood still, seconds.') }),
    tolerance: Type.Optional(
      Type.Number({
        minimum: 0,
        ...describe('Movement up to this is none, in the unit of the metric; 0 when left out.'),
      }),
    ),
    samples_min: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 100_000,
        ...describe('And so many readings came meanwhile; 4 when left out.'),
      }),
    ),
    outside: Type.Optional(
      Type.Array(Type.Number(), {
        minItems: 2,
        maxItems: 2,
        ...describe('[low, high]: values from low to high may stand still, like a dry gauge at 0.'),
      }),
    ),
  },
  { ...strict, ...describe('The value has not moved although readings came. Gaps do not count.') },
);
export type StuckEntry = Type.Static<typeof StuckEntry>;

export function checkStuck(entry: StuckEntry, path: Path, check: Check): void {
  const metric = checkMetric(check, entry.metric, [...path, 'metric']);
  checkWindow(check, { value_s: entry.for_s, path: [...path, 'for_s'], readings: 1 });
  const [low, high] = entry.outside ?? [];
  if (metric !== undefined && entry.tolerance !== undefined && entry.tolerance >= metric.max - metric.min) {
    const hint = 'it would always be stuck';
    check.report([...path, 'tolerance'], 'the tolerance is wider than the metric', hint);
  }
  if (low === undefined || high === undefined || metric === undefined) return;
  checkRange(check, metric, { value: low, path: [...path, 'outside', 0] });
  checkRange(check, metric, { value: high, path: [...path, 'outside', 1] });
  if (low > high) check.report([...path, 'outside'], 'outside is the wrong way round', 'give [low, high]');
}
