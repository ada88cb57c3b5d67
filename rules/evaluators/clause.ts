import { metricIndex, type SensorKind } from '../../domain/kinds.ts';
import type { ClauseEntry, ComparisonEntry } from '../rule-file.ts';
import type { DeviceView } from './condition.ts';

/** The outcome of a side condition: data may be missing. */
export const truth = { no: 0, yes: 1, missing: 2 } as const;
type Truth = (typeof truth)[keyof typeof truth];

/** A side condition (`and`, `unless`); `time` is when the data behind the last outcome were measured. */
export interface Clause {
  test(view: DeviceView): Truth;
  time: number;
}

/** The metrics of a comparison as indexes; a name that the kind lacks was refused before. */
export function metricIndexes(entry: ComparisonEntry, kind: SensorKind): readonly number[] {
  const names = entry.metrics ?? (entry.metric === undefined ? [] : [entry.metric]);
  return names.map((name) => metricIndex(kind, name)).filter((index) => index !== undefined);
}

export function compileClause(entry: ClauseEntry, kind: SensorKind): Clause {
  const parts = (entry.any ?? [entry]).map((part) => compileComparison(part, kind));
  const clause: Clause = { time: 0, test };
  function test(view: DeviceView): Truth {
    let outcome: Truth = truth.no;
    clause.time = -Infinity;
    for (const part of parts) {
      for (const index of part.indexes) {
        const value = view.values[view.base + index] ?? NaN;
        const time = view.times[view.base + index] ?? NaN;
        if (Number.isNaN(value) || view.now - time > view.hold_ms) {
          if (outcome === truth.no) outcome = truth.missing;
        } else if (part.holds(value)) {
          if (outcome !== truth.yes) clause.time = time;
          outcome = truth.yes;
          if (time > clause.time) clause.time = time;
        } else if (outcome !== truth.yes && time > clause.time) clause.time = time;
      }
    }
    return outcome;
  }
  return clause;
}

function compileComparison(entry: ComparisonEntry, kind: SensorKind) {
  return { indexes: metricIndexes(entry, kind), holds: comparisonOf(entry) };
}

function comparisonOf(entry: ComparisonEntry): (value: number) => boolean {
  const { at_least, at_most, equals, not_equals, one_of } = entry;
  if (at_least !== undefined) return (value) => value >= at_least;
  if (at_most !== undefined) return (value) => value <= at_most;
  if (equals !== undefined) return (value) => value === equals;
  if (not_equals !== undefined) return (value) => value !== not_equals;
  const values = new Set(one_of);
  return (value) => values.has(value);
}
