import { kinds, findMetric, type SensorKind } from '../domain/kinds.ts';
import type { Metric } from '../domain/kind.ts';
import { severityByCode } from '../domain/severity.ts';
import type { ClauseEntry, ComparisonEntry, RuleEntry, WhenEntry } from './rule-file.ts';

/** A finding about one place of a rule; `path` leads to it inside of the rule. */
export interface Finding {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

type Report = (path: readonly (string | number)[], message: string, hint: string) => void;
type Path = readonly (string | number)[];

const operators = ['at_least', 'at_most', 'equals', 'not_equals', 'one_of'] as const;

/** What the schema cannot say: metrics exist, thresholds are possible, one comparison each. All findings at once. */
export function checkRule(rule: RuleEntry, kind: SensorKind): readonly Finding[] {
  const findings: Finding[] = [];
  const report: Report = (path, message, hint) => findings.push({ path, message, hint });
  const check = createComparisonCheck(kind, report);
  check(rule.when, ['when']);
  checkLevels(rule, report);
  checkDeadband(rule.when, { kind, report });
  checkClauses(rule.and ?? [], ['and'], { check, report });
  checkClauses(rule.unless ?? [], ['unless'], { check, report });
  checkDelay(rule, kind, report);
  return findings;
}

function createComparisonCheck(kind: SensorKind, report: Report) {
  return (entry: ComparisonEntry & Pick<WhenEntry, 'levels'>, path: Path): void => {
    const metrics = checkMetrics(entry, path, { kind, report });
    const used = operators.filter((operator) => entry[operator] !== undefined);
    const wanted = entry.levels === undefined ? 1 : 0;
    if (used.length !== wanted) {
      report(
        path,
        used.length === 0 ? 'no comparison' : `${used.join(' and ')} cannot go together`,
        wanted === 0
          ? 'with levels, each level holds its own at_least or at_most'
          : `give exactly one of ${operators.join(', ')}`,
      );
    }
    const thresholds = [entry, ...(entry.levels ?? [])].flatMap((part, index) =>
      numbersOf(part).map((value) => ({ value, path: index === 0 ? path : [...path, 'levels', index - 1] })),
    );
    for (const metric of metrics) {
      for (const threshold of thresholds) checkRange(metric, threshold, report);
    }
  };
}

function numbersOf(entry: ComparisonEntry): readonly number[] {
  return operators.flatMap((operator) => entry[operator] ?? []);
}

function checkRange(metric: Metric, threshold: { value: number; path: Path }, report: Report): void {
  const { value, path } = threshold;
  if (value >= metric.min && value <= metric.max) return;
  report(
    path,
    `${value} lies outside of what ${metric.name} can be`,
    `from ${metric.min} to ${metric.max} ${metric.unit}`.trimEnd(),
  );
}

function checkMetrics(
  entry: ComparisonEntry,
  path: Path,
  { kind, report }: { kind: SensorKind; report: Report },
): readonly Metric[] {
  if ((entry.metric === undefined) === (entry.metrics === undefined)) {
    report(path, 'needs metric or metrics', 'give exactly one of the two');
  }
  const metrics: Metric[] = [];
  for (const name of [...(entry.metric === undefined ? [] : [entry.metric]), ...(entry.metrics ?? [])]) {
    const metric = findMetric(kind, name);
    if (metric !== undefined) metrics.push(metric);
    else report(path, `${kind} has no metric ${name}`, suggest(name, kind));
  }
  return metrics;
}

function suggest(name: string, kind: SensorKind): string {
  const names = kinds[kind].metrics.map((metric) => metric.name);
  const stem = name.split('_')[0] ?? name;
  const near = names.filter((known) => known.includes(stem) || name.includes(known));
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has ${names.join(', ')}`;
}

function checkLevels(rule: RuleEntry, report: Report): void {
  const levels = rule.when.levels;
  if (levels === undefined) {
    if (rule.severity === undefined) report([], 'no severity', 'give severity, or levels with one each');
    return;
  }
  if (rule.severity !== undefined) report(['severity'], 'severity beside levels', 'each level has its own');
  const upwards = levels[0]?.at_least !== undefined;
  for (const [index, level] of levels.entries()) {
    const path = ['when', 'levels', index];
    const value = upwards ? level.at_least : level.at_most;
    if (value === undefined || (level.at_least !== undefined && level.at_most !== undefined)) {
      report(path, 'levels differ in direction', 'give at_least in every level, or at_most in every level');
      continue;
    }
    const before = levels[index - 1];
    if (before === undefined) continue;
    const former = upwards ? before.at_least : before.at_most;
    if (former !== undefined && (upwards ? value <= former : value >= former)) {
      report(path, 'levels are not in order', 'the mildest first, each further out than the one before');
    }
    if ((severityByCode(level.severity) ?? 0) >= (severityByCode(before.severity) ?? 0)) {
      report(path, 'severity does not rise', 'each level must be worse than the one before');
    }
  }
}

function checkDeadband(when: WhenEntry, { kind, report }: { kind: SensorKind; report: Report }): void {
  if (when.deadband === undefined) return;
  if (when.equals !== undefined || when.not_equals !== undefined) {
    report(['when', 'deadband'], 'a deadband needs at_least or at_most', 'leave it out for equality');
  }
  const metric = findMetric(kind, when.metric ?? when.metrics?.[0] ?? '');
  if (metric !== undefined && when.deadband >= metric.max - metric.min) {
    report(['when', 'deadband'], 'the deadband is wider than the metric', 'the alert could never return');
  }
}

function checkClauses(
  clauses: readonly ClauseEntry[],
  path: Path,
  { check, report }: { check: (entry: ComparisonEntry, path: Path) => void; report: Report },
): void {
  for (const [index, { any, ...comparison }] of clauses.entries()) {
    const place = [...path, index];
    if (any === undefined) check(comparison, place);
    else if (Object.keys(comparison).length > 0)
      report(place, 'any beside a comparison', 'put it inside of any');
    for (const [inner, entry] of (any ?? []).entries()) check(entry, [...place, 'any', inner]);
  }
}

/** A switch that is itself an alarm has been decided on by the device: waiting on top only costs lives. */
function checkDelay(rule: RuleEntry, kind: SensorKind, report: Report): void {
  const metric = findMetric(kind, rule.when.metric ?? '');
  if (metric?.urgent === true && rule.when.equals === 1 && rule.on_delay_s > 0) {
    report(['on_delay_s'], `${metric.name} is an alarm of the device's own and must not wait`, 'use 0');
  }
}
