/** Counts failures per key within a window: the brake on guessing passwords. */
export interface AttemptLimiter {
  isBlocked(key: string, now: number): boolean;
  fail(key: string, now: number): void;
  clear(key: string): void;
}

interface Entry {
  failures: number;
  until: number;
}

/** `entriesMax` bounds memory: beyond it the oldest key is forgotten. */
export function createAttemptLimiter(options: {
  readonly failuresMax: number;
  readonly windowMs: number;
  readonly entriesMax: number;
}): AttemptLimiter {
  const entries = new Map<string, Entry>();

  function present(key: string, now: number): Entry | undefined {
    const entry = entries.get(key);
    if (entry === undefined || entry.until > now) return entry;
    entries.delete(key);
    return undefined;
  }

  return {
    isBlocked: (key, now) => (present(key, now)?.failures ?? 0) >= options.failuresMax,
    fail(key, now) {
      const entry = present(key, now);
      if (entry !== undefined) {
        entry.failures += 1;
        return;
      }
      if (entries.size >= options.entriesMax) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest);
          break;
        }
      }
      entries.set(key, { failures: 1, until: now + options.windowMs });
    },
    clear: (key) => void entries.delete(key),
  };
}
