import { crc32 } from 'node:zlib';
import type { Logger } from 'pino';
import type { BlockStore } from './block-store.ts';
import { JournalFull } from './journal-full.ts';
import type { Space } from './space.ts';

/** What a reader knew after `offset`. */
export interface Snapshot {
  readonly offset: number;
  readonly state: Uint8Array;
}

const PREFIX = 'snapshot:';
/** Offset (8), CRC-32 of the state (4). */
const HEADER_BYTES = 12;

/** Snapshots lie in the journal's own store: one replaces the other in a transaction, or does not. */
export function createSnapshots(store: BlockStore, space: Space, log: Logger) {
  return {
    save: async (name: string, { offset, state }: Snapshot): Promise<void> => {
      if (!(await space.hasRoomFor(state.length))) throw new JournalFull('disk');
      const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + state.length);
      bytes.writeDoubleLE(offset, 0);
      bytes.writeUInt32LE(crc32(state), 8);
      bytes.set(state, HEADER_BYTES);
      await store.putValues(new Map([[PREFIX + name, bytes]]));
    },
    /** null when there is none, or when it is damaged: the reader then begins at the oldest record. */
    load: (name: string): Snapshot | null => {
      const bytes = store.getValue(PREFIX + name);
      if (!bytes) return null;
      const state = bytes.subarray(HEADER_BYTES);
      if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(8) !== crc32(state)) {
        log.error({ snapshot: name }, 'a snapshot is damaged and is not used');
        return null;
      }
      return { offset: bytes.readDoubleLE(0), state };
    },
  };
}
