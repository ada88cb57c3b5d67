import type { ChannelState, DeliveryOutcome } from '../../domain/delivery.ts';
import { routingLimits } from './limits.ts';

/** How the channels are, by what became of the attempts on them. A part of the fold. */
export interface ChannelHealth {
  /** What an attempt says of its channel; `broke` and `mended` where it makes a difference. */
  note(outcome: DeliveryOutcome): 'broke' | 'mended' | null;
  isBroken(channelId: string): boolean;
  of(channelId: string): ChannelState;
  /** Forgets channels that there are no longer. */
  keep(channelIds: readonly string[]): void;
  content(): readonly ChannelState[];
  restore(content: readonly ChannelState[]): void;
}

export function createChannelHealth(): ChannelHealth {
  const states = new Map<string, ChannelState>();

  function of(channelId: string): ChannelState {
    return (
      states.get(channelId) ?? {
        channelId,
        state: 'unused',
        failures: 0,
        brokenSince: null,
        lastSentAt: null,
        lastFailedAt: null,
        lastError: null,
      }
    );
  }

  function note({ channelId, outcome, at, detail, isPermanent }: DeliveryOutcome): 'broke' | 'mended' | null {
    if (channelId === null || outcome === 'confirmed') return null;
    const before = of(channelId);
    if (outcome === 'sent') {
      states.set(channelId, {
        ...before,
        state: 'working',
        failures: 0,
        brokenSince: null,
        lastSentAt: at,
        lastError: null,
      });
      return before.state === 'broken' ? 'mended' : null;
    }
    const failures = isPermanent ? before.failures : before.failures + 1;
    const isBroken = failures >= routingLimits.channelFailures_max;
    states.set(channelId, {
      ...before,
      state: isBroken ? 'broken' : before.state,
      failures,
      brokenSince: isBroken ? (before.brokenSince ?? at) : null,
      lastFailedAt: at,
      lastError: detail,
    });
    return isBroken && before.state !== 'broken' ? 'broke' : null;
  }

  return {
    note,
    of,
    isBroken: (channelId) => states.get(channelId)?.state === 'broken',
    keep(channelIds) {
      for (const id of states.keys()) if (!channelIds.includes(id)) states.delete(id);
    },
    content: () => [...states.values()],
    restore(content) {
      states.clear();
      for (const state of content) states.set(state.channelId, state);
    },
  };
}
