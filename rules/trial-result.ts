import type { TrialAlert, TrialCount, TrialResult } from '../domain/rule-set.ts';
import type { BacktestAlert, BacktestRule } from './backtest-alerts.ts';
import { compareBacktests, type RuleSetRun } from './backtest-compare.ts';

const day_ms = 24 * 3600 * 1000;

/** Two sets of rules over the same readings, as staff see them beside each other. */
export function toTrialResult(
  tried: RuleSetRun,
  present: RuleSetRun,
  /** What was asked for, ms. */
  { from, to }: { readonly from: number; readonly to: number },
): TrialResult {
  const { devices, readings, deviceDays, alerts, alertsLeftOut } = tried.result;
  // An hour with two alerts is no day with 48.
  const days = Math.max(1, (to - from) / day_ms);
  return {
    devices,
    readings,
    deviceDays,
    rules: compareBacktests(tried, present).rules.map(({ ruleId, title, ...sets }) => ({
      ruleId,
      title,
      tried: toCount(sets.tried, days),
      present: toCount(sets.present, days),
    })),
    alerts: alerts.map(toTrialAlert),
    alertsLeftOut,
    presentAlerts: present.result.alerts.map(toTrialAlert),
    presentAlertsLeftOut: present.result.alertsLeftOut,
  };
}

function toCount(rule: BacktestRule | null, days: number): TrialCount | null {
  if (rule === null) return null;
  const { version, alerts, confirmed } = rule;
  return { version, alerts, perDay: alerts / days, confirmed };
}

function toTrialAlert({
  ruleId,
  deviceId,
  raisedAt,
  returnedAt,
  severity,
  forecast,
  isConfirmed,
}: BacktestAlert): TrialAlert {
  return { ruleId, deviceId, at: raisedAt, returnedAt, severity, isForecast: forecast !== null, isConfirmed };
}
