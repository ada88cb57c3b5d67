import type { Insertable } from 'kysely';
import type { ForecastOutcomesTable } from '../database/schema.ts';
import type { Alert, AlertEvent, Forecast, ForecastOutcome } from '../domain/alert.ts';
import type { OutboxBatch } from './outbox.ts';

/** What the end of a forecast says in its alert's history, as the life cycle wrote it. */
interface EndDetail {
  readonly activation: string;
  readonly ruleVersion: string;
  readonly forecast: Forecast;
  readonly outcome: ForecastOutcome;
}

/** The rows of `forecast_outcomes` that a batch of history brings: one per forecast that ended in it. */
export function toOutcomeRows({ alerts, events }: OutboxBatch): readonly Insertable<ForecastOutcomesTable>[] {
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  // The same end told twice: one statement must not meet its own row.
  const rows = new Map<string, Insertable<ForecastOutcomesTable>>();
  for (const event of events) {
    const alert = byId.get(event.alertId);
    const detail = endOf(event);
    if (alert === undefined || detail === null || rows.has(detail.activation)) continue;
    rows.set(detail.activation, toRow(alert, detail));
  }
  return [...rows.values()];
}

function endOf({ type, detail }: AlertEvent): EndDetail | null {
  if (type !== 'return' || detail['outcome'] === undefined || detail['forecast'] === undefined) return null;
  return detail as unknown as EndDetail;
}

function toRow(alert: Alert, detail: EndDetail): Insertable<ForecastOutcomesTable> {
  const { activation, ruleVersion, forecast, outcome } = detail;
  return {
    activation_id: activation,
    alert_id: alert.id,
    rule_id: alert.ruleId,
    rule_version: ruleVersion,
    device_id: alert.deviceId,
    kind: alert.kind,
    metric: forecast.metric,
    threshold: forecast.threshold,
    made_at: new Date(outcome.madeAt),
    expected_at: new Date(outcome.expectedAt),
    probability: outcome.probability,
    result: outcome.result,
    reason: outcome.reason,
    breached_at: outcome.breachedAt === null ? null : new Date(outcome.breachedAt),
    promised_lead_s: outcome.promisedLead_s,
    lead_s: outcome.lead_s,
  };
}
