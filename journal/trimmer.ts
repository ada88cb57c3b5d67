import type { Logger } from 'pino';
import type { BlockStore } from './block-store.ts';
import { measureExtent } from './extent.ts';
import type { Holds } from './holds.ts';
import type { JournalLimits } from './limits.ts';
import type { Space } from './space.ts';

export interface TrimmerOptions {
  readonly store: BlockStore;
  readonly holds: Holds;
  readonly space: Space;
  readonly limits: JournalLimits;
  readonly log: Logger;
  readonly firstOffset: number;
  readonly failed: (error: Error) => void;
}

/** Now and then writes down what readers have settled, and removes the blocks that no reader needs any more. */
export function createTrimmer(options: TrimmerOptions) {
  const { store, holds, space, limits, log } = options;
  const state = { firstOffset: options.firstOffset, stopping: false, noRoom: false };
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;

  async function trim(): Promise<void> {
    if (!(await space.hasRoomFor(0))) return noteNoRoom();
    state.noRoom = false;
    await holds.save();
    let removed = limits.trimBlocksMax;
    while (removed === limits.trimBlocksMax && !state.stopping) {
      removed = await store.removeThrough(holds.settledByAll(), limits.trimBlocksMax);
      if (removed === 0) return;
      const extent = measureExtent(store);
      state.firstOffset = extent.firstOffset;
      space.trimmedTo(extent.bytesTrimmed);
    }
  }

  /** Removing needs a little room first: it is tried again until there is some. */
  function noteNoRoom(): void {
    if (!state.noRoom) log.error('the volume is full: the journal cannot even trim');
    state.noRoom = true;
  }

  async function onFailure(cause: unknown): Promise<void> {
    const isFull = await space.wasOutOfSpace(cause, 0).catch(() => false);
    if (isFull) noteNoRoom();
    else options.failed(new Error('the journal could not trim', { cause }));
  }

  function schedule(): void {
    if (state.stopping) return;
    timer = setTimeout(() => {
      running = trim().catch(onFailure).then(schedule);
    }, limits.trimIntervalMs);
    timer.unref();
  }

  return {
    firstOffset: () => state.firstOffset,
    start: schedule,
    async stop(): Promise<void> {
      state.stopping = true;
      if (timer) clearTimeout(timer);
      await running;
      if (await space.hasRoomFor(0)) await holds.save();
    },
  };
}
