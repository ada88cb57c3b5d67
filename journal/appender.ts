import type { Logger } from 'pino';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import type { BlockStore } from './block-store.ts';
import {
  addRecord,
  BLOCK_HEADER_BYTES,
  clearBlock,
  createBlock,
  sealBlock,
  type OpenBlock,
} from './block.ts';
import { JournalFull } from './journal-full.ts';
import type { JournalLimits } from './limits.ts';
import { createRecentDurations } from './recent-durations.ts';
import type { Priority, Space } from './space.ts';

export type Settled = (error: Error | null, offset: number) => void;

/** What became durable in one commit. */
export interface CommittedBatch {
  readonly entries: readonly JournalEntry[];
  readonly bytes: number;
  /** Set of record types in it. */
  readonly types: number;
}

interface Batch {
  readonly block: OpenBlock;
  readonly entries: JournalEntry[];
  readonly settled: (Settled | undefined)[];
}

/** What people are told, and what they do about it: refused last of all. */
const vitalTypes: ReadonlySet<JournalRecord['type']> = new Set([
  'alert',
  'action',
  'service',
  'case',
  'delivery',
  'handover',
  'plan',
]);

function rankOf({ type }: JournalRecord, priority: Priority | undefined): Priority {
  if (vitalTypes.has(type)) return 'vital';
  return priority ?? (type === 'telemetry' ? 'telemetry' : 'alarm');
}

/** Blocks larger than this are not kept for reuse. */
const REUSED_BYTES_MAX = 4 * 2 ** 20;
const BLOCK_BYTES_INITIAL = 2 ** 18;
const SPARE_BLOCKS_MAX = 2;
/** Commits of which the time is remembered. */
const COMMITS_MEASURED = 512;

