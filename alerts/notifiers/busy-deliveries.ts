import type { Delivery } from '../../domain/delivery.ts';

/**
 * Which deliveries are being attempted, or were and the fold does not show it yet. An outcome reaches the fold
 * a moment after it is on disk; until then the delivery still looks due.
 */
export interface BusyDeliveries {
  add(delivery: Delivery): void;
  /** Whether this very attempt is under way or done. A later attempt is another one. */
  has(delivery: Delivery, at: number): boolean;
  journalled(deliveryId: string, at: number): void;
  /** Forgets what was folded long ago, so that this holds only what is under way. */
  forgetFolded(at: number): void;
  size(): number;
}

export function createBusyDeliveries(options: { readonly unfolded_ms_max: number }): BusyDeliveries {
  const known = new Map<string, { readonly attempt: string; journalledAt: number | null }>();

  const isOld = (journalledAt: number | null, at: number): boolean =>
    journalledAt !== null && at - journalledAt >= options.unfolded_ms_max;

  return {
    add(delivery) {
      known.set(delivery.id, { attempt: attemptOf(delivery), journalledAt: null });
    },
    has(delivery, at) {
      const entry = known.get(delivery.id);
      if (entry === undefined) return false;
      if (entry.journalledAt === null) return true;
      return entry.attempt === attemptOf(delivery) && !isOld(entry.journalledAt, at);
    },
    journalled(deliveryId, at) {
      const entry = known.get(deliveryId);
      if (entry !== undefined) entry.journalledAt = at;
    },
    forgetFolded(at) {
      for (const [id, { journalledAt }] of known) if (isOld(journalledAt, at)) known.delete(id);
    },
    size: () => known.size,
  };
}

function attemptOf({ routeIndex, attempts, nextAttemptAt }: Delivery): string {
  return `${routeIndex} ${attempts} ${nextAttemptAt}`;
}
