import type { BlockStore } from './block-store.ts';

const PREFIX = 'reader:';

/**
 * Which reader still needs what. A hold outlives the process and the reader: only the slowest one's progress lets
 * blocks go, and a reader that is not there now will want to go on where it was.
 */
export function createHolds(store: BlockStore) {
  const settled = new Map<string, number>();
  const changed = new Set<string>();

  for (const key of store.valueKeys(PREFIX)) {
    const value = store.getValue(key);
    if (value) settled.set(key.slice(PREFIX.length), value.readDoubleLE(0));
  }

  return {
    has: (name: string): boolean => settled.has(name),
    names: (): readonly string[] => [...settled.keys()],
    settledOf: (name: string): number | undefined => settled.get(name),
    set(name: string, offset: number): void {
      if (settled.get(name) === offset) return;
      settled.set(name, offset);
      changed.add(name);
    },
    remove: (name: string): void => {
      if (settled.delete(name)) changed.add(name);
    },
    /** Nothing up to here is needed any more; 0 while nobody has said so. */
    settledByAll: (): number => (settled.size === 0 ? 0 : Math.min(...settled.values())),
    async save(): Promise<void> {
      if (changed.size === 0) return;
      const values = new Map<string, Buffer | null>();
      for (const name of changed) {
        const offset = settled.get(name);
        values.set(PREFIX + name, offset === undefined ? null : toBytes(offset));
      }
      await store.putValues(values);
      for (const name of values.keys()) changed.delete(name.slice(PREFIX.length));
    },
  };
}

export type Holds = ReturnType<typeof createHolds>;

function toBytes(offset: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(8);
  bytes.writeDoubleLE(offset);
  return bytes;
}
