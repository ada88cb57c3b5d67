import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { BlockStore } from './block-store.ts';
import type { FullReason } from './journal-full.ts';
import type { JournalLimits } from './limits.ts';

/** Telemetry is refused first, so that alarms and what staff do about them still find room. */
export type Priority = 'telemetry' | 'alarm';

export interface SpaceOptions {
  readonly store: BlockStore;
  readonly directory: string;
  readonly limits: JournalLimits;
  readonly log: Logger;
  /** Bytes ever stored, and those of them that trimming has removed. */
  readonly bytesEver: number;
  readonly bytesTrimmed: number;
}

/**
 * How much room there is. The store's file never shrinks, so what counts is the sum of the blocks in it; room on
 * the volume is what is free there plus what trimming has freed inside of the file.
 */
export function createSpace(options: SpaceOptions) {
  const { store, limits, log } = options;
  let { bytesEver, bytesTrimmed } = options;
  let diskBytesMax = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  let wasFull: FullReason | null = null;

  const bytesUsed = (): number => bytesEver - bytesTrimmed;

  function check(waitingBytes: number, priority: Priority): FullReason | null {
    const isTelemetry = priority === 'telemetry';
    if (waitingBytes > (isTelemetry ? limits.waitingBytesMax * 0.75 : limits.waitingBytesMax))
      return 'waiting';
    const bytesMax = Math.min(limits.bytesMax, diskBytesMax) - (isTelemetry ? limits.alarmReserveBytes : 0);
    if (bytesUsed() + waitingBytes < bytesMax) return null;
    return noteFull(diskBytesMax < limits.bytesMax ? 'disk' : 'limit');
  }

  function noteFull(reason: FullReason): FullReason {
    if (wasFull !== reason) log.error({ reason, bytesUsed: bytesUsed() }, 'the journal is full');
    wasFull = reason;
    return reason;
  }

  async function measureDisk(): Promise<void> {
    const [volume, fileBytes] = await Promise.all([statfs(options.directory), store.fileBytes()]);
    const free = volume.bavail * volume.bsize - limits.diskFreeBytesMin;
    diskBytesMax = Math.max(fileBytes, bytesUsed()) + free;
    const room = Math.min(limits.bytesMax, diskBytesMax) - limits.alarmReserveBytes;
    if (wasFull && bytesUsed() < room) {
      log.info({ bytesUsed: bytesUsed() }, 'the journal has room again');
      wasFull = null;
    }
  }

  /**
   * Whether the volume itself has room now, whatever the limits say. What else than blocks is written asks first:
   * the store's library does not always survive a write that finds none.
   */
  async function hasRoomFor(bytes: number): Promise<boolean> {
    const volume = await statfs(options.directory);
    return volume.bavail * volume.bsize >= bytes * WRITE_FACTOR + WRITE_BYTES;
  }

  return {
    check,
    bytesUsed,
    bytesEver: () => bytesEver,
    bytesMax: () => Math.min(limits.bytesMax, diskBytesMax),
    appended(bytes: number): void {
      bytesEver += store.storedBytes(bytes);
    },
    trimmedTo(bytes: number): void {
      bytesTrimmed = bytes;
    },
    /** A write found no room although the last measurement promised some. */
    diskIsFull(): void {
      diskBytesMax = bytesUsed();
      noteFull('disk');
    },
    hasRoomFor,
    /** Whether a write of `bytes` that failed did so for want of room; systems name the reason differently. */
    wasOutOfSpace: async (error: unknown, bytes: number): Promise<boolean> =>
      isOutOfSpace(error) || !(await hasRoomFor(bytes)),
    async start(): Promise<void> {
      await measureDisk();
      timer = setInterval(() => {
        measureDisk().catch((error: unknown) =>
          log.warn({ err: error }, 'cannot measure the free disk space'),
        );
      }, limits.diskCheckIntervalMs);
      timer.unref();
    },
    stop(): void {
      if (timer) clearInterval(timer);
    },
  };
}

/** ENOSPC, EDQUOT and LMDB's full map. */
const outOfSpaceCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 28, 122, -30_792]);

function isOutOfSpace(error: unknown): boolean {
  return outOfSpaceCodes.has((error as { code?: unknown } | null)?.code);
}

/** What a write may need beside its own bytes: copied pages of the tree. */
const WRITE_FACTOR = 2;
const WRITE_BYTES = 4 * 2 ** 20;

export type Space = ReturnType<typeof createSpace>;
