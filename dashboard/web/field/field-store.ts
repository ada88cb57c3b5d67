import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Act } from './act.ts';

/**
 * What the phone keeps: acts on their way, what was seen last, and what was being written. Where the browser
 * refuses to keep anything, it lasts as long as the page, and `isLasting` says so.
 */
export interface FieldStore {
  readonly isLasting: boolean;
  /** In the order in which they were made. */
  acts(): Promise<readonly Act[]>;
  /** Resolves once it is kept. */
  add(act: Omit<Act, 'id'>): Promise<void>;
  /** Replaces acts together; one that is no longer there stays away. */
  change(acts: readonly Act[]): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
  note(name: string, value: unknown): Promise<void>;
  noted(name: string): Promise<unknown>;
  forget(name: string): Promise<void>;
}

interface Schema extends DBSchema {
  acts: { key: number; value: Omit<Act, 'id'> & { id?: number } };
  notes: { key: string; value: unknown };
}

export async function openFieldStore(): Promise<FieldStore> {
  try {
    return onDatabase(
      await openDB<Schema>('negative-one-field', 1, {
        upgrade(database) {
          database.createObjectStore('acts', { keyPath: 'id', autoIncrement: true });
          database.createObjectStore('notes');
        },
      }),
    );
  } catch {
    return inMemory();
  }
}

function onDatabase(database: IDBPDatabase<Schema>): FieldStore {
  return {
    isLasting: true,
    acts: async () => (await database.getAll('acts')) as readonly Act[],
    async add(act) {
      await database.add('acts', act);
    },
    async change(acts) {
      const transaction = database.transaction('acts', 'readwrite');
      for (const act of acts) {
        if ((await transaction.store.getKey(act.id)) !== undefined) await transaction.store.put(act);
      }
      await transaction.done;
    },
    async remove(ids) {
      const transaction = database.transaction('acts', 'readwrite');
      await Promise.all(ids.map((id) => transaction.store.delete(id)));
      await transaction.done;
    },
    async note(name, value) {
      await database.put('notes', value, name);
    },
    noted: (name) => database.get('notes', name),
    forget: (name) => database.delete('notes', name),
  };
}

function inMemory(): FieldStore {
  const acts = new Map<number, Act>();
  const notes = new Map<string, unknown>();
  let last = 0;
  return {
    isLasting: false,
    acts: async () => [...acts.values()],
    async add(act) {
      last += 1;
      acts.set(last, { ...act, id: last });
    },
    async change(changed) {
      for (const act of changed) if (acts.has(act.id)) acts.set(act.id, act);
    },
    async remove(ids) {
      for (const id of ids) acts.delete(id);
    },
    async note(name, value) {
      notes.set(name, value);
    },
    noted: async (name) => notes.get(name),
    async forget(name) {
      notes.delete(name);
    },
  };
}
