import { findMetric, type SensorKind } from '../domain/kinds.ts';
import { checkCondition } from './evaluators/check-condition.ts';
import type { Finding, Path } from './evaluators/check.ts';
import { compileCondition } from './evaluators/compile.ts';
import type { ConditionEntry } from './evaluators/condition-entry.ts';
import { conditionLimits } from './evaluators/limits.ts';
import { placeOf } from './rule.ts';
import type { RuleEntry } from './rule-file.ts';

type Report = (path: Path, message: string, hint: string) => void;

/** What the schema cannot say: metrics exist, thresholds are possible, conditions make sense. All at once. */
export function checkRule(rule: RuleEntry, kind: SensorKind | 'any'): readonly Finding[] {
  const findings: Finding[] = [];
  const report: Report = (path, message, hint) => findings.push({ path, message, hint });
  checkSeverity(rule, report);
  if (kind === 'any') checkAcross(rule, report);
  else {
    if (rule.when.quorum !== undefined) {
      report(['when', 'quorum'], 'quorum needs a file of kind any', 'it looks across devices of all kinds');
    }
    checkConditions(rule, kind, report);
    checkDelay(rule, kind, report);
    checkReadings(rule, kind, report);
  }
  checkPlaces(rule, report);
  if (findings.length === 0 && kind !== 'any') checkMemory(rule, kind, report);
  return findings;
}

function checkSeverity(rule: RuleEntry, report: Report): void {
  if (rule.when.levels === undefined) {
    if (rule.severity === undefined) report([], 'no severity', 'give severity, or levels with one each');
  } else if (rule.severity !== undefined) {
    report(['severity'], 'severity beside levels', 'each level has its own');
  }
}

/** Rules across kinds know no metrics: they can only count what other rules say. */
function checkAcross(rule: RuleEntry, report: Report): void {
  const { quorum, ...rest } = rule.when;
  if (quorum === undefined || Object.keys(rest).length > 0) {
    report(['when'], 'a rule of kind any needs a quorum', 'other conditions belong to a file of their kind');
  }
  for (const key of ['and', 'unless', 'overrides', 'only'] as const) {
    if (rule[key] !== undefined) report([key], `${key} does not go with a quorum`, 'put it into its rules');
  }
}

function checkConditions(rule: RuleEntry, kind: SensorKind, report: Report): void {
  const shared = { kind, report, budget: { conditions: 0 } };
  checkCondition(rule.when, ['when'], { ...shared, isTop: true });
  for (const key of ['and', 'unless'] as const) {
    for (const [index, entry] of (rule[key] ?? []).entries()) {
      checkCondition(entry, [key, index], { ...shared, isTop: false });
    }
  }
  for (const [index, { when }] of (rule.overrides ?? []).entries()) {
    const budget = { conditions: 0 };
    checkCondition(when, ['overrides', index, 'when'], { ...shared, budget, isTop: true });
    checkLikeRule(rule.when, { when, path: ['overrides', index, 'when'] }, report);
  }
}

function severitiesOf(entry: ConditionEntry): string {
  return entry.levels?.map(({ severity }) => severity).join(', ') ?? '';
}

/** An override changes where a rule speaks, not what it says: severities and kind of alert stay. */
function checkLikeRule(
  own: ConditionEntry,
  { when, path }: { when: ConditionEntry; path: Path },
  report: Report,
) {
  if (severitiesOf(own) !== severitiesOf(when)) {
    const wanted = severitiesOf(own) === '' ? 'no levels' : `the levels ${severitiesOf(own)}`;
    report(path, 'other levels than the rule', `the rule has ${wanted}: an override changes thresholds only`);
  }
  if ((own.forecast === undefined) !== (when.forecast === undefined)) {
    report(path, 'a forecast stays a forecast, and a breach a breach', 'make it a rule of its own');
  }
  if (
    own.forecast !== undefined &&
    when.forecast !== undefined &&
    own.forecast.breach !== when.forecast.breach
  ) {
    report([...path, 'forecast', 'breach'], 'another breach than the rule', 'make it a rule of its own');
  }
}

/** A switch that is itself an alarm has been decided on by the device: waiting on top only costs lives. */
function checkDelay(rule: RuleEntry, kind: SensorKind, report: Report): void {
  const variants = [
    { when: rule.when, delay_s: rule.on_delay_s, path: ['on_delay_s'] },
    ...(rule.overrides ?? []).map(({ when, on_delay_s }, index) => ({
      when,
      delay_s: on_delay_s ?? rule.on_delay_s,
      path: ['overrides', index],
    })),
  ];
  for (const { when, delay_s, path } of variants) {
    const metric = findMetric(kind, when.metric ?? '');
    if (metric?.urgent === true && when.equals === 1 && delay_s > 0) {
      report(path, `${metric.name} is an alarm of the device's own and must not wait`, 'use 0');
    }
  }
}

/** Readings can be counted where each says anew what holds; a device's own alarm has counted already. */
function checkReadings(rule: RuleEntry, kind: SensorKind, report: Report): void {
  const variants = [
    { when: rule.when, count: rule.on_readings, path: ['on_readings'] },
    ...(rule.overrides ?? []).map(({ when, on_readings }, index) => ({
      when,
      count: on_readings ?? rule.on_readings,
      path: ['overrides', index],
    })),
  ];
  for (const { when, count = 1, path } of variants) {
    if (count === 1) continue;
    if (when.metric === undefined && when.metrics === undefined) {
      const hint = 'leave it out: the other conditions look at more than one reading themselves';
      report(path, 'readings are counted for plain thresholds only', hint);
    } else if (when.equals === 1 && findMetric(kind, when.metric ?? '')?.urgent === true) {
      report(path, `${when.metric} is an alarm of the device's own and must not wait`, 'leave it out');
    }
  }
}

function checkPlaces(rule: RuleEntry, report: Report): void {
  const { only } = rule;
  if (only !== undefined && Object.keys(only).length === 0) {
    report(['only'], 'only names no place', 'give sites, areas or devices, or leave it out');
  }
  const seen = new Set<string>();
  for (const [index, override] of (rule.overrides ?? []).entries()) {
    const path = ['overrides', index];
    const given = (['device', 'site', 'area'] as const).filter((key) => override[key] !== undefined);
    if (given.length !== 1) {
      const message =
        given.length === 0 ? 'an override without a place' : `${given.join(' and ')} cannot go together`;
      report(path, message, 'give exactly one of device, site, area');
      continue;
    }
    const place = placeOf(override);
    if (seen.has(place)) report(path, `a second override for ${place}`, 'one for each place');
    seen.add(place);
  }
}

/** What a rule remembers is held for every device of its kind. */
function checkMemory(rule: RuleEntry, kind: SensorKind, report: Report): void {
  const { slotsPerRule_max } = conditionLimits;
  const variants = [
    { when: rule.when, path: ['when'] },
    ...(rule.overrides ?? []).map(({ when }, index) => ({ when, path: ['overrides', index, 'when'] })),
  ];
  for (const { when, path } of variants) {
    // A forecast's memory is its model's own, which is bounded.
    if (when.forecast !== undefined) continue;
    const { slots } = compileCondition(
      { when, and: rule.and ?? [], unless: rule.unless ?? [] },
      kind,
      new Map(),
    );
    if (slots > slotsPerRule_max) {
      const hint = 'lower counts, fewer states, or several rules';
      report(path, `remembers ${slots} numbers per device, more than ${slotsPerRule_max}`, hint);
    }
  }
}
