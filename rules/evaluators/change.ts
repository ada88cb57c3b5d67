import { Type } from 'typebox';
import { checkMetric, checkWindow, type Check, type Path } from './check.ts';
import { describe, strict } from './condition-ref.ts';

/** What may follow `change:` in a rule. */
export const ChangeEntry = Type.Object(
  {
    metric: Type.String(describe('A metric of the kind.')),
    at_least: Type.Number({
      exclusiveMinimum: 0,
      ...describe('A jump of this much, up or down, in the unit of the metric.'),
    }),
    within_s: Type.Number({
      exclusiveMinimum: 0,
      ...describe('Between neighbouring readings no further apart than this, seconds.'),
    }),
  },
  {
    ...strict,
    ...describe('An implausible jump between neighbouring readings: of the sensor, not the street.'),
  },
);
export type ChangeEntry = Type.Static<typeof ChangeEntry>;

export function checkChange(entry: ChangeEntry, path: Path, check: Check): void {
  const metric = checkMetric(check, entry.metric, [...path, 'metric']);
  if (metric !== undefined && entry.at_least > metric.max - metric.min) {
    const hint = `it lies between ${metric.min} and ${metric.max}`;
    check.report([...path, 'at_least'], `${metric.name} cannot jump by ${entry.at_least}`, hint);
  }
  checkWindow(check, { value_s: entry.within_s, path: [...path, 'within_s'], readings: 1 });
}
