import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import type { Edition } from './edition.ts';
import { connectTimeoutMs, heartbeatMs, heartbeatTimeoutMs, outageLogMs, retryDelayMs } from './limits.ts';
import { migrate } from './migrate.ts';
import { isOutage } from './outage.ts';
import { checkTables } from './schema-tables.ts';

/** Knows whether the server can be written to, by asking it over a connection of its own. */
export interface Availability {
  readonly start: () => void;
  stop(): Promise<void>;
  readonly isAvailable: () => boolean;
  readonly edition: () => Edition | null;
  /** Resolves when the server is there; rejects when stopped or by the signal. */
  whenAvailable(signal?: AbortSignal): Promise<void>;
  /** Called each time it comes (back). */
  readonly onAvailable: (listener: () => void) => void;
  /** Why it cannot be used though it answers; null where that is not so. */
  readonly trouble: () => string | null;
  readonly onTrouble: (listener: (trouble: string) => void) => void;
  /** Something failed elsewhere: ask the server now instead of at the next heartbeat. */
  check(): void;
}

export function createAvailability(options: {
  readonly url: string;
  readonly log: Logger;
  /** The server holds a connection but no longer answers. */
  readonly unanswered: () => void;
}): Availability {
  const { url, log } = options;
  const stopping = new AbortController();
  const listeners: (() => void)[] = [];
  let waiting = createWaiting();
  let available = false;
  let edition: Edition | null = null;
  let loop: Promise<void> = Promise.resolve();
  let wake = nothing;
  let trouble: string | null = null;
  const troubleListeners: ((trouble: string) => void)[] = [];

  /** An outage passes by itself; anything else needs somebody. */
  function noteTrouble(error: unknown): void {
    if (isOutage(error) || error instanceof NoAnswer) return;
    const cause = (error as Error).cause;
    const words = [(error as Error).message, cause instanceof Error ? cause.message : null];
    const next = words.filter((word) => word !== null).join(': ');
    if (next === trouble) return;
    trouble = next;
    for (const listener of troubleListeners) listener(next);
  }

  function setAvailable(since: number): void {
    available = true;
    trouble = null;
    log.info({ edition, awayMs: Date.now() - since }, 'database available');
    waiting.resolve();
    for (const listener of listeners) listener();
  }

  function setAway(error: unknown): void {
    if (!available) return;
    available = false;
    waiting = createWaiting();
    log.warn({ err: error }, 'database away');
    if (error instanceof NoAnswer) options.unanswered();
  }

  /** Returns when the connection breaks or a question is not answered; throws what broke it. */
  async function watch(since: number): Promise<void> {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      application_name: 'negative-one monitor',
    });
    let broken: Error | null = null;
    client.on('error', (error) => {
      broken = error;
      wake();
    });
    client.on('end', () => {
      broken ??= new Error('connection ended');
      wake();
    });
    try {
      await client.connect();
      await answered(checkTables(client));
      // A write, so that a standby or a server in its recovery does not pass for one that takes readings.
      await answered(client.query('update installation set probed_at = now()'));
      setAvailable(since);
      while (!stopping.signal.aborted) {
        const checked = await nextHeartbeat();
        if (broken !== null) throw broken as Error;
        if (stopping.signal.aborted) break;
        await answered(client.query(checked ? 'update installation set probed_at = now()' : 'select 1'));
      }
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** True when somebody asked for it, false when it was time. */
  async function nextHeartbeat(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    wake = () => resolve(true);
    const timer = setTimeout(() => resolve(false), heartbeatMs);
    const checked = await promise;
    clearTimeout(timer);
    wake = nothing;
    return checked;
  }

  async function run(): Promise<void> {
    let delayMs: number = retryDelayMs.min;
    let awaySince = Date.now();
    let loggedAt = -Infinity;
    while (!stopping.signal.aborted) {
      try {
        edition ??= await migrate(url, log);
        await watch(awaySince);
      } catch (error) {
        if (stopping.signal.aborted) return;
        noteTrouble(error);
        if (available) {
          delayMs = retryDelayMs.min;
          awaySince = Date.now();
          setAway(error);
          loggedAt = awaySince;
        } else if (Date.now() - loggedAt >= outageLogMs) {
          loggedAt = Date.now();
          log.warn({ err: error, retryMs: delayMs }, 'database not reachable');
        }
      }
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
      delayMs = Math.min(delayMs * 2, retryDelayMs.max);
    }
  }

  return {
    start: () => {
      loop = run();
    },
    stop: async () => {
      stopping.abort(new Error('the database connection is closed'));
      wake();
      await loop;
      available = false;
      waiting.reject(stopping.signal.reason);
    },
    trouble: () => trouble,
    onTrouble: (listener) => {
      if (trouble !== null) listener(trouble);
      troubleListeners.push(listener);
    },
    isAvailable: () => available,
    edition: () => edition,
    whenAvailable: async (signal) => await abortable(waiting.promise, signal),
    onAvailable: (listener) => {
      listeners.push(listener);
    },
    check: () => wake(),
  };
}

const nothing = (): void => {};

/** A promise that may be rejected while nobody waits for it. */
function createWaiting(): PromiseWithResolvers<void> {
  const waiting = Promise.withResolvers<void>();
  waiting.promise.catch(nothing);
  return waiting;
}

class NoAnswer extends Error {}

async function answered(question: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NoAnswer('the database does not answer')), heartbeatTimeoutMs);
  question.catch(() => {});
  try {
    await Promise.race([question, promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function abortable(promise: Promise<void>, signal?: AbortSignal): Promise<void> {
  if (signal === undefined) return await promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
