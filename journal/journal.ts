import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { JournalRecord } from '../domain/record.ts';
import { createAppender, type CommittedBatch, type Settled } from './appender.ts';
import type { BlockStore } from './block-store.ts';
import { createCommitMarks } from './commit-marks.ts';
import { measureExtent } from './extent.ts';
import { createHolds } from './holds.ts';
import { journalLimits, type JournalLimits } from './limits.ts';
import type { ReportDamage } from '../keeping/damage-log.ts';
import { openLmdbBlockStore } from './lmdb-block-store.ts';
import { createReader, type Reader, type ReaderOptions } from './reader.ts';
import { createRecordDamages } from './record-damages.ts';
import { createRecentBatches } from './recent-batches.ts';
import type { DecodeTelemetry } from './record-codec.ts';
import { createSnapshots, type LoadedSnapshot, type Snapshot } from './snapshots.ts';
import { createSpace, type Priority, type SpaceState } from './space.ts';
import { createTrimmer } from './trimmer.ts';

/**
 * The journal: everything that happens is appended here and is on disk before anybody is told that it succeeded;
 * every other part reads it in order, from memory while it keeps up and from disk when it does not. What the
 * slowest reader has settled is trimmed away.
 */
export interface Journal {
  start(): Promise<void>;
  /** Refuses new records, writes down those that wait, and closes. */
  stop(): Promise<void>;
  /** Random, made with the journal: checkpoints that lie elsewhere are keyed by it. */
  id(): string;
  /** The oldest record still held; 1 for an empty journal. */
  firstOffset(): number;
  /** The newest record on disk; 0 for an empty journal. Offsets start at 1 and have no gaps. */
  lastOffset(): number;
  /**
   * `settled` is called after the record is on disk, in the order of append; or with an error (`JournalFull`
   * when there is no room) and offset 0. Without `priority`, telemetry is telemetry and all else an alarm; alerts and
   * what staff do are vital whatever is said.
   */
  append(record: JournalRecord, settled?: Settled, priority?: Priority): void;
  appendDurably(record: JournalRecord, priority?: Priority): Promise<number>;
  /**
   * Throws a RangeError when `from` lies beyond the end: a checkpoint of another journal. Begins with the oldest
   * record when `from` was trimmed.
   */
  attachReader(options: ReaderOptions): JournalReader;
  /** Holds back trimming for a reader that will attach later. Persisted, as is every reader that ever attached. */
  retainFor(name: string): void;
  /** Ends the hold of a reader that will never come back. */
  forgetReader(name: string): void;
  /** Resolves when it is on disk; replaces the one of the same name as a whole. Rejects with JournalFull. */
  saveSnapshot(name: string, snapshot: Snapshot): Promise<void>;
  loadSnapshot(name: string): LoadedSnapshot | null;
  /** The last snapshot cannot be used: sets it aside and reports it, so that the next load gives the one before. */
  refuseSnapshot(name: string, why: string): void;
  /** Where the last snapshot was taken, and the one before it, without reading them; 0 when there is none. */
  snapshotOffset(name: string): number;
  formerSnapshotOffset(name: string): number;
  /** Copies the store, as it is at one moment, into a new file; snapshots are files of their own. */
  copyTo(path: string): Promise<void>;
  /** Takes a new id: whoever keeps checkpoints elsewhere begins anew. Resolves when it is on disk. */
  renewId(): Promise<void>;
  stats(): JournalStats;
  /** How long a record has been on disk, ms, or at least so long; null for one from before the start. */
  sinceCommit(offset: number): number | null;
  /** What share of the last commits were on disk within, ms; null before the first. */
  commitTime(share: number): number | null;
}

export interface JournalReader {
  /** Nothing up to `offset` is needed any more. */
  settle(offset: number): void;
  /** The last offset that was delivered (and, with a promise, handled). */
  position(): number;
  /** Records on disk that were not delivered yet. */
  lag(): number;
  /** Resolves when the handler is done; its hold remains. */
  stop(): Promise<void>;
}

