import { Type } from 'typebox';
import { checkMetric, type Check, type Path } from './check.ts';
import { ConditionRef } from './condition-ref.ts';

/** What may follow `deviation:` in a rule: how far a metric lies from what this device usually shows. */
export const DeviationEntry = Type.Object(
  {
    metric: Type.String({ description: 'A metric of the kind.' }),
    at_least: Type.Number({
      exclusiveMinimum: 0,
      description: 'Breached this many robust standard deviations away from what is usual.',
    }),
    minimum: Type.Optional(
      Type.Number({
        minimum: 0,
        description:
          'And at least this far away, in the unit of the metric: 6 deviations of nothing are nothing.',
      }),
    ),
    baseline: Type.Enum(['hour_of_day', 'all_day', 'drift', 'sudden'], {
      description:
        'What is usual: at this hour of the day; at any hour; for slow drift, what the device showed at first (the last day is compared with it); sudden is at this hour, by how rare such a deviation is for this device, and said once.',
    }),
    direction: Type.Optional(
      Type.Enum(['up', 'down', 'both'], { description: 'Which side counts; up when left out.' }),
    ),
    while: Type.Optional(ConditionRef),
    warm_up_h: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 24 * 60,
        description: 'Nothing is said before it has learned from this many hours of data; 24 when left out.',
      }),
    ),
    resolution: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description:
          'The step of the instrument, in the unit of the metric: nobody varies by less. The last digit shown when left out.',
      }),
    ),
    utc_offset_h: Type.Optional(
      Type.Number({ minimum: -12, maximum: 14, description: 'For the hour of day; 8 when left out.' }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'How far a metric lies from what this device usually shows. Unknown until it has learned. With while, only values taken while that holds are looked at; in between, the last word stands.',
  },
);

export type DeviationEntry = Type.Static<typeof DeviationEntry>;

/** The metric, and what must hold meanwhile. */
export function checkDeviation(entry: DeviationEntry, path: Path, check: Check): void {
  checkMetric(check, entry.metric, [...path, 'metric']);
  if (entry.while !== undefined) check.condition(entry.while, [...path, 'while']);
}
