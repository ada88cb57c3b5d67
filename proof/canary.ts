import type { CanaryBeat, CanaryState, CanaryView } from '../domain/canary.ts';
import { createDelayWindows } from './delay-windows.ts';
import { delayWindows_ms, proofLimits } from './limits.ts';

interface CanaryOptions {
  readonly everyMs: number;
  /** Sends the canary of this number; false when it cannot be sent just now. */
  readonly publish: (seq: number) => boolean;
  /** Several did not arrive in time, or one did again. */
  readonly changed: (state: CanaryState) => void;
  /** How long each that arrived in time took, ms. */
  readonly measured: (delay_ms: number) => void;
  /** A clock that never goes back, ms. */
  readonly now: () => number;
  readonly wallNow: () => number;
}

export interface Canary {
  start(): void;
  stop(): void;
  /** The alert of this number arrived on the screen. */
  arrived(seq: number): void;
  view(): CanaryView;
  /** For the screens. */
  beat(): CanaryBeat;
}

/**
 * Keeps the time of the canary: sends one at each turn, and holds against its arrival when it was due. Counting
 * from the turn, not from the moment of sending, makes a process that stood still look as late as it was.
 */
export function createCanary(options: CanaryOptions): Canary {
  const { everyMs, publish, changed, measured, now, wallNow } = options;
  const windows = createDelayWindows(Math.ceil(delayWindows_ms.day / everyMs));
  /** When each that is on its way was due, the oldest first. */
  const pending = new Map<number, number>();
  // No number of a former life of the process comes again.
  let seq = wallNow();
  let dueAt = 0;
  let provenAt = wallNow();
  let state: CanaryState = 'starting';
  let [sent, arrivals, missed, missedInARow] = [0, 0, 0, 0];
  let turn: NodeJS.Timeout | undefined;
  let look: NodeJS.Timeout | undefined;

  function become(next: CanaryState): void {
    if (state === next) return;
    state = next;
    changed(next);
  }

  function take(): void {
    seq += 1;
    pending.set(seq, dueAt);
    sent += 1;
    publish(seq);
    // Turns that passed while the process stood still are one canary that came late.
    do dueAt += everyMs;
    while (dueAt <= now());
    turn = setTimeout(take, dueAt - now());
  }

  function lookForMissed(): void {
    for (const [number, due] of pending) {
      if (now() - due <= proofLimits.arrivalMax_ms) break;
      pending.delete(number);
      windows.add(now(), Infinity);
      missed += 1;
      missedInARow += 1;
    }
    if (missedInARow >= proofLimits.missedMax) become('unproven');
  }

  function delaysOf(window_ms: number) {
    return windows.since(now() - window_ms);
  }

  return {
    start() {
      dueAt = now();
      provenAt = wallNow();
      take();
      look = setInterval(lookForMissed, proofLimits.lookEveryMs);
    },
    stop() {
      clearTimeout(turn);
      clearInterval(look);
    },
    arrived(number) {
      lookForMissed();
      const due = pending.get(number);
      // Too late and counted, or of a former life.
      if (due === undefined) return;
      pending.delete(number);
      const delay_ms = Math.max(0, now() - due);
      windows.add(now(), delay_ms);
      measured(delay_ms);
      arrivals += 1;
      missedInARow = 0;
      provenAt = wallNow();
      become('proven');
    },
    view: () => ({
      state,
      everyMs,
      provenAt,
      sent,
      arrived: arrivals,
      missed,
      delays: {
        fiveMinutes: delaysOf(delayWindows_ms.fiveMinutes),
        hour: delaysOf(delayWindows_ms.hour),
        day: delaysOf(delayWindows_ms.day),
      },
    }),
    beat: () => ({ state, everyMs, provenAt, ...delaysOf(delayWindows_ms.fiveMinutes) }),
  };
}
