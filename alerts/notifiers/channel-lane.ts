import type { Delivery } from '../../domain/delivery.ts';
import { olderFirst, planDigests, type Batch } from './digest-plan.ts';
import { notifierLimits } from './limits.ts';
import { createMinuteBudget } from './minute-budget.ts';
import type { SendResult } from './notifier.ts';

/** How a channel does, for people who repair. */
export interface LaneState {
  /** `failing`: the last attempt failed. `idle`: there was none. */
  readonly state: 'idle' | 'ok' | 'failing';
  readonly sent: number;
  readonly failed: number;
  readonly inFlight: number;
  /** What is due and has to wait for the budget, a place or a pause. */
  readonly waiting: number;
  readonly lastSentAt: number | null;
  readonly lastFailedAt: number | null;
  readonly lastError: string | null;
}

/**
 * What goes over one channel: places for attempts under way, the budget of a minute, the pause that the other
 * side asked for. Urgent deliveries have places of their own and wait for neither budget, pause nor company.
 */
export interface ChannelLane {
  /** What of the deliveries that are due now goes off now, each batch as one message. */
  select(due: readonly Delivery[], at: number): readonly Batch[];
  begin(batch: Batch, at: number): void;
  end(batch: Batch, result: SendResult, at: number): void;
  /** An attempt that was broken off: nobody knows what became of it. */
  abandon(batch: Batch): void;
  state(): LaneState;
  isIdle(): boolean;
}

/** `perMinute_max` null: nothing is sent over it (it cannot be used), so nothing needs to wait. */
export function createChannelLane(perMinute_max: () => number | null): ChannelLane {
  const budget = createMinuteBudget(() => perMinute_max() ?? Number.MAX_SAFE_INTEGER);
  const inFlight = { urgent: 0, other: 0 };
  let pausedUntil = 0;
  let waiting = 0;
  let sentCount = 0;
  let failedCount = 0;
  let lastSentAt: number | null = null;
  let lastFailedAt: number | null = null;
  let lastError: string | null = null;
  let state: LaneState['state'] = 'idle';

  return {
    select(due, at) {
      const urgent = due
        .filter(({ isUrgent }) => isUrgent)
        .toSorted(olderFirst)
        .slice(0, Math.max(0, notifierLimits.urgentInFlight_max - inFlight.urgent))
        .map((delivery): Batch => [delivery]);
      const others = due.filter(({ isUrgent }) => !isUrgent);
      const isPaused = at < pausedUntil;
      const places = Math.max(0, notifierLimits.inFlight_max - inFlight.other);
      const planned = isPaused ? [] : planDigests(others, budget.left(at) - urgent.length).slice(0, places);
      const chosen = [...urgent, ...planned];
      waiting = due.length - chosen.reduce((sum, batch) => sum + batch.length, 0);
      return chosen;
    },
    begin(batch, at) {
      inFlight[placeOf(batch)] += 1;
      if (perMinute_max() !== null) budget.take(at);
    },
    end(batch, result, at) {
      inFlight[placeOf(batch)] -= 1;
      if (result.outcome === 'sent') {
        state = 'ok';
        sentCount += 1;
        lastSentAt = at;
        return;
      }
      state = 'failing';
      failedCount += 1;
      lastFailedAt = at;
      lastError = result.detail;
      const pause_s = Math.min(result.retryAfter_s ?? 0, notifierLimits.pause_s_max);
      pausedUntil = Math.max(pausedUntil, at + pause_s * 1_000);
    },
    abandon(batch) {
      inFlight[placeOf(batch)] -= 1;
    },
    state: () => ({
      state,
      sent: sentCount,
      failed: failedCount,
      inFlight: inFlight.urgent + inFlight.other,
      waiting,
      lastSentAt,
      lastFailedAt,
      lastError,
    }),
    isIdle: () => inFlight.urgent + inFlight.other === 0,
  };
}

function placeOf([first]: Batch): 'urgent' | 'other' {
  return first.isUrgent ? 'urgent' : 'other';
}
