import { kinds, type SensorKind } from '../../domain/kinds.ts';
import type { AlertEvidence } from '../../domain/alert.ts';
import type { Rule } from '../rule.ts';
import type { WhenEntry } from '../rule-file.ts';
import { compileClause, metricIndexes, truth, type Clause } from './clause.ts';
import { unknownLevel, type Condition, type DeviceView, type Held, type Verdict } from './condition.ts';

/**
 * A measured value at or beyond a threshold, in one or several levels, on any of several metrics.
 * Data that are missing make it unknown, never normal; `unless` only keeps it from being raised.
 */
export function compileThreshold(rule: Rule, kind: SensorKind): Condition {
  // Metrics in breach are kept as bits of one number.
  if (kinds[kind].metrics.length > 31) throw new Error(`${kind} has more than 31 metrics`);
  const { thresholds, comparison } = thresholdsOf(rule.when);
  const test: ThresholdTest = {
    indexes: metricIndexes(rule.when, kind),
    comparison,
    thresholds,
    deadband: rule.when.deadband ?? 0,
    and: rule.and.map((clause) => compileClause(clause, kind)),
    unless: rule.unless.map((clause) => compileClause(clause, kind)),
  };
  return {
    thresholds,
    comparison,
    isQuiet: compileQuiet(test),
    judge: (view, held, verdict) => judge(test, { view, held }, verdict),
  };
}

interface ThresholdTest {
  readonly indexes: readonly number[];
  readonly comparison: AlertEvidence['comparison'];
  readonly thresholds: readonly number[];
  readonly deadband: number;
  readonly and: readonly Clause[];
  readonly unless: readonly Clause[];
}

function thresholdsOf(when: WhenEntry): Pick<Condition, 'thresholds' | 'comparison'> {
  const { at_least, at_most, equals, not_equals, levels } = when;
  if (levels !== undefined) {
    const thresholds = levels.map((level) => level.at_least ?? level.at_most ?? NaN);
    return { thresholds, comparison: levels[0]?.at_least === undefined ? '<=' : '>=' };
  }
  if (at_least !== undefined) return { thresholds: [at_least], comparison: '>=' };
  if (at_most !== undefined) return { thresholds: [at_most], comparison: '<=' };
  if (equals !== undefined) return { thresholds: [equals], comparison: '==' };
  return { thresholds: [not_equals ?? NaN], comparison: '!=' };
}

/** One comparison per metric against the mildest level; NaN (missing) is never a breach. */
function compileQuiet({ indexes, comparison, thresholds }: ThresholdTest): (view: DeviceView) => boolean {
  const threshold = thresholds[0] ?? NaN;
  return (view) => {
    const { values, base } = view;
    for (const index of indexes) {
      const value = values[base + index] ?? NaN;
      if (comparison === '>=') {
        if (value >= threshold) return false;
      } else if (comparison === '<=') {
        if (value <= threshold) return false;
      } else if (comparison === '==') {
        if (value === threshold) return false;
      } else if (value !== threshold && !Number.isNaN(value)) return false;
    }
    return true;
  };
}

function judge(
  test: ThresholdTest,
  { view, held }: { view: DeviceView; held: Held },
  verdict: Verdict,
): void {
  const missing = findWorst(test, { view, held }, verdict);
  // Less bad than before, but one that took part is missing: nobody knows whether it got better.
  if (missing && verdict.level < Math.max(held.activeLevels, 1)) verdict.level = unknownLevel;
  if (verdict.level > 0) judgeClauses(test, { view, held }, verdict);
  verdict.knownUntil = verdict.dataTime + view.hold_ms;
}

/** Fills the verdict from the metrics alone; true when one of those that count is missing. */
function findWorst(test: ThresholdTest, { view, held }: { view: DeviceView; held: Held }, verdict: Verdict) {
  verdict.level = unknownLevel;
  verdict.metrics = 0;
  let missing = false;
  let excess = -Infinity;
  let breachTime = -Infinity;
  let normalTime = Infinity;
  for (const index of test.indexes) {
    const value = view.values[view.base + index] ?? NaN;
    const time = view.times[view.base + index] ?? NaN;
    const counts = (held.metrics & (1 << index)) !== 0;
    if (Number.isNaN(value) || view.now - time > view.hold_ms) {
      missing ||= counts;
      continue;
    }
    const level = levelOf(test, value, held.activeLevels);
    const beyond = excessOf(test, value);
    if (level > 0) {
      verdict.metrics |= 1 << index;
      breachTime = Math.max(breachTime, time);
    }
    if (counts || held.metrics === 0) normalTime = Math.min(normalTime, time);
    if (level > verdict.level || (level === verdict.level && beyond > excess)) {
      excess = beyond;
      verdict.level = level;
      verdict.metric = index;
      verdict.value = value;
      verdict.time = time;
    }
  }
  verdict.dataTime = verdict.level > 0 ? breachTime : normalTime;
  if (verdict.level === 0 && normalTime === Infinity) verdict.dataTime = verdict.time;
  return missing;
}

/** How many levels a value breaches; those already active are left only beyond the deadband. */
function levelOf(test: ThresholdTest, value: number, activeLevels: number): number {
  const { thresholds, comparison, deadband } = test;
  for (let level = thresholds.length; level > 0; level -= 1) {
    const threshold = thresholds[level - 1] ?? NaN;
    const slack = level <= activeLevels ? deadband : 0;
    if (comparison === '>=' ? value >= threshold - slack : false) return level;
    if (comparison === '<=' ? value <= threshold + slack : false) return level;
    if (comparison === '==' ? value === threshold : false) return level;
    if (comparison === '!=' ? value !== threshold : false) return level;
  }
  return 0;
}

function excessOf({ thresholds, comparison }: ThresholdTest, value: number): number {
  const beyond = value - (thresholds[0] ?? 0);
  return comparison === '<=' ? -beyond : beyond;
}

function judgeClauses(
  test: ThresholdTest,
  { view, held }: { view: DeviceView; held: Held },
  verdict: Verdict,
): void {
  let missing = false;
  for (const clause of test.and) {
    const outcome = clause.test(view);
    if (outcome === truth.no) {
      verdict.level = 0;
      verdict.dataTime = clause.time;
      return;
    }
    missing ||= outcome === truth.missing;
    verdict.dataTime = Math.min(verdict.dataTime, clause.time);
  }
  if (missing) {
    verdict.level = unknownLevel;
    return;
  }
  // What is raised already is not cleared by, say, a fireman's key: only its own condition does that.
  if (held.activeLevels > 0) return;
  for (const clause of test.unless) {
    // Missing counts as "not": better to ring than to miss.
    if (clause.test(view) === truth.yes) verdict.level = 0;
  }
}
