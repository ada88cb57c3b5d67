import { findMetric, kinds, type SensorKind } from '../../domain/kinds.ts';
import type { Metric } from '../../domain/kind.ts';
import { conditionLimits } from './limits.ts';
import { suggestMetric } from './suggest-metric.ts';

/** A finding about one place of a rule; `path` leads to it inside of the rule. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  /** What to do about it; empty when the message says it all. */
  readonly hint: string;
}

export type Path = readonly (string | number)[];

/** What a condition is checked with: what the schema cannot say, all findings at once. */
export interface Check {
  readonly kind: SensorKind;
  report(path: Path, message: string, hint: string): void;
  /** Checks a condition inside of this one. */
  condition(entry: unknown, path: Path): void;
}

/** The metric of that name; reported when the kind has none. */
export function checkMetric(check: Check, name: string, path: Path): Metric | undefined {
  const metric = findMetric(check.kind, name);
  if (metric === undefined) {
    check.report(path, `${check.kind} has no metric ${name}`, suggestMetric(name, check.kind));
  }
  return metric;
}

/** A threshold must lie within what the metric can be. */
export function checkRange(check: Check, metric: Metric, threshold: { value: number; path: Path }): void {
  const { value, path } = threshold;
  if (value >= metric.min && value <= metric.max) return;
  check.report(
    path,
    `${value} lies outside of what ${metric.name} can be`,
    `from ${metric.min} to ${metric.max} ${metric.unit}`.trimEnd(),
  );
}

/** A window, s, must be able to hold `readings` of a device that reports as often as its kind does. */
export function checkWindow(check: Check, window: { value_s: number; path: Path; readings: number }): void {
  const { value_s, path, readings } = window;
  const { reportingInterval_s } = kinds[check.kind];
  const name = String(path.at(-1));
  const wanted_s = readings * reportingInterval_s;
  if (value_s < wanted_s) {
    const hint = `a ${check.kind} device reports every ${reportingInterval_s} s: at least ${wanted_s} s`;
    check.report(path, `${name}: ${value_s} s cannot hold the data that it needs`, hint);
  }
  if (value_s > conditionLimits.window_s_max) {
    check.report(path, `${name}: ${value_s} s is too long`, `at most ${conditionLimits.window_s_max} s`);
  }
}

/** Exactly one of two or more keys must be given. */
export function checkOneOf(
  check: Check,
  entry: Readonly<Record<string, unknown>>,
  choice: { keys: readonly string[]; path: Path },
): void {
  const given = choice.keys.filter((key) => entry[key] !== undefined);
  if (given.length === 1) return;
  const hint = `give exactly one of ${choice.keys.join(', ')}`;
  if (given.length === 0) check.report(choice.path, `needs ${choice.keys.join(' or ')}`, hint);
  else check.report(choice.path, `${given.join(' and ')} cannot go together`, hint);
}
