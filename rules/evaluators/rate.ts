import { Type } from 'typebox';
import { checkMetric, checkOneOf, checkWindow, type Check, type Path } from './check.ts';
import { describe, strict } from './condition-ref.ts';

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
