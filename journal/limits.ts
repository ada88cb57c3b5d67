/** Every limit of the journal, with its unit and what happens when it is reached. */
export interface JournalLimits {
  /**
   * What the stored blocks may take on disk. Beyond `bytesMax - alarmReserveBytes` telemetry is refused with
   * `JournalFull`: its device keeps it. Beyond `bytesMax` all else is, until readers settle and trimming makes room,
   * but for alerts and what staff do about them: those have `vitalReserveBytes` more.
   */
  readonly bytesMax: number;
  /** At most a quarter of `bytesMax`. */
  readonly alarmReserveBytes: number;
  readonly vitalReserveBytes: number;
  /**
   * Kept free on the volume: less than this counts as a full journal, as `bytesMax` does. Alerts and what staff do
   * may use it, down to `vitalFreeBytesMin`; below that nothing can be written, and what the rules say is kept in
   * memory until it can.
   */
  readonly diskFreeBytesMin: number;
  readonly vitalFreeBytesMin: number;
  readonly diskCheckIntervalMs: number;
  /** Less room than this before telemetry is refused is told as a warning; at most a fifth of `bytesMax`. */
  readonly warnBytes: number;
  /** How long it has to be better until it is said to be: at the edge it comes and goes. */
  readonly spaceCalmMs: number;
  /**
   * A commit begins when this many records wait, `commitWaitMaxMs` after the first of them, or at the end of the
   * event-loop turn that brought an alarm. However small, a commit rewrites some pages of the store's tree: without
   * this, a steady 2,000 records/s wear the disk with about 18 MB/s, with it with 7.
   */
  readonly commitRecordsMin: number;
  readonly commitWaitMaxMs: number;
  /** Where one commit ends and the next begins. A single larger record makes a commit of its own. */
  readonly commitRecordsMax: number;
  readonly commitBytesMax: number;
  /**
   * Encoded but not yet on disk (a stalled disk). Telemetry beyond three quarters of it is refused with
   * `JournalFull`, everything else beyond the whole.
   */
  readonly waitingBytesMax: number;
  /** Decoded records kept for readers that keep up; a reader that falls further behind reads from disk. */
  readonly recentRecordsMax: number;
  /** The same in encoded bytes; decoded they take a few times as much. */
  readonly recentBytesMax: number;
  /** At most this many entries are handed to a reader at once, where it does not say otherwise. */
  readonly deliveryRecordsMax: number;
  /** A delivery that is read from disk ends early when it has this many encoded bytes. */
  readonly deliveryBytesMax: number;
  /** Decoded from disk between two turns of the event loop, in records and in blocks. */
  readonly catchUpRecordsMax: number;
  readonly catchUpBlocksMax: number;
  /** How often settled offsets are written down and settled blocks removed. */
  readonly trimIntervalMs: number;
  /** Removed in one round, so that a long backlog does not hold up the appends. */
  readonly trimBlocksMax: number;
}

const MiB = 2 ** 20;
const GiB = 2 ** 30;

export const journalLimits: JournalLimits = {
  bytesMax: 8 * GiB,
  alarmReserveBytes: 512 * MiB,
  vitalReserveBytes: 256 * MiB,
  diskFreeBytesMin: 256 * MiB,
  vitalFreeBytesMin: 24 * MiB,
  diskCheckIntervalMs: 2_000,
  warnBytes: 2 * GiB,
  spaceCalmMs: 10_000,
  commitRecordsMin: 128,
  commitWaitMaxMs: 2,
  commitRecordsMax: 4_096,
  commitBytesMax: MiB,
  waitingBytesMax: 64 * MiB,
  recentRecordsMax: 50_000,
  recentBytesMax: 32 * MiB,
  deliveryRecordsMax: 4_096,
  deliveryBytesMax: 8 * MiB,
  catchUpRecordsMax: 500,
  catchUpBlocksMax: 32,
  trimIntervalMs: 1_000,
  trimBlocksMax: 2_000,
};

/** What a start spends on looking at the journal before it is used, and how far apart it keeps numbers. */
export const checkLimits = {
  /** The newest blocks are held to their checksums up to so many bytes or so long, whichever is first. */
  bytesMax: 64 * MiB,
  time_ms: 2_000,
  /** A look that takes longer (a very slow disk) is given up; readers check each block when they come to it. */
  processTime_ms: 15_000,
  /** Bringing whole blocks over from a damaged file may take so long for each direction; the rest stays aside. */
  rescueTime_ms: 120_000,
  /** Behind a lost end the numbering goes on so much later: more than is written between two snapshots. */
  numbersSkipped: 10_000_000,
} as const;

/** How often a record that waits in memory for room is tried again. */
export const heldAppendRetry_ms = 500;
