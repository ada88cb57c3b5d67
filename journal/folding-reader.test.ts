import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFoldingReader } from './folding-reader.ts';
import { JournalFull } from './journal-full.ts';
import { createJournal, type Journal } from './journal.ts';

const log = pino({ level: 'silent' });

describe('createFoldingReader', () => {
  let directory: string;
  let journal: Journal;
  let sum: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'negative-one-fold-'));
    sum = 0;
  });

  afterEach(async () => {
    await journal.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function open(): Promise<void> {
    journal = createJournal({
      directory,
      log,
      decodeTelemetry: () => ({ readings: [], problems: [] }),
      failed: (error) => {
        throw error;
      },
    });
    await journal.start();
  }

  /** Adds up the ticks. */
  function createSum(of: Journal = journal) {
    return createFoldingReader({
      journal: of,
      log,
      name: 'sum',
      types: ['tick'],
      apply: ({ record }) => {
        if (record.type === 'tick') sum += record.at;
      },
      snapshot: () => [Buffer.from(String(sum))],
      restore: (pieces) => {
        sum = Number(Buffer.concat(pieces).toString());
      },
    });
  }

  it('goes on from its snapshot, and folds each record once', async () => {
    await open();
    const first = createSum();
    await first.start();
    for (const at of [1, 20]) await journal.appendDurably({ type: 'tick', at });
    await first.save();
    await journal.appendDurably({ type: 'tick', at: 300 });
    await journal.stop();
    await open();
    sum = 0;
    await createSum().start();
    expect(sum).toBe(321);
  });

  it('lives on, with its former snapshot, while the volume has no room', async () => {
    await open();
    const first = createSum();
    await first.start();
    await journal.appendDurably({ type: 'tick', at: 1 });
    await first.stop();
    await journal.appendDurably({ type: 'tick', at: 20 });
    await journal.stop();
    await open();
    // A full volume cannot be had in a test: this is what the journal answers on one.
    const full: Journal = { ...journal, saveSnapshot: () => Promise.reject(new JournalFull('disk')) };
    const second = createSum(full);
    await second.start();
    await expect(second.save()).resolves.toBeUndefined();
    expect(journal.loadSnapshot('sum')?.offset).toBe(1);
    expect(sum).toBe(21);
  });
});