export interface JournalStats {
  readonly records: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly bytesUsed: number;
  /** The configured limit, or less where the volume is nearly full. */
  readonly bytesMax: number;
  readonly space: SpaceState;
  readonly waitingBytes: number;
  /** Decoded records held for readers that have not had them. */
  readonly recentRecords: number;
  /** Since the start of the process. */
  readonly appended: number;
  readonly refused: number;
  readonly commits: number;
  readonly damagedRecords: number;
  readonly lastCommitMs: number;
  /** `lag` in records; `settled` is what holds back trimming. `attached` is false for one that is only retained. */
  readonly readers: readonly { name: string; attached: boolean; lag: number; settled: number }[];
}

export interface JournalOptions {
  readonly directory: string;
  readonly log: Logger;
  readonly limits?: Partial<JournalLimits>;
  readonly decodeTelemetry: DecodeTelemetry;
  /** The store or a reader broke: the process must stop. */
  readonly failed: (error: Error) => void;
  /** Told how long each commit took, ms. */
  readonly measured?: (commit_ms: number) => void;
  /** Another store than the default one, for comparison. */
  readonly openStore?: (directory: string, bytesMax: number) => BlockStore | Promise<BlockStore>;
  /** Told of everything that is found damaged. */
  readonly damaged?: ReportDamage;
  /** Told whenever there is more or less room than before, by levels. */
  readonly spaceChanged?: (state: SpaceState) => void;
}

/** The key of the store's value that is the journal's id. */
export const ID_KEY = 'journal';
/** Commits of which it is remembered when they were on disk. */
const COMMITS_MARKED = 1_024;

export function createJournal(options: JournalOptions): Journal {
  let opened: OpenJournal | null = null;
  function journal(): OpenJournal {
    if (!opened) throw new Error('the journal is not started');
    return opened;
  }
  return {
    async start() {
      const bytesMax = options.limits?.bytesMax ?? journalLimits.bytesMax;
      const store = await (options.openStore ?? openLmdbBlockStore)(options.directory, bytesMax);
      opened = openJournal(options, store);
      await opened.start();
    },
    async stop() {
      await opened?.stop();
    },
    id: () => journal().id(),
    firstOffset: () => journal().firstOffset(),
    lastOffset: () => journal().lastOffset(),
    append: (record, settled, priority) => journal().append(record, settled, priority),
    appendDurably: (record, priority) =>
      new Promise((resolve, reject) => {
        const settled: Settled = (error, offset) => (error ? reject(error) : resolve(offset));
        journal().append(record, settled, priority);
      }),
    attachReader: (readerOptions) => journal().attachReader(readerOptions),
    retainFor: (name) => journal().retainFor(name),
    forgetReader: (name) => journal().forgetReader(name),
    saveSnapshot: (name, snapshot) => journal().saveSnapshot(name, snapshot),
    loadSnapshot: (name) => journal().loadSnapshot(name),
    refuseSnapshot: (name, why) => journal().refuseSnapshot(name, why),
    snapshotOffset: (name) => journal().snapshotOffset(name),
    formerSnapshotOffset: (name) => journal().formerSnapshotOffset(name),
    copyTo: (path) => journal().copyTo(path),
    renewId: () => journal().renewId(),
    stats: () => journal().stats(),
    sinceCommit: (offset) => journal().sinceCommit(offset),
    commitTime: (share) => journal().commitTime(share),
  };
}

function ignore(): void {}

type OpenJournal = ReturnType<typeof openJournal>;

