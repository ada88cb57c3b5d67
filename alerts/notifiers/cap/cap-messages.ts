import type { Alert, AlertEvent } from '../../../domain/alert.ts';
import type { Severity } from '../../../domain/severity.ts';

/** One CAP message about an alert: the alert's version that it tells of, and the earlier ones that it replaces. */
export interface CapMessage {
  readonly version: number;
  /** When it was sent, ms. */
  readonly at: number;
  readonly type: 'Alert' | 'Update' | 'Cancel';
  readonly references: readonly { readonly version: number; readonly at: number }[];
}

/** What changes what the public is told; what staff do among themselves is no message. */
const telling: ReadonlySet<AlertEvent['type']> = new Set([
  'raise',
  'worsen',
  'ease',
  'reactivate',
  'update',
  'return',
  'close',
]);

/** Alerts that are told others from this severity on; forecasts whatever their severity. */
const severity_max: Severity = 2;

/**
 * The latest message about an alert, from its history; null when it was never worth one. Nothing is stored: the
 * same history gives the same messages with the same identifiers. What the history does not hold any more (of
 * a closed alert, or beyond what memory keeps) is the alert's beginning, which the alert itself knows.
 */
export function toCapMessage(alert: Alert, events: readonly AlertEvent[]): CapMessage | null {
  if (alert.retrospective) return null;
  let latest: CapMessage | null = null;
  let references: { version: number; at: number }[] = [];
  for (const { version, at, type, severity } of completeHistory(alert, events)) {
    const isEnd = type === 'close' || (type === 'return' && alert.latch === 'free');
    if (isEnd) {
      // What was never told, or is over already, needs no end.
      if (references.length > 0) latest = { version, at, type: 'Cancel', references };
      references = [];
      continue;
    }
    const isFirst = references.length === 0;
    const isWorthIt = alert.forecast !== null || severity <= severity_max;
    if (isFirst && (!isWorthIt || type === 'return')) continue;
    latest = { version, at, type: isFirst ? 'Alert' : 'Update', references };
    references = [...references, { version, at }];
  }
  return latest;
}

interface Told {
  readonly version: number;
  readonly at: number;
  readonly type: AlertEvent['type'];
  readonly severity: Severity;
}

function completeHistory(alert: Alert, events: readonly AlertEvent[]): readonly Told[] {
  let severity: Severity = alert.displayedSeverity;
  const told: Told[] = [];
  for (const { version, at, type, detail } of events.toSorted((a, b) => a.version - b.version)) {
    const said = detail['severity'];
    if (said === 1 || said === 2 || said === 3 || said === 4) severity = said;
    if (telling.has(type)) told.push({ version, at, type, severity });
  }
  if (told[0]?.type !== 'raise') {
    told.unshift({ version: 1, at: alert.raisedAt, type: 'raise', severity: alert.displayedSeverity });
  }
  const { closedAt, version } = alert;
  if (closedAt !== null && told.at(-1)?.type !== 'close') {
    told.push({ version, at: closedAt, type: 'close', severity });
  }
  return told;
}
