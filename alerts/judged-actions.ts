import type { Logger } from 'pino';
import { alertsLimits } from './limits.ts';

/** What identifies an action: a person's keys are their own, so nobody is answered with another's outcome. */
export interface Asked {
  readonly by: string;
  readonly idempotencyKey: string;
}

/**
 * Actions that are journalled first and judged when they are folded, so of two people who press at once one
 * is told `done` and the other `stale`, and a replay agrees. The same key of the same person acts once and is
 * answered the same.
 */
export interface JudgedActions<A extends Asked, O> {
  /** For the fold: judges an action unless its key was judged before, and answers whoever waits for it. */
  settle(action: A, judge: () => O): void;
  /** Journals an action and answers once it is judged. Throws when the journal does not take it. */
  ask(action: A): Promise<O>;
  /** For snapshots: the outcomes by key. */
  outcomes(): readonly (readonly [string, O])[];
  restore(outcomes: readonly (readonly [string, O])[]): void;
}

export function createJudgedActions<A extends Asked, O>(options: {
  readonly append: (action: A) => Promise<unknown>;
  /** Machines are remembered apart: however much they tell, no person's key is forgotten for it. */
  readonly isMachine?: (by: string) => boolean;
  readonly log: Logger;
}): JudgedActions<A, O> {
  const { append, isMachine = () => false, log } = options;
  const ofPeople = new Map<string, O>();
  const ofMachines = new Map<string, O>();
  const waiting = new Map<string, Set<(outcome: O) => void>>();

  function settle(action: A, judge: () => O): void {
    const key = keyOf(action);
    const known = knownOf(action.by);
    let outcome = known.get(key);
    if (outcome === undefined) {
      outcome = judge();
      known.set(key, outcome);
      dropOldest(known, alertsLimits.idempotencyKeys_max);
    }
    const resolves = waiting.get(key);
    waiting.delete(key);
    for (const resolve of resolves ?? []) resolve(outcome);
  }

  async function ask(action: A): Promise<O> {
    const key = keyOf(action);
    const outcome = knownOf(action.by).get(key);
    if (outcome !== undefined) return outcome;
    const { promise, resolve, reject } = Promise.withResolvers<O>();
    const resolves = waiting.get(key) ?? new Set();
    waiting.set(key, resolves.add(resolve));
    let timer: NodeJS.Timeout | undefined;
    try {
      await append(action);
      timer = setTimeout(() => {
        log.error({ action }, 'a staff action was not judged in time');
        reject(new Error('the action was journalled, but is not judged yet'));
      }, alertsLimits.actionWait_ms_max);
      return await promise;
    } finally {
      clearTimeout(timer);
      resolves.delete(resolve);
      if (resolves.size === 0 && waiting.get(key) === resolves) waiting.delete(key);
    }
  }

  function knownOf(by: string): Map<string, O> {
    return isMachine(by) ? ofMachines : ofPeople;
  }

  return {
    settle,
    ask,
    outcomes: () => [...ofPeople, ...ofMachines],
    restore(outcomes) {
      ofPeople.clear();
      ofMachines.clear();
      for (const [key, outcome] of outcomes) knownOf(key.slice(0, key.indexOf('\n'))).set(key, outcome);
    },
  };
}

function keyOf({ by, idempotencyKey }: Asked): string {
  return `${by}\n${idempotencyKey}`;
}

/** Drops the oldest entries of a map until it holds at most `max`. */
export function dropOldest<K>(map: Map<K, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}
