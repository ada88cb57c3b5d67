import type { Text } from '../domain/text.ts';
import type { BacktestAlert, BacktestRule } from './backtest-alerts.ts';
import type { BacktestResult } from './backtest.ts';
import type { Rule } from './rule.ts';

/** A set of rules with what it said. */
export interface RuleSetRun {
  readonly rules: readonly Rule[];
  readonly result: BacktestResult;
}

/** One rule in two sets; null where a set does not have it. */
export interface RuleComparison {
  readonly ruleId: string;
  readonly title: Text;
  readonly tried: BacktestRule | null;
  readonly present: BacktestRule | null;
}

/** Which alerts another set of rules would have brought, and which it would have spared. */
export interface BacktestComparison {
  /** Only rules that spoke in either set, or whose version differs; by id. */
  readonly rules: readonly RuleComparison[];
  /** Among the alerts that are held one by one. */
  readonly added: readonly BacktestAlert[];
  readonly vanished: readonly BacktestAlert[];
}

/** An alert of one set is the same as one of the other when rule and scope are, and their times meet. */
export function compareBacktests(tried: RuleSetRun, present: RuleSetRun): BacktestComparison {
  const triedRules = rulesOf(tried);
  const presentRules = rulesOf(present);
  const ids = [...new Set([...triedRules.keys(), ...presentRules.keys()])].toSorted();
  const rules = ids.flatMap((ruleId): readonly RuleComparison[] => {
    const one = triedRules.get(ruleId) ?? null;
    const other = presentRules.get(ruleId) ?? null;
    const title = (one ?? other)?.title;
    const isSilent = (one?.alerts ?? 0) + (other?.alerts ?? 0) === 0;
    if (title === undefined || (isSilent && one?.version === other?.version)) return [];
    return [{ ruleId, title, tried: one, present: other }];
  });
  return {
    rules,
    added: missingFrom(present.result.alerts, tried.result.alerts),
    vanished: missingFrom(tried.result.alerts, present.result.alerts),
  };
}

/** Those that spoke with what they said, the others with nothing; ingredients, which raise nothing, are left out. */
export function rulesOf({ rules, result }: RuleSetRun): ReadonlyMap<string, BacktestRule> {
  const found = new Map(result.rules.map((rule) => [rule.ruleId, rule]));
  for (const { id: ruleId, version, title, announce } of rules) {
    if (!announce || found.has(ruleId)) continue;
    found.set(ruleId, {
      ruleId,
      version,
      title,
      alerts: 0,
      retrospective: 0,
      confirmed: 0,
      byDay: new Map(),
      forecasts: null,
    });
  }
  return found;
}

function missingFrom(
  known: readonly BacktestAlert[],
  alerts: readonly BacktestAlert[],
): readonly BacktestAlert[] {
  const bySubject = Map.groupBy(known, toSubject);
  return alerts.filter((alert) => {
    const others = bySubject.get(toSubject(alert)) ?? [];
    return !others.some((other) => endOf(other) >= alert.raisedAt && other.raisedAt <= endOf(alert));
  });
}

function toSubject({ ruleId, scope, retrospective }: BacktestAlert): string {
  return JSON.stringify([ruleId, scope.type, scope.id, retrospective]);
}

/** What is about the past is a moment; what has not returned lasts. */
function endOf({ raisedAt, returnedAt, retrospective }: BacktestAlert): number {
  return returnedAt ?? (retrospective ? raisedAt : Infinity);
}
