/** Every limit of the journal, with its unit and what happens when it is reached. */
export interface JournalLimits {
  /**
   * What the stored blocks may take on disk. Beyond `bytesMax - alarmReserveBytes` telemetry is refused with
   * `JournalFull`; beyond `bytesMax` everything is, until readers settle and trimming makes room.
   */
  readonly bytesMax: number;
  readonly alarmReserveBytes: number;
  /** Kept free on the volume for others: less than this counts as a full journal, as `bytesMax` does. */
  readonly diskFreeBytesMin: number;
  readonly diskCheckIntervalMs: number;
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
  diskFreeBytesMin: 256 * MiB,
  diskCheckIntervalMs: 2_000,
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
