import type { Alert, AlertEvent } from '../domain/alert.ts';
import type { Step } from './life-cycle.ts';

/** What the database has not got yet, oldest event first. */
export interface Outbox {
  add(step: Step): void;
  /** The next events, and the alerts that they are about as they are now. */
  next(eventsMax: number): OutboxBatch;
  /** The batch is in the database. What changed meanwhile stays. */
  saved(batch: OutboxBatch): void;
  /** Events that wait. */
  size(): number;
  content(): OutboxBatch;
  restore(content: OutboxBatch): void;
}

export interface OutboxBatch {
  readonly events: readonly AlertEvent[];
  readonly alerts: readonly Alert[];
}

export function createOutbox(): Outbox {
  let events: AlertEvent[] = [];
  /** Each alert stays until the last of its events is saved, and is saved with it as it is then. */
  const alerts = new Map<string, { alert: Alert; waiting: number }>();

  function add({ alert, event }: Step): void {
    events.push(event);
    alerts.set(alert.id, { alert, waiting: (alerts.get(alert.id)?.waiting ?? 0) + 1 });
  }

  function next(eventsMax: number): OutboxBatch {
    const batch = events.slice(0, eventsMax);
    const ids = new Set(batch.map((event) => event.alertId));
    return { events: batch, alerts: [...ids].flatMap((id) => alerts.get(id)?.alert ?? []) };
  }

  function saved(batch: OutboxBatch): void {
    const saved = new Set(batch.events.map(keyOf));
    // Told twice, or after a restart, there may be less of it here, or nothing.
    const rest = events.findIndex((event) => !saved.has(keyOf(event)));
    const gone = events.splice(0, rest === -1 ? events.length : rest);
    for (const { alertId } of gone) {
      const entry = alerts.get(alertId);
      if (entry === undefined) continue;
      entry.waiting -= 1;
      if (entry.waiting === 0) alerts.delete(alertId);
    }
  }

  function restore(content: OutboxBatch): void {
    events = [];
    alerts.clear();
    const present = new Map(content.alerts.map((alert) => [alert.id, alert]));
    for (const event of content.events) {
      const alert = present.get(event.alertId);
      if (alert !== undefined) add({ alert, event });
    }
  }

  return {
    add,
    next,
    saved,
    restore,
    size: () => events.length,
    content: () => ({ events, alerts: [...alerts.values()].map(({ alert }) => alert) }),
  };
}

function keyOf({ alertId, version }: AlertEvent): string {
  return `${version} ${alertId}`;
}