function openJournal(options: JournalOptions, store: BlockStore) {
  const { directory, log, decodeTelemetry, damaged: report = ignore } = options;
  const limits: JournalLimits = { ...journalLimits, ...options.limits };
  const extent = measureExtent(store);
  let id = store.getValue(ID_KEY)?.toString('utf8') ?? randomUUID();
  const holds = createHolds(store);
  const recent = createRecentBatches(limits);
  const space = createSpace({
    store,
    directory,
    limits,
    log,
    ...extent,
    ...(options.spaceChanged && { changed: options.spaceChanged }),
  });
  const snapshots = createSnapshots({ directory, space, report });
  const marks = createCommitMarks({ size: COMMITS_MARKED, firstOffset: extent.lastOffset + 1 });
  const readers = new Set<Reader>();
  const damages = createRecordDamages({ store, directory, holds, report, log });
  let hasFailed = false;

  function failed(error: Error): void {
    log.fatal({ err: error }, 'the journal failed');
    if (!hasFailed) options.failed(error);
    hasFailed = true;
  }

  const trimmer = createTrimmer({
    store,
    holds,
    space,
    limits,
    log,
    firstOffset: extent.firstOffset,
    failed,
  });
  const appender = createAppender({
    store,
    space,
    limits,
    log,
    lastOffset: extent.lastOffset,
    committed: onCommitted,
    failed,
  });

  function onCommitted(batch: CommittedBatch): void {
    marks.note(appender.lastOffset());
    options.measured?.(appender.counters.lastCommitMs);
    recent.push(batch);
    for (const reader of readers) reader.wake();
    releaseRecent();
  }

  function releaseRecent(): void {
    let slowest = Number.POSITIVE_INFINITY;
    for (const reader of readers) slowest = Math.min(slowest, reader.position());
    recent.releaseTo(slowest);
  }

  function attachReader(readerOptions: ReaderOptions): JournalReader {
    const { name } = readerOptions;
    const end = appender.lastOffset();
    const firstOffset = trimmer.firstOffset();
    if (readerOptions.from > end + 1) {
      throw new RangeError(`reader ${name} wants offset ${readerOptions.from}, the journal ends at ${end}`);
    }
    if ([...readers].some((other) => other.name === name))
      throw new Error(`reader ${name} is already attached`);
    const from = Math.max(readerOptions.from, firstOffset);
    if (from > readerOptions.from && firstOffset > 1) {
      log.warn(
        { reader: name, wanted: readerOptions.from, firstOffset },
        'reader begins with the oldest record',
      );
    }
    holds.set(name, Math.min(from - 1, readerOptions.settled ?? Number.POSITIVE_INFINITY));
    const reader = createReader(
      {
        store,
        recent,
        limits,
        decodeTelemetry,
        durableOffset: appender.lastOffset,
        damaged: (first, last) => damages.found(name, first, last),
        moved: releaseRecent,
        failed,
      },
      { ...readerOptions, from },
    );
    readers.add(reader);
    setImmediate(reader.wake);
    return {
      settle: (offset) => holds.set(name, Math.min(offset, appender.lastOffset())),
      position: reader.position,
      lag: () => appender.lastOffset() - reader.position(),
      async stop() {
        readers.delete(reader);
        releaseRecent();
        await reader.stop();
      },
    };
  }

  return {
    id: () => id,
    firstOffset: trimmer.firstOffset,
    lastOffset: appender.lastOffset,
    append: appender.append,
    attachReader,
    retainFor(name: string): void {
      if (!holds.has(name)) holds.set(name, trimmer.firstOffset() - 1);
    },
    forgetReader: holds.remove,
    sinceCommit: marks.since,
    commitTime: (share: number) => appender.commitTimes.percentile(share),
    saveSnapshot: snapshots.save,
    loadSnapshot: snapshots.load,
    refuseSnapshot: snapshots.refuse,
    snapshotOffset: snapshots.offsetOf,
    formerSnapshotOffset: snapshots.formerOffsetOf,
    copyTo: (path: string) => store.copyTo(path),
    async renewId(): Promise<void> {
      id = randomUUID();
      await store.putValues(new Map([[ID_KEY, Buffer.from(id)]]));
    },
    async start(): Promise<void> {
      if (!store.getValue(ID_KEY)) await store.putValues(new Map([[ID_KEY, Buffer.from(id)]]));
      snapshots.check();
      await space.start();
      trimmer.start();
    },
    async stop(): Promise<void> {
      await appender.stop();
      await Promise.all([...readers].map((reader) => reader.stop()));
      await trimmer.stop();
      await snapshots.stop();
      space.stop();
      await store.close();
    },
    stats(): JournalStats {
      const lastOffset = appender.lastOffset();
      const firstOffset = trimmer.firstOffset();
      const attached = new Map([...readers].map((reader) => [reader.name, reader]));
      return {
        records: lastOffset - firstOffset + 1,
        firstOffset,
        lastOffset,
        bytesUsed: space.bytesUsed(),
        bytesMax: space.bytesMax(),
        space: space.state(),
        waitingBytes: appender.waitingBytes(),
        recentRecords: recent.records(),
        ...appender.counters,
        damagedRecords: damages.records(),
        readers: holds.names().map((name) => {
          const settled = holds.settledOf(name) ?? 0;
          const reader = attached.get(name);
          return {
            name,
            attached: reader !== undefined,
            lag: lastOffset - (reader?.position() ?? settled),
            settled,
          };
        }),
      };
    },
  };
}
