import { isAnnounced, type Alert } from '../../../../domain/alert.ts';
import type { Severity } from '../../../../domain/severity.ts';
import { repeatMs } from './tunes.ts';

export type RingingAlert = Pick<
  Alert,
  | 'id'
  | 'rangAt'
  | 'displayedSeverity'
  | 'operator'
  | 'suppression'
  | 'retrospective'
  | 'closedAt'
  | 'silencedAt'
>;

interface Ring {
  severity: Severity;
  /** Null: it has not sounded yet. */
  soundedAt: number | null;
  isSilenced: boolean;
}

export interface Ringing {
  /** What is open now. Those that were unanswered before this page was there sound only if they repeat. */
  take(alerts: Iterable<RingingAlert>, now: number): void;
  /** The severity that is to sound now, and counts as sounded; null: none. */
  next(now: number): Severity | null;
  /** The worst severity that `next` would give, without taking it. */
  due(now: number): Severity | null;
  /** When `next` has something again if nothing else comes, ms; null: never. */
  nextAt(): number | null;
  /** Another window has just sounded this severity. */
  sounded(severity: Severity, now: number): void;
  /** Nothing of what rings now sounds any more; what rings after this does. Gives what it silenced. */
  silence(): readonly string[];
  /** The same for what another window silenced. */
  silenceThese(rings: readonly string[]): void;
  /** Whether something goes on sounding until somebody does something. */
  isRepeating(): boolean;
}

/**
 * Which alerts sound, and when again. An alert rings from when it asks for attention until somebody answers it, or
 * silences it for everybody; each such ringing is one of its own (`rangAt`), so that an alert that rings again is
 * heard again. Silence here is for this desk's loudspeaker only and answers nothing.
 */
export function createRinging(): Ringing {
  const rings = new Map<string, Ring>();
  let isFirst = true;

  function take(alerts: Iterable<RingingAlert>, now: number): void {
    const present = new Set<string>();
    for (const alert of alerts) {
      if (!isRinging(alert)) continue;
      const key = `${alert.id}@${alert.rangAt}`;
      const severity = alert.displayedSeverity;
      present.add(key);
      const known = rings.get(key);
      if (known === undefined) {
        const isOld = isFirst && repeatMs[severity] === null;
        rings.set(key, { severity, soundedAt: isOld ? now : null, isSilenced: false });
      } else if (severity < known.severity) {
        // It has become worse: that is news.
        rings.set(key, { severity, soundedAt: null, isSilenced: false });
      } else {
        known.severity = severity;
      }
    }
    for (const key of rings.keys()) if (!present.has(key)) rings.delete(key);
    isFirst = false;
  }

  function heard(): Ring[] {
    return [...rings.values()].filter(({ isSilenced }) => !isSilenced);
  }

  /** The worst of what sounds; only that repeats, the rest would be noise in it. */
  function worst(): Severity | null {
    return heard().reduce<Severity | null>(
      (least, { severity }) => (least === null || severity < least ? severity : least),
      null,
    );
  }

  function lastSounded(severity: Severity): number {
    return Math.max(
      Number.NEGATIVE_INFINITY,
      ...heard().flatMap((ring) =>
        ring.severity === severity && ring.soundedAt !== null ? [ring.soundedAt] : [],
      ),
    );
  }

  function due(now: number): Severity | null {
    const fresh = heard().flatMap(({ severity, soundedAt }) => (soundedAt === null ? [severity] : []));
    const at = repeatAt();
    const severity = worst();
    if (severity !== null && at !== null && at <= now) fresh.push(severity);
    return fresh.length === 0 ? null : fresh.reduce((least, each) => (each < least ? each : least));
  }

  function repeatAt(): number | null {
    const severity = worst();
    const every = severity === null ? null : repeatMs[severity];
    return severity === null || every === null ? null : lastSounded(severity) + every;
  }

  function sounded(severity: Severity, now: number): void {
    for (const ring of heard()) if (ring.severity === severity) ring.soundedAt = now;
  }

  return {
    take,
    due,
    sounded,
    next(now) {
      const severity = due(now);
      if (severity !== null) sounded(severity, now);
      return severity;
    },
    nextAt() {
      return heard().some(({ soundedAt }) => soundedAt === null) ? 0 : repeatAt();
    },
    silence() {
      const silenced = [...rings].flatMap(([key, { isSilenced }]) => (isSilenced ? [] : [key]));
      for (const ring of rings.values()) ring.isSilenced = true;
      return silenced;
    },
    silenceThese(keys) {
      for (const key of keys) {
        const ring = rings.get(key);
        if (ring !== undefined) ring.isSilenced = true;
      }
    },
    isRepeating: () => {
      const severity = worst();
      return severity !== null && repeatMs[severity] !== null;
    },
  };
}

function isRinging(alert: RingingAlert): boolean {
  return isAnnounced(alert) && alert.operator === 'unacknowledged' && alert.silencedAt === null;
}
