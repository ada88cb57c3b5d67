import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import { alertsLimits } from './limits.ts';

/** Anything that holds what the database has not got yet. */
export interface Unsaved<B> {
  /** The next batch; null when nothing waits. */
  next(): B | null;
  saved(batch: B): void;
  size(): number;
}

/**
 * Carries what a fold decides to the database, batch by batch and in order. While the database is away
 * everything waits in the fold (and its snapshots). Writing must be idempotent.
 */
export interface Projection {
  start(): void;
  /** Gives up what is still being written: the fold keeps it, and writing it again changes nothing. */
  stop(): Promise<void>;
  /** There may be something new. Cheap. */
  wake(): void;
}

export function createProjection<B>(options: {
  readonly name: string;
  readonly database: Pick<Database, 'persist'>;
  readonly unsaved: Unsaved<B>;
  readonly save: (batch: B) => Promise<void>;
  /**
   * How long each batch waits for more, ms, unless many wait already: in a storm a row that changes a hundred times
   * a second need not be written as often. Nobody waits for it: memory answers for what is not saved.
   */
  readonly gatherFor_ms?: number;
  readonly log: Logger;
}): Projection {
  const { name, database, unsaved, save, gatherFor_ms = 0, log } = options;
  const stopping = new AbortController();
  let wake: (() => void) | null = null;
  let running: Promise<void> = Promise.resolve();
  let warned = false;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (gatherFor_ms > 0 && unsaved.size() > 0 && unsaved.size() < alertsLimits.gathered_max) {
        await sleep(gatherFor_ms, undefined, { signal: stopping.signal }).catch(() => {});
      }
      const batch = unsaved.next();
      if (batch === null) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
        wake = null;
        continue;
      }
      try {
        await database.persist(`save ${name}`, () => save(batch), stopping.signal);
        unsaved.saved(batch);
        warned = false;
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.error({ err: error, unsaved: unsaved.size() }, `${name} could not be saved; they are kept`);
        await sleep(alertsLimits.saveRetryPause_ms, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  return {
    start() {
      running = run();
    },
    async stop() {
      stopping.abort(new Error(`${name} are no longer saved`));
      wake?.();
      await running;
    },
    wake() {
      wake?.();
      if (warned || unsaved.size() < alertsLimits.unsavedEvents_warn) return;
      warned = true;
      log.warn({ unsaved: unsaved.size() }, `many ${name} wait for the database`);
    },
  };
}
