import type { ListItem } from '../alerts/alert-order.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import type { Acted } from '../alerts/alert-actions.tsx';

/** Requests under way at once; the rest waits. */
const atOnceMax = 6;

/** What of a selection may be acknowledged together. */
export interface BulkChoice {
  readonly alerts: readonly AlertWithPlace[];
  /** Critical and major ones that wait: each of them needs a look of its own. */
  readonly leftOut: number;
}

/** Of the selected lines: minor ones and notices that nobody acknowledged yet, each once. */
export function chooseForBulk(items: readonly ListItem[]): BulkChoice {
  const alerts = new Map<string, AlertWithPlace>();
  const leftOut = new Set<string>();
  for (const item of items) {
    for (const alert of alertsOfItem(item)) {
      if (alert.operator !== 'unacknowledged' || alert.closedAt !== null) continue;
      if (alert.displayedSeverity >= 3) alerts.set(alert.id, alert);
      else leftOut.add(alert.id);
    }
  }
  return { alerts: [...alerts.values()], leftOut: leftOut.size };
}

function alertsOfItem(item: ListItem): readonly AlertWithPlace[] {
  return item.type === 'incident' ? item.alerts : [item.alert];
}

export type BulkResult = Readonly<Record<Acted, number>>;

/** Acts on each alert by a request of its own, a few at once, and counts what came of them. */
export async function actOnEach(
  alerts: readonly AlertWithPlace[],
  act: (alert: AlertWithPlace) => Promise<Acted>,
): Promise<BulkResult> {
  const result: Record<Acted, number> = { done: 0, changed: 0, refused: 0, failed: 0 };
  const rest = [...alerts];
  async function work(): Promise<void> {
    for (let alert = rest.shift(); alert !== undefined; alert = rest.shift()) {
      result[await act(alert)] += 1;
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnceMax, alerts.length) }, work));
  return result;
}