export interface AppenderOptions {
  readonly store: BlockStore;
  readonly space: Space;
  readonly limits: JournalLimits;
  readonly log: Logger;
  readonly lastOffset: number;
  /** Called after the callbacks of the batch. */
  readonly committed: (batch: CommittedBatch) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Group commit: records are encoded as they come, one commit is on its way to disk, and all that came
 * meanwhile goes into the next one.
 */
export function createAppender(options: AppenderOptions) {
  const { store, space, limits, log } = options;
  const counters = { commits: 0, appended: 0, refused: 0, lastCommitMs: 0 };
  const commitTimes = createRecentDurations(COMMITS_MEASURED);
  const spareBlocks: OpenBlock[] = [];
  let waiting: Batch[] = [];
  let open: Batch | null = null;
  let waitingRecords = 0;
  let waitingBytes = 0;
  let alarmWaits = false;
  let nextOffset = options.lastOffset + 1;
  let durableOffset = options.lastOffset;
  let inFlight: Batch | null = null;
  let immediate: NodeJS.Immediate | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped: Error | null = null;
  let broken: Error | null = null;
  let idleWaiters: (() => void)[] = [];

  function refuse(error: Error, settled: Settled | undefined): void {
    counters.refused += 1;
    // Never from inside append: a caller that tries again at once would not return.
    if (settled) setImmediate(callSettled, settled, error, 0);
  }

  function callSettled(settled: Settled, error: Error | null, offset: number): void {
    try {
      settled(error, offset);
    } catch (cause) {
      log.error({ err: cause, offset }, 'a callback of the journal threw');
    }
  }

  function append(record: JournalRecord, settled?: Settled, priority?: Priority): void {
    const closed = broken ?? stopped;
    if (closed) return refuse(closed, settled);
    const rank = rankOf(record, priority);
    const full = space.check(waitingBytes, rank);
    if (full) return refuse(new JournalFull(full), settled);
    if (
      !open ||
      open.entries.length >= limits.commitRecordsMax ||
      open.block.sink.length >= limits.commitBytesMax
    ) {
      open = {
        block: spareBlocks.pop() ?? createBlock(BLOCK_BYTES_INITIAL),
        entries: [],
        settled: [],
      };
      waiting.push(open);
    }
    waitingBytes += addRecord(open.block, record);
    waitingRecords += 1;
    open.entries.push({ offset: nextOffset, record });
    open.settled.push(settled);
    nextOffset += 1;
    if (rank !== 'telemetry') alarmWaits = true;
    if (!inFlight) schedule();
  }

  function schedule(): void {
    if (alarmWaits || waitingRecords >= limits.commitRecordsMin) immediate ??= setImmediate(commit);
    else timer ??= setTimeout(commit, limits.commitWaitMaxMs);
  }

  function unschedule(): void {
    if (timer) clearTimeout(timer);
    if (immediate) clearImmediate(immediate);
    timer = null;
    immediate = null;
  }

  function commit(): void {
    unschedule();
    const batch = waiting.shift();
    if (!batch || inFlight || broken) return;
    if (batch === open) open = null;
    if (waiting.length === 0) alarmWaits = false;
    inFlight = batch;
    const startedAt = performance.now();
    const bytes = sealBlock(batch.block, durableOffset + 1, space.bytesEver());
    store.append(durableOffset + 1, bytes).then(
      () => {
        counters.lastCommitMs = performance.now() - startedAt;
        commitTimes.add(counters.lastCommitMs);
        onDurable(batch, bytes.length);
      },
      (error: unknown) => onFailure(error, bytes.length),
    );
  }

  function onDurable(batch: Batch, bytes: number): void {
    const { entries, settled } = batch;
    const types = batch.block.types;
    const first = durableOffset + 1;
    durableOffset += entries.length;
    waitingRecords -= entries.length;
    waitingBytes -= bytes - BLOCK_HEADER_BYTES;
    counters.commits += 1;
    counters.appended += entries.length;
    space.appended(bytes);
    inFlight = null;
    if (waiting.length > 0 && (alarmWaits || waitingRecords >= limits.commitRecordsMin)) commit();
    else if (waiting.length > 0) schedule();
    for (let index = 0; index < settled.length; index += 1) {
      const callback = settled[index];
      if (callback) callSettled(callback, null, first + index);
    }
    options.committed({ entries, bytes, types });
    if (batch.block.sink.buffer.length <= REUSED_BYTES_MAX && spareBlocks.length < SPARE_BLOCKS_MAX) {
      clearBlock(batch.block);
      spareBlocks.push(batch.block);
    }
    if (!inFlight && waiting.length === 0) wakeIdle();
  }

  /** No room on the volume is a full journal; anything else means that the disk cannot be trusted any more. */
  async function onFailure(cause: unknown, bytes: number): Promise<void> {
    const isFull = await space.wasOutOfSpace(cause, bytes).catch(() => false);
    const error = isFull
      ? new JournalFull('disk', { cause })
      : new Error('the journal could not write', { cause });
    const lost = [...(inFlight ? [inFlight] : []), ...waiting];
    waiting = [];
    open = null;
    inFlight = null;
    waitingBytes = 0;
    waitingRecords = 0;
    alarmWaits = false;
    nextOffset = durableOffset + 1;
    if (isFull) space.diskIsFull();
    else broken = error;
    for (const batch of lost) {
      counters.refused += batch.entries.length;
      for (const settled of batch.settled) if (settled) callSettled(settled, error, 0);
    }
    wakeIdle();
    if (broken) options.failed(error);
  }

  function wakeIdle(): void {
    const waiters = idleWaiters;
    idleWaiters = [];
    for (const wake of waiters) wake();
  }

  return {
    append,
    lastOffset: () => durableOffset,
    waitingBytes: () => waitingBytes,
    commitTimes,
    counters,
    /** Refuses what comes from now on and resolves when the rest is on disk. */
    async stop(): Promise<void> {
      stopped = new Error('the journal has stopped');
      if (inFlight || waiting.length > 0) {
        await new Promise<void>((resolve) => {
          idleWaiters.push(resolve);
        });
      }
    },
  };
}
