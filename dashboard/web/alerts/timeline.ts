import type { AlertEvent } from '../../../domain/alert.ts';
import type { DeliveryView } from './detail-api.ts';

/** One line of what happened: something about the alert, or somebody who was told. */
export type TimelineLine =
  | { readonly type: 'event'; readonly at: number; readonly key: string; readonly event: AlertEvent }
  /** Several updates of a forecast in a row; the last of them. */
  | {
      readonly type: 'updates';
      readonly at: number;
      readonly key: string;
      readonly event: AlertEvent;
      readonly count: number;
    }
  | { readonly type: 'delivery'; readonly at: number; readonly key: string; readonly delivery: DeliveryView };

/**
 * History and deliveries in one course, the newest first. A forecast is updated with nearly every reading: updates
 * with nothing in between are one line.
 */
export function toTimeline(
  history: readonly AlertEvent[],
  deliveries: readonly DeliveryView[],
): readonly TimelineLine[] {
  const lines: TimelineLine[] = [
    ...history.map((event) => ({
      type: 'event' as const,
      at: event.at,
      key: `event ${event.version} ${event.type}`,
      event,
    })),
    ...deliveries.map((delivery) => ({
      type: 'delivery' as const,
      at: delivery.createdAt,
      key: `delivery ${delivery.id}`,
      delivery,
    })),
  ];
  // Stable: what happened in one moment stays in the order of its record, deliveries after what caused them.
  const ordered = lines.toSorted((a, b) => a.at - b.at);
  const folded: TimelineLine[] = [];
  for (const line of ordered) {
    const before = folded.at(-1);
    if (!isUpdate(line) || before === undefined || !isUpdate(before)) {
      folded.push(line);
      continue;
    }
    const count = (before.type === 'updates' ? before.count : 1) + 1;
    folded[folded.length - 1] = { ...line, type: 'updates', key: before.key, count };
  }
  return folded.toReversed();
}

type UpdateLine = Exclude<TimelineLine, { type: 'delivery' }>;

/** A plain update of a forecast: not the one that hands over to the breach. */
function isUpdate(line: TimelineLine): line is UpdateLine {
  if (line.type === 'delivery') return false;
  const { type, detail } = line.event;
  return type === 'update' && detail['forecast'] !== undefined && detail['outcome'] === undefined;
}
