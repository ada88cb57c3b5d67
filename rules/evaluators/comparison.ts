import { Type } from 'typebox';
import type { AlertEvidence } from '../../domain/alert.ts';
import { metricIndex, type SensorKind } from '../../domain/kinds.ts';
import { severityByCode } from '../../domain/severity.ts';
import { checkMetric, checkOneOf, checkRange, type Check, type Path } from './check.ts';
import { describe, strict } from './condition-ref.ts';
import { neverWakes, unknownLevel, type CompileContext, type DeviceView } from './evaluator.ts';
import type { Evaluator, Held, Verdict } from './evaluator.ts';

export const SeverityCode = Type.Enum(['critical', 'major', 'minor', 'notice'], describe('How bad it is.'));

const Level = Type.Object(
  {
    at_least: Type.Optional(Type.Number()),
    at_most: Type.Optional(Type.Number()),
    severity: SeverityCode,
  },
  strict,
);

/** The keys of a comparison; they stand in the condition itself. */
export const comparisonKeys = {
  metric: Type.Optional(Type.String(describe('A metric of the kind.'))),
  metrics: Type.Optional(
    Type.Array(Type.String(), {
      minItems: 1,
      maxItems: 16,
      ...describe('Any of these; the worst one is the evidence.'),
    }),
  ),
  at_least: Type.Optional(
    Type.Number(describe('Breached at this value and above, in the unit of the metric.')),
  ),
  at_most: Type.Optional(Type.Number(describe('Breached at this value and below.'))),
  equals: Type.Optional(Type.Number(describe('Breached at exactly this value: for switches and codes.'))),
  not_equals: Type.Optional(Type.Number(describe('Breached at any other value.'))),
  one_of: Type.Optional(
    Type.Array(Type.Number(), {
      minItems: 1,
      maxItems: 64,
      ...describe('Breached at any of these values: for codes.'),
    }),
  ),
  deadband: Type.Optional(
    Type.Number({
      minimum: 0,
      ...describe('Once active it returns only beyond the threshold by this much.'),
    }),
  ),
  levels: Type.Optional(
    Type.Array(Level, {
      minItems: 2,
      maxItems: 4,
      ...describe(
        'Several thresholds with rising severity: one alert that worsens and eases. Only directly under when.',
      ),
    }),
  ),
};

const Comparison = Type.Object(comparisonKeys, strict);
export type ComparisonEntry = Type.Static<typeof Comparison>;

const operators = ['at_least', 'at_most', 'equals', 'not_equals', 'one_of'] as const;

/** Metrics exist, thresholds are possible, one comparison each. */
export function checkComparison(entry: ComparisonEntry, path: Path, check: Check): void {
  checkOneOf(check, entry, { keys: ['metric', 'metrics'], path });
  const names = namesOf(entry);
  if (new Set(names).size < names.length) check.report(path, 'a metric is named twice', '');
  const metrics = names
    .map((name) => checkMetric(check, name, path))
    .filter((metric) => metric !== undefined);
  const used = operators.filter((operator) => entry[operator] !== undefined);
  const wanted = entry.levels === undefined ? 1 : 0;
  if (used.length !== wanted) {
    check.report(
      path,
      used.length === 0 ? 'no comparison' : `${used.join(' and ')} cannot go together`,
      wanted === 0
        ? 'with levels, each level holds its own at_least or at_most'
        : `give exactly one of ${operators.join(', ')}`,
    );
  }
  const thresholds = [entry, ...(entry.levels ?? [])].flatMap((part: ComparisonEntry, index) =>
    operators
      .flatMap((operator) => part[operator] ?? [])
      .map((value) => ({ value, path: index === 0 ? path : [...path, 'levels', index - 1] })),
  );
  for (const metric of metrics) {
    for (const threshold of thresholds) checkRange(check, metric, threshold);
  }
  checkLevels(entry, path, check);
  if (entry.deadband === undefined) return;
  if (entry.equals !== undefined || entry.not_equals !== undefined || entry.one_of !== undefined) {
    const hint = 'leave it out for equality';
    check.report([...path, 'deadband'], 'a deadband needs at_least or at_most', hint);
  }
  for (const metric of metrics) {
    if (entry.deadband < metric.max - metric.min) continue;
    const hint = 'the alert could never return';
    check.report([...path, 'deadband'], 'the deadband is wider than the metric', hint);
  }
}

function checkLevels({ levels }: ComparisonEntry, path: Path, check: Check): void {
  const upwards = levels?.[0]?.at_least !== undefined;
  for (const [index, level] of (levels ?? []).entries()) {
    const place = [...path, 'levels', index];
    const value = upwards ? level.at_least : level.at_most;
    if (value === undefined || (level.at_least !== undefined && level.at_most !== undefined)) {
      const hint = 'give at_least in every level, or at_most in every level';
      check.report(place, 'levels differ in direction', hint);
      continue;
    }
    const before = levels?.[index - 1];
    if (before === undefined) continue;
    const former = upwards ? before.at_least : before.at_most;
    if (former !== undefined && (upwards ? value <= former : value >= former)) {
      const hint = 'the mildest first, each further out than the one before';
      check.report(place, 'levels are not in order', hint);
    }
    if ((severityByCode(level.severity) ?? 0) >= (severityByCode(before.severity) ?? 0)) {
      check.report(place, 'severity does not rise', 'each level must be worse than the one before');
    }
  }
}

