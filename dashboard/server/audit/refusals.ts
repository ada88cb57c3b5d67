import type { AuditEntry } from './chain.ts';

export interface RefusalTally {
  /** Tells whether the refusal is written now; otherwise it is counted. */
  take(entry: AuditEntry): boolean;
  /** What was counted since the last time, an entry for each kind of it. */
  harvest(now: number): readonly AuditEntry[];
}

/**
 * Refusals are as many as whoever is refused likes to make. The first of a kind is written as it is; its repeats
 * within a period, and everything from nobody beyond `strangersMax` kinds, are counted and written as a number.
 */
export function createRefusalTally(options: {
  readonly kindsMax: number;
  readonly strangersMax: number;
}): RefusalTally {
  let kinds = new Map<string, { readonly entry: AuditEntry; repeats: number }>();
  let strangers = 0;
  let others = 0;

  return {
    take(entry) {
      const { who, action, target, detail, address } = entry;
      const key = JSON.stringify([who, action, target, detail, address]);
      const known = kinds.get(key);
      if (known !== undefined) {
        known.repeats += 1;
        return false;
      }
      const isStranger = who === 'nobody';
      if (kinds.size >= options.kindsMax || (isStranger && strangers >= options.strangersMax)) {
        others += 1;
        return false;
      }
      if (isStranger) strangers += 1;
      kinds.set(key, { entry, repeats: 0 });
      return true;
    },
    harvest(now) {
      const repeated = [...kinds.values()]
        .filter(({ repeats }) => repeats > 0)
        .map(({ entry, repeats }) => ({ ...entry, at: now, detail: { ...entry.detail, repeats } }));
      const rest: AuditEntry = {
        at: now,
        who: 'nobody',
        action: 'refusals counted',
        target: null,
        detail: { refusals: others },
        address: null,
      };
      const harvested = others > 0 ? [...repeated, rest] : repeated;
      kinds = new Map();
      strangers = 0;
      others = 0;
      return harvested;
    },
  };
}
