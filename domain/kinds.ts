import type { KindDefinition, Metric } from './kind.ts';
import { electrical } from './kinds/electrical.ts';
import { elevator } from './kinds/elevator.ts';
import { smoke } from './kinds/smoke.ts';
import { water } from './kinds/water.ts';

/** Every sensor kind. To add one: a file in `kinds/`, a line here, a migration for its table. */
export const kinds = { smoke, electrical, water, elevator } as const satisfies Record<string, KindDefinition>;

export type SensorKind = keyof typeof kinds;

export const kindNames = Object.keys(kinds) as readonly SensorKind[];

export function isSensorKind(name: string): name is SensorKind {
  return Object.hasOwn(kinds, name);
}

const indexes = new Map<SensorKind, ReadonlyMap<string, number>>(
  kindNames.map((kind) => [kind, new Map(kinds[kind].metrics.map((metric, index) => [metric.name, index]))]),
);

/** Where a metric stands in `Reading.values` of its kind; undefined when the kind has no such metric. */
export function metricIndex(kind: SensorKind, name: string): number | undefined {
  return indexes.get(kind)?.get(name);
}

/** The metric of a kind by name; undefined when the kind has no such metric. */
export function findMetric(kind: SensorKind, name: string): Metric | undefined {
  const index = metricIndex(kind, name);
  return index === undefined ? undefined : kinds[kind].metrics[index];
}
