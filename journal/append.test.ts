import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockStore } from './block-store.ts';
import { JournalFull } from './journal-full.ts';
import type { Journal } from './journal.ts';
import { openLmdbBlockStore } from './lmdb-block-store.ts';
import { startJournal, telemetry, temporaryFolder, tick, until } from './test-journal.ts';

let folder: ReturnType<typeof temporaryFolder>;
let running: Journal[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  running = [];
});
afterEach(async () => {
  for (const journal of running) await journal.stop();
  folder.remove();
});

async function start(options: Parameters<typeof startJournal>[1] = {}) {
  const started = await startJournal(folder.path, options);
  running.push(started.journal);
  return started;
}

/** The real store with its commits held until the test lets them go, or makes them fail. */
function gatedStore() {
  const gates: { firstOffset: number; open: () => void; fail: (error: Error) => void }[] = [];
  const openStore = (directory: string, bytesMax: number): BlockStore => {
    const store = openLmdbBlockStore(directory, bytesMax);
    return {
      ...store,
      async append(firstOffset, block) {
        await new Promise<void>((resolve, reject) => {
          gates.push({ firstOffset, open: resolve, fail: reject });
        });
        await store.append(firstOffset, block);
      },
    };
  };
  return { gates, openStore };
}

/** Appends telemetry until it is refused. */
async function fillWith(journal: Journal, priority: 'telemetry' | 'alarm') {
  let taken = 0;
  for (;;) {
    try {
      await journal.appendDurably(telemetry(taken, 5_000), priority);
      taken += 1;
    } catch (error) {
      return { taken, error };
    }
  }
}

async function twoTurns(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}

