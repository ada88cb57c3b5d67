import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool, type Client, type PoolClient } from 'pg';
import type { Logger } from 'pino';
import { createAvailability } from './availability.ts';
import type { Edition } from './edition.ts';
import {
  connectTimeoutMs,
  idleTransactionTimeoutMs,
  poolConnectionsMax,
  retryDelayMs,
  statementTimeoutMs,
} from './limits.ts';
import { isOutage } from './outage.ts';
import type { Schema } from './schema.ts';

/**
 * The database, which may be away at any time, also at the start: the process goes on without it. Whatever
 * must reach it goes through `persist`; whatever can fail uses `kysely` or `pool` and handles the error.
 */
export interface Database {
  readonly kysely: Kysely<Schema>;
  readonly pool: Pool;
  /** Connects in the background; does not wait for the server. */
  start(): Promise<void>;
  /** Ends every connection; whatever still waits in `persist` or `whenReady` is rejected. */
  stop(): Promise<void>;
  /** Resolves once the schema is there and the server can be written to. */
  whenReady(): Promise<void>;
  /** Null until the server was reached for the first time. */
  edition(): Edition | null;
  isAvailable(): boolean;
  /** Why it cannot be used though it is there: its schema is damaged, or newer than this program. Null: no such thing. */
  trouble(): string | null;
  /** Called with each such reason, once for the same. */
  onTrouble(listener: (trouble: string) => void): void;
  /** Called each time it comes (back). */
  onAvailable(listener: () => void): void;
  /**
   * The one place that retries: repeats the operation while its failure is an outage, with a growing delay and
   * only while the server is there. Other errors are thrown. The operation must be safe to repeat: an outage
   * may hide that it took effect.
   */
  persist<T>(name: string, operation: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function createDatabase(options: {
  readonly url: string;
  readonly log: Logger;
  readonly poolMax?: number;
}): Database {
  const { url, log } = options;
  const stopping = new AbortController();
  const pool = new Pool({
    connectionString: url,
    max: options.poolMax ?? poolConnectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'negative-one',
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleTransactionTimeoutMs,
  });
  const working = new Set<PoolClient>();
  const availability = createAvailability({ url, log, unanswered: giveUpConnections });
  pool.on('connect', (client) => {
    // Without a listener an error between two statements of a transaction would end the process.
    client.on('error', (error) => log.debug({ err: error }, 'database connection lost'));
  });
  pool.on('acquire', (client) => working.add(client));
  pool.on('release', (_, client) => working.delete(client));
  pool.on('error', () => availability.check());
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });

  /**
   * A statement on a connection that is silently dead would wait for minutes: ending the connection fails it.
   * Idle connections are closed by the pool before it comes to that.
   */
  function giveUpConnections(): void {
    for (const client of working) (client as unknown as Client).end().catch(() => {});
  }

  async function persist<T>(name: string, operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const ended = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
    let delayMs: number = retryDelayMs.min;
    for (let attempt = 1; ; attempt += 1) {
      await availability.whenAvailable(ended);
      try {
        const result = await operation();
        if (attempt > 1)
          log.info({ operation: name, attempt }, 'database operation succeeded after an outage');
        return result;
      } catch (error) {
        if (!isOutage(error) || ended.aborted) throw error;
        log.warn({ err: error, operation: name, attempt, retryMs: delayMs }, 'database operation failed');
        availability.check();
      }
      await sleep(delayMs, undefined, { signal: ended });
      delayMs = Math.min(delayMs * 2, retryDelayMs.max);
    }
  }

  return {
    kysely,
    pool,
    start: () => {
      availability.start();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort(new Error('the database connection is closed'));
      await availability.stop();
      await kysely.destroy();
      await pool.end().catch(() => {});
    },
    whenReady: () => availability.whenAvailable(),
    edition: availability.edition,
    isAvailable: availability.isAvailable,
    trouble: availability.trouble,
    onTrouble: availability.onTrouble,
    onAvailable: availability.onAvailable,
    persist,
  };
}
