import type { Alert } from '../../../domain/alert.ts';
import { findMetric, kinds } from '../../../domain/kinds.ts';
import { clockOffset_ms } from '../../forecast-time.ts';

/** What an alert's chart shows: which metric, and from when to when by our clock, ms. */
export interface ChartWindow {
  readonly metric: string;
  /** What to add to the device's times to have them by our clock, ms. */
  readonly offset_ms: number;
  readonly from: number;
  /** Null: up to now, with readings coming in. */
  readonly to: number | null;
  /** How far it reaches beyond now, ms: a forecast's future. */
  readonly ahead_ms: number;
}

const minute_ms = 60_000;
/** At least this much before it began, and after it was over. */
const around_ms = 10 * minute_ms;
/** The share of what it lasted that is shown before and after. */
const aroundShare = 0.3;
/** Of a forecast, so many times as much past as future. */
const pastTimes = 3;

/** Null where there is nothing to draw: a rule that broke, a device of which no metric is drawn. */
export function chartWindow(alert: Alert, now: number): ChartWindow | null {
  const { evidence, forecast, outcome, kind, scope, deviceId } = alert;
  if (scope.type === 'rule' || deviceId === '') return null;
  const metric = forecast?.metric ?? drawnMetric(alert);
  if (metric === null) return null;
  const offset_ms = clockOffset_ms(evidence?.time ?? alert.receivedAt, alert.receivedAt);
  const began = (evidence?.since ?? alert.eventTime) + offset_ms;
  const isOver = alert.closedAt !== null || alert.condition === 'normal';
  const over = alert.returnedAt ?? alert.closedAt;
  if (forecast !== null) {
    const madeAt = (outcome?.madeAt ?? alert.eventTime) + offset_ms;
    const end = Math.max(forecast.latestAt, outcome?.breachedAt ?? 0) + offset_ms;
    const from = Math.min(madeAt, now) - Math.max(around_ms / 2, (end - madeAt) * pastTimes);
    return isOver
      ? { metric, offset_ms, from, to: Math.max(end, over ?? 0) + minute_ms, ahead_ms: 0 }
      : { metric, offset_ms, from, to: null, ahead_ms: Math.max(0, (end - now) * 1.08) };
  }
  // A silence began with the last reading; what came before tells how things stood.
  const before = kinds[kind].offlineAfter_s * 3_000;
  const until = isOver && over !== null ? over : now;
  const room = Math.max(around_ms, before, (until - began) * aroundShare);
  return {
    metric,
    offset_ms,
    from: began - room,
    to: isOver && over !== null ? until + room : null,
    ahead_ms: 0,
  };
}

/** The metric that the evidence is about; where it is about none, the kind's first. */
function drawnMetric({ evidence, kind }: Alert): string | null {
  if (evidence !== null && findMetric(kind, evidence.metric) !== undefined) return evidence.metric;
  return kinds[kind].metrics[0]?.name ?? null;
}
