import type { Logger } from 'pino';
import type { KnownDevice } from './fleet-state.ts';
import { enrolmentDelayMs, enrolmentRetryMs } from './limits.ts';

export interface Enrolments {
  add(...devices: readonly KnownDevice[]): void;
  /** Those that the database does not have yet. */
  unsaved(): readonly KnownDevice[];
  /** Saves what is there; resolves when it is tried, whether it succeeded or not. */
  flush(): Promise<void>;
  stop(): void;
}

/** Devices on their way into the database: gathered, saved in batches, kept until they are in. */
export function createEnrolments(options: {
  /** Resolves with the ids that were added; waits while the database is away. */
  readonly save: (devices: readonly KnownDevice[]) => Promise<readonly string[]>;
  readonly saved: (devices: readonly KnownDevice[], added: readonly string[]) => void;
  readonly log: Logger;
}): Enrolments {
  const unsaved = new Map<string, KnownDevice>();
  let timer: NodeJS.Timeout | null = null;
  let saving: Promise<void> | null = null;
  let stopped = false;

  function schedule(delayMs: number): void {
    if (stopped || saving !== null) return;
    timer ??= setTimeout(() => {
      timer = null;
      void flush();
    }, delayMs);
  }

  async function saveAll(): Promise<void> {
    let retryMs = enrolmentDelayMs;
    const batch = [...unsaved.values()];
    try {
      const added = await options.save(batch);
      for (const { device } of batch) unsaved.delete(device.id);
      options.saved(batch, added);
    } catch (error) {
      retryMs = enrolmentRetryMs;
      if (!stopped) options.log.error({ err: error, devices: batch.length }, 'enrolments cannot be saved');
    } finally {
      saving = null;
      if (unsaved.size > 0) schedule(retryMs);
    }
  }

  function flush(): Promise<void> {
    if (unsaved.size > 0) saving ??= saveAll();
    return saving ?? Promise.resolve();
  }

  return {
    add(...devices) {
      for (const known of devices) unsaved.set(known.device.id, known);
      if (devices.length > 0) schedule(enrolmentDelayMs);
    },
    unsaved: () => [...unsaved.values()],
    flush,
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
