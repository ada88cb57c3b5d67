import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { JournalRecord } from '../domain/record.ts';
import { JournalFull } from './journal-full.ts';
import type { Journal } from './journal.ts';
import { heldAppendRetry_ms } from './limits.ts';

export interface HeldAppends {
  /**
   * Appends in the order of the calls. Where the journal is full even for this, the record waits in memory and is
   * tried again until there is room. Resolves with its offset; rejects with what is no want of room.
   */
  readonly append: (record: JournalRecord) => Promise<number>;
  /** Records that wait for room. */
  readonly waiting: () => number;
}

/**
 * For what must not be given up and can be derived again after a crash, as what the rules say: a process that ended
 * for want of room would ring no alarm at all.
 */
export function createHeldAppends({
  journal,
  log,
  retry_ms = heldAppendRetry_ms,
}: {
  readonly journal: Pick<Journal, 'appendDurably'>;
  readonly log: Logger;
  readonly retry_ms?: number;
}): HeldAppends {
  let waiting = 0;
  /** While somebody waits, those who come later wait behind. */
  let last: Promise<unknown> | null = null;

  async function insist(record: JournalRecord, before: Promise<unknown> | null): Promise<number> {
    await before?.catch(() => undefined);
    for (;;) {
      try {
        return await journal.appendDurably(record);
      } catch (error) {
        if (!(error instanceof JournalFull)) throw error;
      }
      await delay(retry_ms);
    }
  }

  async function hold(record: JournalRecord): Promise<number> {
    if (waiting === 0) log.error({ type: record.type }, 'no room even for this: it waits in memory');
    waiting += 1;
    const mine = insist(record, last);
    last = mine;
    try {
      return await mine;
    } finally {
      waiting -= 1;
      if (last === mine) last = null;
    }
  }

  return {
    async append(record) {
      if (last !== null) return await hold(record);
      try {
        return await journal.appendDurably(record);
      } catch (error) {
        if (!(error instanceof JournalFull)) throw error;
        return await hold(record);
      }
    },
    waiting: () => waiting,
  };
}
