import { createHash } from 'node:crypto';
import type { Delivery } from '../../domain/delivery.ts';
import { notifierLimits } from './limits.ts';

export type Batch = readonly [Delivery, ...Delivery[]];

/**
 * Which messages to make of what waits for a channel, none of it urgent, when `budget` messages may go. While
 * all of it fits, each goes alone; when not, what is for one address in one language goes as one digest, and
 * whoever has waited longest goes first. What is in no batch waits.
 */
export function planDigests(waiting: readonly Delivery[], budget: number): readonly Batch[] {
  if (budget <= 0) return [];
  const byAge = waiting.toSorted(olderFirst);
  if (byAge.length <= budget) return byAge.map((delivery) => [delivery]);
  const groups = new Map<string, [Delivery, ...Delivery[]]>();
  const batches: Batch[] = [];
  for (const delivery of byAge) {
    const key = `${delivery.language} ${addressOf(delivery)}`;
    const group = groups.get(key);
    if (group !== undefined && group.length < notifierLimits.digestNotices_max) group.push(delivery);
    else {
      const begun: [Delivery, ...Delivery[]] = [delivery];
      groups.set(key, begun);
      batches.push(begun);
    }
  }
  return batches.slice(0, budget);
}

export function olderFirst(a: Delivery, b: Delivery): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

export function addressOf({ routes, routeIndex }: Delivery): string {
  return routes[routeIndex]?.address ?? '';
}

/**
 * The idempotency key of a message. A digest's is made from all that is in it: after a crash it may be put
 * together anew with what has come since, and must not be taken for the former one then.
 */
export function messageIdOf(batch: Batch): string {
  if (batch.length === 1) return batch[0].id;
  const ids = batch.map(({ id }) => id).toSorted();
  return createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 20);
}