/**
 * A measured value at or beyond a threshold, in one or several levels, on any of several metrics.
 * A metric that is missing makes it unknown where it took part in what is raised; all missing always do.
 * Remembers nothing.
 */
export function compileComparison(entry: ComparisonEntry, context: CompileContext): Evaluator {
  const test: Test = {
    indexes: metricIndexes(namesOf(entry), context.kind),
    ...thresholdsOf(entry),
    deadband: entry.deadband ?? 0,
  };
  return {
    quantity: 'value',
    thresholds: test.thresholds,
    comparison: test.comparison,
    slots: 0,
    judgesAlone: true,
    observe() {},
    ...quietBandsOf(test),
    isQuiet: compileQuiet(test),
    judge: (view, held, verdict) => judge(test, { view, held }, verdict),
    wakeAt: neverWakes,
    explain: () => ({}),
  };
}

interface Test {
  readonly indexes: readonly number[];
  readonly comparison: AlertEvidence['comparison'];
  readonly thresholds: readonly number[];
  /** Null unless any of several values counts. */
  readonly values: ReadonlySet<number> | null;
  readonly deadband: number;
}

function namesOf(entry: ComparisonEntry): readonly string[] {
  return [...(entry.metric === undefined ? [] : [entry.metric]), ...(entry.metrics ?? [])];
}

/** Metrics as indexes; a name that the kind lacks was refused before. */
export function metricIndexes(names: readonly string[], kind: SensorKind): readonly number[] {
  return names.map((name) => metricIndex(kind, name)).filter((index) => index !== undefined);
}

function thresholdsOf(entry: ComparisonEntry): Pick<Test, 'thresholds' | 'comparison' | 'values'> {
  const { at_least, at_most, equals, not_equals, one_of, levels } = entry;
  const values = one_of === undefined ? null : new Set(one_of);
  if (levels !== undefined) {
    const thresholds = levels.map((level) => level.at_least ?? level.at_most ?? NaN);
    return { thresholds, values, comparison: levels[0]?.at_least === undefined ? '<=' : '>=' };
  }
  if (at_least !== undefined) return { thresholds: [at_least], values, comparison: '>=' };
  if (at_most !== undefined) return { thresholds: [at_most], values, comparison: '<=' };
  if (equals !== undefined) return { thresholds: [equals], values, comparison: '==' };
  if (not_equals !== undefined) return { thresholds: [not_equals], values, comparison: '!=' };
  return { thresholds: [one_of?.[0] ?? NaN], values, comparison: '==' };
}

/** One comparison per metric against the mildest level; NaN (missing) is never a breach. */
function compileQuiet({ indexes, comparison, thresholds, values }: Test): (view: DeviceView) => boolean {
  const threshold = thresholds[0] ?? NaN;
  return ({ data, valuesAt }) => {
    for (const index of indexes) {
      const value = data[valuesAt + index] ?? NaN;
      if (comparison === '>=') {
        if (value >= threshold) return false;
      } else if (comparison === '<=') {
        if (value <= threshold) return false;
      } else if (comparison === '!=') {
        if (value !== threshold && !Number.isNaN(value)) return false;
      } else if (values === null ? value === threshold : values.has(value)) return false;
    }
    return true;
  };
}

function quietBandsOf({ indexes, comparison, thresholds, values }: Test): Pick<Evaluator, 'quietBands'> {
  const wanted = values === null ? thresholds.slice(0, 1) : [...values];
  const least = Math.min(...wanted);
  const most = Math.max(...wanted);
  const isQuietBelow = comparison === '>=' || (comparison === '==' && least > 0);
  if (comparison === '!=') return {};
  const band = isQuietBelow ? { above: -Infinity, below: least } : { above: most, below: Infinity };
  return { quietBands: indexes.map((metric) => ({ metric, ...band })) };
}

function judge(
  test: Test,
  { view, held }: { view: DeviceView; held: Readonly<Held> },
  verdict: Verdict,
): void {
  const { data, valuesAt, timesAt, now, hold_ms } = view;
  verdict.level = unknownLevel;
  verdict.metrics = 0;
  verdict.metric = test.indexes[0] ?? -1;
  verdict.value = NaN;
  verdict.time = NaN;
  verdict.since = NaN;
  let missing = false;
  let excess = -Infinity;
  let breachTime = -Infinity;
  let normalTime = Infinity;
  for (const index of test.indexes) {
    const value = data[valuesAt + index] ?? NaN;
    const time = data[timesAt + index] ?? NaN;
    const counts = (held.metrics & (1 << index)) !== 0;
    if (Number.isNaN(value) || !(now - time <= hold_ms)) {
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
  if (normalTime === Infinity && verdict.level <= 0) verdict.dataTime = verdict.time;
  // Less bad than before, but one that took part is missing: nobody knows whether it got better.
  if (missing && verdict.level < Math.max(held.activeLevels, 1)) verdict.level = unknownLevel;
  verdict.knownUntil = verdict.dataTime + hold_ms;
}

/** How many levels a value breaches; those already active are left only beyond the deadband. */
function levelOf(test: Test, value: number, activeLevels: number): number {
  const { thresholds, comparison, deadband, values } = test;
  if (values !== null) return values.has(value) ? 1 : 0;
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

function excessOf({ thresholds, comparison }: Test, value: number): number {
  const beyond = value - (thresholds[0] ?? 0);
  return comparison === '<=' ? -beyond : beyond;
}
