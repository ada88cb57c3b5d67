import { rulesLimits } from './limits.ts';

/** Something that truly happened at a device, on its clock, ms: from the first sign to the end. */
export interface KnownEvent {
  readonly deviceId: string;
  readonly from: number;
  readonly to: number;
}

/** Tells which alerts were at the time of a known event. */
export interface KnownEvents {
  readonly count: number;
  isKnown(alert: AlertSpan): boolean;
}

interface AlertSpan {
  readonly deviceId: string;
  readonly raisedAt: number;
  readonly returnedAt: number | null;
  readonly forecast: { readonly latestAt: number } | null;
}

/**
 * An alert belongs to an event of its device when the two overlap, with some minutes between them at most. A
 * forecast reaches as far as the time that it promised.
 */
export function knownEventsOf(events: Iterable<KnownEvent>): KnownEvents {
  const margin_ms = rulesLimits.knownEventMargin_ms;
  const byDevice = new Map<string, KnownEvent[]>();
  let count = 0;
  for (const event of events) {
    count += 1;
    const known = byDevice.get(event.deviceId);
    if (known === undefined) byDevice.set(event.deviceId, [event]);
    else known.push(event);
  }
  return {
    count,
    isKnown({ deviceId, raisedAt, returnedAt, forecast }) {
      const until = Math.max(returnedAt ?? raisedAt, forecast?.latestAt ?? raisedAt);
      return (byDevice.get(deviceId) ?? []).some(
        ({ from, to }) => raisedAt <= to + margin_ms && until >= from - margin_ms,
      );
    },
  };
}
