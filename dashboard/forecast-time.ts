import type { Alert } from '../domain/alert.ts';

/** A device's clock that is off by less is not corrected: most of it is the way that the reading took. */
const clockError_ms = 60_000;

/**
 * When the forecast of an alert expects its breach, by our clock: a device's clock may be hours off, and a
 * countdown must not be. Null when the alert makes no forecast that still stands.
 */
export function expectedHere(alert: Alert): number | null {
  const { forecast, evidence, receivedAt } = alert;
  if (forecast === null || !isStanding(alert)) return null;
  return forecast.expectedAt + clockOffset_ms(evidence?.time ?? receivedAt, receivedAt);
}

/** What to add to a time of the device's clock to have it by ours, ms; 0 where the two agree well enough. */
export function clockOffset_ms(measuredAt: number, receivedAt: number): number {
  const offset = receivedAt - measuredAt;
  return Math.abs(offset) <= clockError_ms ? 0 : offset;
}

/** Whether an alert says what will happen, and nothing has come of it yet. */
export function isStanding({ forecast, condition, closedAt, outcome }: Alert): boolean {
  return forecast !== null && outcome === null && condition !== 'normal' && closedAt === null;
}

/** The forecasts that stand, the soonest first. */
export function openForecasts<T extends Alert>(alerts: readonly T[]): readonly T[] {
  const times = new Map(alerts.map((alert) => [alert, expectedHere(alert)]));
  const soonest = (alert: T): number => times.get(alert) ?? Infinity;
  return alerts.filter(isStanding).toSorted((a, b) => soonest(a) - soonest(b) || (a.id < b.id ? -1 : 1));
}
