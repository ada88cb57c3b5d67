import type { Insertable, Selectable } from 'kysely';
import type { AlertActivationsTable } from '../../database/figure-tables.ts';
import type { Activation } from '../../domain/activation.ts';

/** Activations as rows of the database, and back. */
export function toActivationRow(activation: Activation): Insertable<AlertActivationsTable> {
  return {
    alert_id: activation.alertId,
    number: activation.number,
    version: activation.version,
    rule_id: activation.ruleId,
    scope_type: activation.scope.type,
    scope_id: activation.scope.id,
    device_id: activation.deviceId,
    kind: activation.kind,
    severity: activation.severity,
    on_delay_s: activation.onDelay_s,
    path: activation.path,
    seats: activation.seats,
    began_at: new Date(activation.beganAt),
    announced_at: toDate(activation.announcedAt),
    muted_by: activation.mutedBy,
    ended_at: toDate(activation.endedAt),
    left_at: toDate(activation.leftAt),
    acknowledged_at: toDate(activation.acknowledgedAt),
    acknowledged_seat: activation.acknowledgedSeat,
    is_chatter_start: activation.isChatterStart,
    finding: activation.finding,
    is_forecast: activation.isForecast,
    forecast_result: activation.forecastResult,
    lead_s: activation.lead_s,
  };
}

/** A row with its times as ms since 1970: hundreds of thousands of `Date`s would cost more than all the rest. */
export type ReadActivationRow = {
  readonly [K in keyof Selectable<AlertActivationsTable>]: Date extends Selectable<AlertActivationsTable>[K]
    ? Exclude<Selectable<AlertActivationsTable>[K], Date> | number
    : Selectable<AlertActivationsTable>[K];
};

export function fromActivationRow(row: ReadActivationRow): Activation {
  return {
    alertId: row.alert_id,
    number: row.number,
    version: row.version,
    ruleId: row.rule_id,
    scope: { type: row.scope_type, id: row.scope_id },
    deviceId: row.device_id,
    kind: row.kind,
    severity: row.severity,
    onDelay_s: row.on_delay_s,
    path: row.path,
    seats: row.seats,
    beganAt: row.began_at,
    announcedAt: row.announced_at,
    mutedBy: row.muted_by,
    endedAt: row.ended_at,
    leftAt: row.left_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedSeat: row.acknowledged_seat,
    isChatterStart: row.is_chatter_start,
    finding: row.finding,
    isForecast: row.is_forecast,
    forecastResult: row.forecast_result,
    lead_s: row.lead_s,
  };
}

function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
