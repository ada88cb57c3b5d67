import type { Logger } from 'pino';
import type { DashboardDatabase } from './dependencies.ts';

/** Who did what to what. `detail` never holds a password or secret. */
export interface AuditEntry {
  readonly at: number;
  /** Username; `nobody` when nobody is logged in. */
  readonly who: string;
  readonly action: string;
  readonly target: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string | null;
}

export interface Audit {
  start(): void;
  stop(): Promise<void>;
  /** Never waits and never fails: an act must not hang on its record. */
  write(entry: AuditEntry): void;
  waiting(): number;
  dropped(): number;
}

/** The log of log-ins, refusals and acts: kept in memory until the database has it. */
export function createAudit(options: {
  readonly database: DashboardDatabase;
  readonly log: Logger;
  readonly entriesMax: number;
  readonly batchMax: number;
}): Audit {
  const { database, log } = options;
  const queue: AuditEntry[] = [];
  const stopping = new AbortController();
  let dropped = 0;
  let flushing: Promise<void> | null = null;

  async function insert(batch: readonly AuditEntry[]): Promise<void> {
    await database.kysely
      .insertInto('audit')
      .values(
        batch.map((entry) => ({
          at: new Date(entry.at),
          who: entry.who,
          action: entry.action,
          target: entry.target,
          detail: JSON.stringify(entry.detail),
          address: entry.address,
        })),
      )
      .execute();
  }

  async function flush(): Promise<void> {
    while (queue.length > 0 && database.isAvailable()) {
      const batch = queue.splice(0, options.batchMax);
      try {
        await database.persist('audit', () => insert(batch), stopping.signal);
      } catch (error) {
        queue.unshift(...batch);
        throw error;
      }
    }
  }

  function flushSoon(): void {
    flushing ??= flush()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, 'audit entries not written');
      })
      .finally(() => {
        flushing = null;
      });
  }

  return {
    start: () => database.onAvailable(flushSoon),
    async stop() {
      if (database.isAvailable()) flushSoon();
      await Promise.race([flushing, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
      stopping.abort();
      if (queue.length > 0) log.warn({ entries: queue.length }, 'audit entries lost: no database');
    },
    write(entry) {
      if (queue.length >= options.entriesMax) {
        queue.shift();
        dropped += 1;
        if (dropped % 1_000 === 1) log.error({ dropped }, 'audit queue full: oldest entries dropped');
      }
      queue.push(entry);
      if (database.isAvailable()) flushSoon();
    },
    waiting: () => queue.length,
    dropped: () => dropped,
  };
}
