import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { DashboardDatabase } from '../dependencies.ts';
import { hashOf, noHash, toLasting, type AuditEntry, type ChainedEntry, type ChainHead } from './chain.ts';
import { createAuditOutbox } from './outbox.ts';
import { createRefusalTally } from './refusals.ts';

/** A request in whose course entries are written. */
export interface AuditedRequest {
  readonly ip: string;
  /** Whether an entry was written in its course. */
  isAudited: boolean;
}

export interface Audit {
  /** Takes up what a life before this one could not hand to the database. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Never waits and never fails: an act must not hang on its record. */
  write(entry: AuditEntry): void;
  /** The same for what was refused: repeats are counted, so that nobody can flood the record. */
  refuse(entry: AuditEntry): void;
  /** Runs what a request asks for, and marks the request when anything of it is written. */
  during(request: AuditedRequest, run: () => void): void;
  /** The latest entry of this life. */
  head(): ChainHead;
  waiting(): number;
  dropped(): number;
}

export interface AuditOptions {
  readonly directory: string;
  readonly database: DashboardDatabase;
  readonly log: Logger;
  /** Entries waiting for the database; further ones are dropped and counted, and refusals have but half of it. */
  readonly entriesMax: number;
  readonly batchMax: number;
  /** How often counted refusals are written, ms, and kinds of refusals told apart meanwhile. */
  readonly refusalMergeMs: number;
  readonly refusalKindsMax: number;
  readonly strangerRefusalsMax: number;
  readonly now: () => number;
}

/**
 * The record of log-ins, acts and refusals. An entry gets its place in a chain of hashes at once, is on disk
 * moments later, and waits there for the database, where it can only be appended. The database is not needed.
 */
export function createAudit(options: AuditOptions): Audit {
  const { database, log, now } = options;
  const outbox = createAuditOutbox(options);
  const scope = new AsyncLocalStorage<AuditedRequest>();
  const tally = createRefusalTally({
    kindsMax: options.refusalKindsMax,
    strangersMax: options.strangerRefusalsMax,
  });
  const queue: ChainedEntry[] = [];
  const stopping = new AbortController();
  let head: ChainHead = { chain: randomUUID(), seq: 0, hash: noHash };
  let timer: NodeJS.Timeout | null = null;
  let dropped = 0;
  let toldDropped = 0;
  let flushing: Promise<void> | null = null;

  function append(entry: AuditEntry): void {
    const placed = { ...toLasting(entry), chain: head.chain, seq: head.seq + 1 };
    const chained: ChainedEntry = { ...placed, hash: hashOf(head.hash, placed) };
    head = { chain: chained.chain, seq: chained.seq, hash: chained.hash };
    queue.push(chained);
    outbox.append(chained);
    if (database.isAvailable()) flushSoon();
  }

  function take(entry: AuditEntry, entriesMax: number): void {
    if (queue.length >= entriesMax) {
      dropped += 1;
      if (dropped % 1_000 === 1) log.error({ dropped }, 'audit queue full: entries dropped');
      return;
    }
    if (dropped > toldDropped) {
      const detail = { entries: dropped - toldDropped };
      toldDropped = dropped;
      append({
        at: now(),
        who: 'service',
        action: 'audit entries lost',
        target: null,
        detail,
        address: null,
      });
    }
    append(entry);
  }

  function write(entry: AuditEntry): void {
    const request = scope.getStore();
    if (request !== undefined) request.isAudited = true;
    take({ ...entry, address: entry.address ?? request?.ip ?? null }, options.entriesMax);
  }

  function refuse(entry: AuditEntry): void {
    const request = scope.getStore();
    if (request !== undefined) request.isAudited = true;
    const whole = { ...entry, address: entry.address ?? request?.ip ?? null };
    if (tally.take(whole)) take(whole, options.entriesMax / 2);
  }

  function harvest(): void {
    for (const entry of tally.harvest(now())) take(entry, options.entriesMax / 2);
  }

  async function insert(batch: readonly ChainedEntry[]): Promise<void> {
    await database.kysely
      .insertInto('audit')
      .values(
        batch.map(({ at, detail, ...entry }) => ({
          ...entry,
          at: new Date(at),
          detail: JSON.stringify(detail),
        })),
      )
      // Handed over before, by a life that was killed before it knew.
      .onConflict((conflict) => conflict.columns(['chain', 'seq']).doNothing())
      .execute();
  }

  async function flush(): Promise<void> {
    while (queue.length > 0 && database.isAvailable()) {
      const batch = queue.slice(0, options.batchMax);
      await database.persist('audit', () => insert(batch), stopping.signal);
      queue.splice(0, batch.length);
    }
    if (queue.length === 0) outbox.clear(head);
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
    async start() {
      const { entries, head: before, damaged } = await outbox.start();
      queue.push(...entries);
      const detail = { after: before, damaged };
      append({ at: now(), who: 'service', action: 'service started', target: null, detail, address: null });
      timer = setInterval(harvest, options.refusalMergeMs);
      database.onAvailable(flushSoon);
      if (database.isAvailable()) flushSoon();
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      harvest();
      if (database.isAvailable()) flushSoon();
      await Promise.race([flushing, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
      stopping.abort();
      await flushing;
      await outbox.stop();
      if (queue.length > 0)
        log.info({ entries: queue.length }, 'audit entries wait on disk for the database');
    },
    write,
    refuse,
    during: (request, run) => scope.run(request, run),
    head: () => head,
    waiting: () => queue.length,
    dropped: () => dropped,
  };
}
