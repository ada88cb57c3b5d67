import type { AlertChange, AlertEvidence } from '../domain/alert.ts';
import { kinds, type SensorKind } from '../domain/kinds.ts';
import { toAlertId } from './alert-id.ts';
import type { Condition } from './evaluators/condition.ts';
import { compileThreshold } from './evaluators/threshold.ts';
import type { LiveState } from './live-state.ts';
import type { Rule } from './rule.ts';

/** A rule made ready for its kind. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly index: number;
  readonly condition: Condition;
}

/** The rules of a kind, in the order of their ids: that order is part of what makes a replay the same. */
export function compileRules(rules: readonly Rule[], kind: SensorKind): readonly CompiledRule[] {
  return rules
    .filter((rule) => rule.kind === kind)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule, index) => ({ rule, index, condition: compileThreshold(rule, kind) }));
}

/** What a change is about, beside its rule and device. */
export interface Occasion {
  readonly change: AlertChange['change'];
  readonly cause: AlertChange['cause'];
  readonly eventTime: number;
  readonly receivedAt: number;
}

/** The change as the desk takes it. `level` is the one that gives severity and threshold, from 1. */
export function toChange(
  { rule, condition }: CompiledRule,
  about: { deviceId: string; alertId: string; level: number; evidence: Evidence; retrospective: boolean },
  occasion: Occasion,
): AlertChange {
  return {
    change: occasion.change,
    cause: occasion.cause,
    alertId: about.alertId,
    ruleId: rule.id,
    ruleVersion: rule.version,
    scope: { type: 'device', id: about.deviceId },
    deviceId: about.deviceId,
    kind: rule.kind,
    severity: rule.severities[about.level - 1] ?? 1,
    title: rule.title,
    advice: rule.advice,
    latching: rule.latching,
    retrospective: about.retrospective,
    eventTime: occasion.eventTime,
    receivedAt: occasion.receivedAt,
    evidence: toEvidence(about.evidence, rule.kind, {
      threshold: condition.thresholds[about.level - 1] ?? NaN,
      comparison: condition.comparison,
    }),
  };
}

export type Evidence = Pick<LiveState, 'metric' | 'value' | 'time' | 'onset'>;

function toEvidence(
  { metric, value, time, onset }: Evidence,
  kind: SensorKind,
  threshold: Pick<AlertEvidence, 'threshold' | 'comparison'>,
): AlertEvidence {
  return { metric: kinds[kind].metrics[metric]?.name ?? '', value, ...threshold, since: onset, time };
}

export function alertIdOf({ rule }: CompiledRule, deviceId: string, activatedAt: number): string {
  return toAlertId(rule.id, { type: 'device', id: deviceId }, activatedAt);
}
