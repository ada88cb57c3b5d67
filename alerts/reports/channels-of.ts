import type { ReportChannel } from '../../domain/report.ts';
import type { DeliveryFact } from '../figures/facts.ts';

/** How each channel did: what it took, and what failed with it as the last. The one with most failures first. */
export function channelsOf(facts: readonly DeliveryFact[]): readonly ReportChannel[] {
  const channels = new Map<string, { sent: number; failed: number }>();
  for (const { channelId, state } of facts) {
    if (channelId === null || (state !== 'sent' && state !== 'confirmed' && state !== 'failed')) continue;
    const counts = channels.get(channelId) ?? { sent: 0, failed: 0 };
    channels.set(channelId, counts);
    if (state === 'failed') counts.failed += 1;
    else counts.sent += 1;
  }
  return [...channels]
    .map(([channelId, counts]) => ({ channelId, ...counts }))
    .toSorted((a, b) => b.failed - a.failed || (a.channelId < b.channelId ? -1 : 1));
}
