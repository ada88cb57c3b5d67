import type { Logger } from 'pino';
import type { KnownDevice } from './fleet-state.ts';

/** That a device is shut out, or let in again, as far as the database does not know it yet. */
export interface Lock {
  readonly id: string;
  readonly disabled: boolean;
}

export interface Locks {
  /** Takes effect wherever `over` is asked; saved soon, or when the database is back. */
  set(lock: Lock): void;
  unsaved(): readonly Lock[];
  /** A device as the database has it, with what it does not know yet. */
  over(known: KnownDevice): KnownDevice;
  /** Resolves when it is tried, whether it succeeded or not. */
  save(): Promise<void>;
}

/** Shutting a device out must not wait for a database that is away. */
export function createLocks(options: {
  readonly write: (lock: Lock) => Promise<void>;
  readonly saved: () => void;
  readonly log: Logger;
}): Locks {
  const unsaved = new Map<string, boolean>();
  let saving: Promise<void> | null = null;

  async function saveAll(): Promise<void> {
    try {
      for (const [id, disabled] of unsaved) {
        await options.write({ id, disabled });
        // Turned round meanwhile: that is still to go.
        if (unsaved.get(id) === disabled) unsaved.delete(id);
      }
      options.saved();
    } catch (error) {
      options.log.warn({ err: error, devices: unsaved.size }, 'who is shut out is not in the database yet');
    } finally {
      saving = null;
    }
  }

  return {
    set: ({ id, disabled }) => void unsaved.set(id, disabled),
    unsaved: () => [...unsaved].map(([id, disabled]) => ({ id, disabled })),
    over(known) {
      const disabled = unsaved.get(known.device.id);
      if (disabled === undefined || disabled === known.device.disabled) return known;
      return { ...known, device: { ...known.device, disabled } };
    },
    async save() {
      if (unsaved.size > 0) saving ??= saveAll();
      await saving;
    },
  };
}
