import type { BacktestAlert, BacktestRule } from '../backtest-alerts.ts';
import { toDay } from '../backtest-alerts.ts';
import { compareBacktests, rulesOf, type BacktestComparison, type RuleSetRun } from '../backtest-compare.ts';
import type { BacktestResult } from '../backtest.ts';

/** What a back-test found, ready to be shown as text or as a page. */
export interface BacktestReport {
  readonly result: BacktestResult;
  /** The first day and how many there are, numbered from 1 January 1970 in China. */
  readonly firstDay: number;
  readonly days: number;
  /** How many events are known: without any, nothing can be confirmed. */
  readonly knownEvents: number;
  /** Only rules that spoke in either set, or differ; the loudest first. */
  readonly rows: readonly RuleRow[];
  /** Null without a set to compare with. */
  readonly comparison: BacktestComparison | null;
}

/** One rule with what it said in the tried set, and in the one beside it. */
export interface RuleRow {
  readonly ruleId: string;
  readonly title: string;
  readonly tried: BacktestRule | null;
  readonly present: BacktestRule | null;
}

export function toBacktestReport(
  tried: RuleSetRun,
  { present, knownEvents }: { readonly present: RuleSetRun | null; readonly knownEvents: number },
): BacktestReport {
  const { span } = tried.result;
  const firstDay = span === null ? 0 : toDay(span.from);
  const comparison = present === null ? null : compareBacktests(tried, present);
  const rows: readonly RuleRow[] =
    comparison === null
      ? [...rulesOf(tried).values()]
          .filter(({ alerts }) => alerts > 0)
          .map((rule) => ({ ruleId: rule.ruleId, title: rule.title.en, tried: rule, present: null }))
      : comparison.rules.map((row) => ({ ...row, title: row.title.en }));
  return {
    result: tried.result,
    firstDay,
    days: span === null ? 0 : toDay(span.to) - firstDay + 1,
    knownEvents,
    rows: rows.toSorted((a, b) => loudness(b) - loudness(a)),
    comparison,
  };
}

function loudness({ tried, present }: RuleRow): number {
  return Math.max(tried?.alerts ?? 0, present?.alerts ?? 0);
}

/** Alerts of a rule for each day of the report. */
export function toDailyCounts(
  rule: BacktestRule | null,
  { firstDay, days }: BacktestReport,
): readonly number[] {
  return Array.from({ length: days }, (_, index) => rule?.byDay.get(firstDay + index) ?? 0);
}

/** How many alerts; a dash where the set does not have the rule. */
export function toCountText(rule: BacktestRule | null): string {
  return rule === null ? '–' : String(rule.alerts);
}

/** Median of numbers in rising order; null of none. */
export function medianOf(ordered: readonly number[]): number | null {
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle];
  if (upper === undefined) return null;
  return ordered.length % 2 === 1 ? upper : (upper + (ordered[middle - 1] ?? upper)) / 2;
}

/** `2026-06-01 08:00:00` in China. */
export function toChinaTime(time: number): string {
  return new Date(time + 8 * 3600 * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** What an alert was about: its device, or the place. */
export function toSubject({ scope, deviceId }: BacktestAlert): string {
  return scope.type === 'device' ? deviceId : `${scope.type} ${scope.id}`;
}

/** What became of it, for people. */
export function toEnding({ returnedAt, raisedAt, outcome, retrospective }: BacktestAlert): string {
  if (retrospective) return 'about the past';
  if (outcome?.result === 'breached') return `came true after ${Math.round(outcome.lead_s ?? 0)} s`;
  if (outcome !== null) return outcome.result;
  if (returnedAt === null) return 'still open';
  return `for ${Math.round((returnedAt - raisedAt) / 1000)} s`;
}
