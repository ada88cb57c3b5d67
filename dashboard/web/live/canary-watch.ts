import type { CanaryBeat } from '../../../domain/canary.ts';

/** Canaries that may be missing on this screen before the way of alarms counts as not proven here. */
const missedMax = 3;
/** What one may take beside its interval before it is missing, ms. */
const graceMs = 5_000;

/** Whether alarms reach this screen. Times in ms, this machine's clock, where nothing else is said. */
export interface AlarmPath {
  readonly state: CanaryBeat['state'];
  /** Of the last five minutes, as the service's own screen measured; null: not known, or it did not arrive. */
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
  readonly count: number;
  /** When alarms were last proven to arrive: the service's clock or, with `isHere`, that of whoever watches. */
  readonly provenAt: number;
  /** True where they fail to arrive on this screen, whatever the service says. */
  readonly isHere: boolean;
}

/**
 * Believes the service where it says that the canary does not arrive, and itself where it says that it does: the
 * part that would tell may be the one that is dead.
 */
export interface CanaryWatch {
  /** The canary's alert came. */
  heard(now: number): void;
  /** The service said how the canary is; null: it is not tried. */
  told(beat: CanaryBeat | null): void;
  /** The line is up again: what did not come meanwhile says nothing. */
  renew(now: number): void;
  /** Null where it is not tried, or nothing is known yet. */
  view(now: number): AlarmPath | null;
}

export function createCanaryWatch(): CanaryWatch {
  let last: CanaryBeat | null = null;
  let heardAt = -Infinity;

  return {
    heard(now) {
      heardAt = now;
    },
    told(beat) {
      last = beat;
    },
    renew(now) {
      heardAt = now;
    },
    view(now) {
      if (last === null) return null;
      const { state, p50_ms, p99_ms, count, provenAt, everyMs } = last;
      const known = { p50_ms, p99_ms, count };
      if (state === 'unproven') return { ...known, state, provenAt, isHere: false };
      const isSilent = now - heardAt > everyMs * missedMax + graceMs;
      if (isSilent) return { ...known, state: 'unproven', provenAt: heardAt, isHere: true };
      return { ...known, state, provenAt, isHere: false };
    },
  };
}
