import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { BlockStore } from './block-store.ts';
import type { FullReason } from './journal-full.ts';
import type { JournalLimits } from './limits.ts';

/**
 * Telemetry is refused first, so that alarms still find room; `vital` (alerts and what staff do about them) has a
 * reserve that nothing else may use.
 */
export type Priority = 'telemetry' | 'alarm' | 'vital';

/**
 * How much room there is: `ample`; `scarce`, a warning; `telemetry-held`, devices keep their readings;
 * `full`, alerts and staff acts alone are taken.
 */
export const spaceLevels = ['ample', 'scarce', 'telemetry-held', 'full'] as const;
export type SpaceLevel = (typeof spaceLevels)[number];

export interface SpaceState {
  readonly level: SpaceLevel;
  /** Before telemetry is refused; negative: the reserve is in use. */
  readonly roomBytes: number;
  /** Of the volume; null before the first look. */
  readonly freeBytes: number | null;
}

export interface SpaceOptions {
  readonly store: BlockStore;
  readonly directory: string;
  readonly limits: JournalLimits;
  readonly log: Logger;
  /** Bytes ever stored, and those of them that trimming has removed. */
  readonly bytesEver: number;
  readonly bytesTrimmed: number;
  /** Told whenever the level is another. */
  readonly changed?: (state: SpaceState) => void;
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
  let freeBytes: number | null = null;
  let level: SpaceLevel = 'ample';
  let betterSince: number | null = null;
  const reserveBytes = Math.min(limits.alarmReserveBytes, limits.bytesMax / 4);
  const warnBytes = Math.min(limits.warnBytes, limits.bytesMax / 5);

  const bytesUsed = (): number => bytesEver - bytesTrimmed;
  const bytesMax = (): number => Math.min(limits.bytesMax, diskBytesMax);
  const roomBytes = (): number => bytesMax() - reserveBytes - bytesUsed();

  function levelNow(): SpaceLevel {
    const room = roomBytes();
    if (room + reserveBytes <= 0) return 'full';
    if (room <= 0) return 'telemetry-held';
    return room < warnBytes ? 'scarce' : 'ample';
  }

  /** Worse at once, better only after it has been for a while. */
  function noteLevel(): void {
    const next = levelNow();
    const isBetter = spaceLevels.indexOf(next) < spaceLevels.indexOf(level);
    if (!isBetter) betterSince = null;
    else betterSince ??= performance.now();
    const isCalm = betterSince !== null && performance.now() - betterSince >= limits.spaceCalmMs;
    if (next === level || (isBetter && !isCalm)) return;
    level = next;
    betterSince = null;
    log[next === 'ample' ? 'info' : 'warn']({ ...state() }, 'room for the journal');
    options.changed?.(state());
  }

  const state = (): SpaceState => ({ level, roomBytes: roomBytes(), freeBytes });

  function check(waitingBytes: number, priority: Priority): FullReason | null {
    const isTelemetry = priority === 'telemetry';
    if (waitingBytes > (isTelemetry ? limits.waitingBytesMax * 0.75 : limits.waitingBytesMax))
      return 'waiting';
    const extra = priority === 'vital' ? vitalBytes() : isTelemetry ? -reserveBytes : 0;
    if (bytesUsed() + waitingBytes < bytesMax() + extra) return null;
    return noteFull(diskBytesMax < limits.bytesMax ? 'disk' : 'limit');
  }

  /** What alerts and staff acts may take beyond all others: of the limit, or of what is kept free on the volume. */
  function vitalBytes(): number {
    const ofDisk = Math.max(0, limits.diskFreeBytesMin - limits.vitalFreeBytesMin);
    return diskBytesMax < limits.bytesMax
      ? Math.min(ofDisk, limits.vitalReserveBytes)
      : limits.vitalReserveBytes;
  }

  function noteFull(reason: FullReason): FullReason {
    if (wasFull !== reason) log.error({ reason, bytesUsed: bytesUsed() }, 'the journal is full');
    wasFull = reason;
    return reason;
  }

  async function measureDisk(): Promise<void> {
    const [volume, fileBytes] = await Promise.all([statfs(options.directory), store.fileBytes()]);
    freeBytes = volume.bavail * volume.bsize;
    diskBytesMax = Math.max(fileBytes, bytesUsed()) + freeBytes - limits.diskFreeBytesMin;
    if (wasFull && roomBytes() > 0) {
      log.info({ bytesUsed: bytesUsed() }, 'the journal has room again');
      wasFull = null;
    }
    noteLevel();
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
    bytesMax,
    state,
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
      noteLevel();
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