describe('append', () => {
  it('numbers records from 1 and calls back in the order of append', async () => {
    const { journal } = await start({ limits: { commitRecordsMax: 64 } });
    expect([journal.firstOffset(), journal.lastOffset()]).toEqual([1, 0]);
    const offsets: number[] = [];
    for (let number = 1; number <= 1_000; number += 1) {
      journal.append(number % 10 === 0 ? tick(number) : telemetry(number), (error, offset) => {
        expect(error).toBeNull();
        offsets.push(offset);
        expect(journal.lastOffset()).toBeGreaterThanOrEqual(offset);
      });
    }
    await until('all are settled', () => offsets.length === 1_000);
    expect(offsets).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(journal.stats()).toMatchObject({
      appended: 1_000,
      records: 1_000,
      commits: Math.ceil(1_000 / 64),
    });
  });

  it('tells nobody before the commit is on disk, and has one commit on its way', async () => {
    const { gates, openStore } = gatedStore();
    const { journal } = await start({ openStore });
    const settled: number[] = [];
    const append = (number: number) => journal.append(telemetry(number), (_, offset) => settled.push(offset));
    append(1);
    await until('the first commit is under way', () => gates.length === 1);
    for (let number = 2; number <= 50; number += 1) append(number);
    await new Promise(setImmediate);
    expect({ settled, commits: gates.length, last: journal.lastOffset() }).toEqual({
      settled: [],
      commits: 1,
      last: 0,
    });
    gates[0]!.open();
    await until('the second commit is under way', () => gates.length === 2);
    await until('the first record is settled', () => settled.length > 0);
    expect({ settled, last: journal.lastOffset() }).toEqual({ settled: [1], last: 1 });
    gates[1]!.open();
    await until('the rest is settled', () => settled.length === 50);
    expect(gates.map((gate) => gate.firstOffset)).toEqual([1, 2]);
  });

  it('waits for a minimum of telemetry, but not for ever, and not with an alarm', async () => {
    const { gates, openStore } = gatedStore();
    const { journal } = await start({ openStore, limits: { commitRecordsMin: 10, commitWaitMaxMs: 30 } });
    const startedAt = performance.now();
    journal.append(telemetry(1));
    await until('the commit begins by itself', () => gates.length === 1);
    expect(performance.now() - startedAt).toBeGreaterThan(25);
    gates[0]!.open();
    await until('it is on disk', () => journal.lastOffset() === 1);

    for (let number = 2; number <= 11; number += 1) journal.append(telemetry(number));
    await twoTurns();
    expect(gates.length).toBe(2);
    gates[1]!.open();
    await until('it is on disk', () => journal.lastOffset() === 11);

    journal.append(telemetry(12));
    await twoTurns();
    expect(gates.length).toBe(2);
    journal.append(telemetry(13), undefined, 'alarm');
    await twoTurns();
    expect(gates.length).toBe(3);
    gates[2]!.open();
    await until('both are on disk', () => journal.lastOffset() === 13);
  });

  it('goes on when a callback throws', async () => {
    const { journal, failures } = await start();
    const settled: number[] = [];
    journal.append(tick(1), () => {
      throw new Error('a bug in a caller');
    });
    journal.append(tick(2), (_, offset) => settled.push(offset));
    await until('the second is settled', () => settled.length === 1);
    expect(await journal.appendDurably(tick(3))).toBe(3);
    expect(failures).toEqual([]);
  });

  it('fails for good when the store does, and tells every caller', async () => {
    const { gates, openStore } = gatedStore();
    const { journal, failures } = await start({ openStore });
    const first = journal.appendDurably(tick(1));
    await until('the commit is under way', () => gates.length === 1);
    const second = journal.appendDurably(tick(2));
    gates[0]!.fail(Object.assign(new Error('bad sector'), { code: 'EIO' }));
    await expect(first).rejects.toThrow('could not write');
    await expect(second).rejects.toThrow('could not write');
    await expect(journal.appendDurably(tick(3))).rejects.toThrow('could not write');
    expect(failures).toHaveLength(1);
    expect(failures[0]!.cause).toMatchObject({ message: 'bad sector' });
    expect(journal.lastOffset()).toBe(0);
  });

  it('takes a volume without room for a full journal, and goes on without a gap when there is room', async () => {
    const { gates, openStore } = gatedStore();
    const { journal, failures } = await start({ openStore, limits: { diskCheckIntervalMs: 20 } });
    const first = journal.appendDurably(tick(1));
    await until('the commit is under way', () => gates.length === 1);
    const second = journal.appendDurably(tick(2));
    gates[0]!.fail(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
    await expect(first).rejects.toMatchObject({ name: 'JournalFull', reason: 'disk' });
    await expect(second).rejects.toBeInstanceOf(JournalFull);
    let third: number | null = null;
    await until('there is room again', () => {
      if (gates.length === 1) journal.append(tick(3), (error, offset) => (third = error ? null : offset));
      return gates.length === 2;
    });
    gates[1]!.open();
    await until('it is on disk', () => third === 1);
    expect(failures).toEqual([]);
  });

  it('writes down what waits when it stops, and takes nothing more', async () => {
    const { journal } = await start();
    const waiting = Array.from({ length: 100 }, (_, number) => journal.appendDurably(telemetry(number)));
    const stopping = journal.stop();
    await expect(journal.appendDurably(tick(1))).rejects.toThrow('stopped');
    await stopping;
    expect(await Promise.all(waiting)).toHaveLength(100);
    running = [];
    const again = await start();
    expect(again.journal.lastOffset()).toBe(100);
  });
});

describe('the limit', () => {
  const limits = { bytesMax: 400_000, alarmReserveBytes: 100_000, commitRecordsMax: 50, trimIntervalMs: 10 };

  it('refuses telemetry before alarms, and takes both again when readers have settled', async () => {
    const { journal, failures } = await start({ limits });
    journal.retainFor('store writer');
    const telemetryUntilFull = await fillWith(journal, 'telemetry');
    expect(telemetryUntilFull.error).toMatchObject({ name: 'JournalFull', reason: 'limit' });
    expect(journal.stats().bytesUsed).toBeGreaterThanOrEqual(300_000);
    expect(journal.stats().bytesUsed).toBeLessThan(310_000);
    const tickOffset = await journal.appendDurably(tick(1));
    expect(tickOffset).toBe(telemetryUntilFull.taken + 1);
    const alarmsUntilFull = await fillWith(journal, 'alarm');
    expect(alarmsUntilFull.error).toBeInstanceOf(JournalFull);
    expect(alarmsUntilFull.taken).toBeGreaterThan(5);
    expect(journal.stats().bytesUsed).toBeLessThan(410_000);
    await expect(journal.appendDurably(tick(2))).rejects.toBeInstanceOf(JournalFull);

    const reader = journal.attachReader({
      name: 'store writer',
      from: 1,
      handle: (_, last) => reader.settle(last),
    });
    await until('the settled blocks are gone', () => journal.stats().bytesUsed < 50_000);
    expect(journal.firstOffset()).toBeGreaterThan(1);
    expect(await journal.appendDurably(telemetry(1), 'telemetry')).toBe(journal.lastOffset());
    expect(failures).toEqual([]);
  });

  it('counts what a restart finds as the process before it did', async () => {
    const { journal } = await start({ limits });
    journal.retainFor('a');
    for (let number = 0; number < 50; number += 1)
      await journal.appendDurably(telemetry(number, number * 100));
    const reader = journal.attachReader({
      name: 'a',
      from: 1,
      handle: (_, last) => reader.settle(Math.min(last, 20)),
    });
    await until('the settled blocks are gone', () => journal.firstOffset() === 21);
    const before = journal.stats();
    await journal.stop();
    running = [];
    const again = await start({ limits });
    const { bytesUsed, records, firstOffset, lastOffset } = again.journal.stats();
    expect({ bytesUsed, records, firstOffset, lastOffset }).toEqual({
      bytesUsed: before.bytesUsed,
      records: 30,
      firstOffset: 21,
      lastOffset: 50,
    });
  });

  it('refuses what a stalled disk cannot take, telemetry first', async () => {
    const { gates, openStore } = gatedStore();
    const { journal } = await start({ openStore, limits: { waitingBytesMax: 40_000 } });
    const refusals = { telemetry: 0, alarm: 0 };
    const count = (key: keyof typeof refusals) => (error: Error | null) => {
      if (error instanceof JournalFull && error.reason === 'waiting') refusals[key] += 1;
    };
    for (let number = 0; number < 40; number += 1)
      journal.append(telemetry(number, 1_000), count('telemetry'));
    for (let number = 0; number < 20; number += 1)
      journal.append(telemetry(number, 1_000), count('alarm'), 'alarm');
    await until('refusals are told', () => refusals.telemetry > 0 && refusals.alarm > 0);
    expect(refusals.telemetry).toBeGreaterThan(8);
    expect(refusals.telemetry).toBeLessThan(13);
    expect(refusals.alarm).toBeLessThan(13);
    expect(journal.stats().waitingBytes).toBeLessThan(42_000);
    await until('the commit is under way', () => gates.length === 1);
    gates[0]!.open();
    await until('it is on disk', () => journal.stats().waitingBytes === 0);
  });
});

describe('two processes on one journal', () => {
  it('the one that comes second stops before it overwrites anything', async () => {
    const one = await start();
    const two = await start();
    await one.journal.appendDurably(telemetry(1));
    await expect(two.journal.appendDurably(telemetry(2))).rejects.toThrow('could not write');
    expect(two.failures[0]!.cause).toMatchObject({ name: 'SharedJournalError' });
    expect(await one.journal.appendDurably(telemetry(3))).toBe(2);
  });
});
