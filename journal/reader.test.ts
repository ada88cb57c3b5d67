import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import type { Journal, JournalReader } from './journal.ts';
import {
  decodeForTest,
  randomFrom,
  startJournal,
  telemetry,
  temporaryFolder,
  tick,
  until,
} from './test-journal.ts';

let folder: ReturnType<typeof temporaryFolder>;
let journal: Journal;
let failures: Error[];

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await journal.stop();
  folder.remove();
});

async function start(options: Parameters<typeof startJournal>[1] = {}): Promise<void> {
  ({ journal, failures } = await startJournal(folder.path, options));
}

/** Every tenth record is a tick. */
const recordOf = (offset: number): JournalRecord => (offset % 10 === 0 ? tick(offset) : telemetry(offset));

async function appendMany(count: number): Promise<void> {
  const first = journal.lastOffset() + 1;
  await Promise.all(
    Array.from({ length: count }, (_, index) => journal.appendDurably(recordOf(first + index))),
  );
}

/** Collects and holds every delivery to the promises of `attachReader`. */
function collector() {
  const entries: JournalEntry[] = [];
  let covered = 0;
  let largest = 0;
  return {
    entries,
    covered: () => covered,
    largest: () => largest,
    take: (batch: readonly JournalEntry[], lastOffset: number): void => {
      expect(lastOffset).toBeGreaterThan(covered);
      for (const entry of batch) {
        expect(entry.offset).toBeGreaterThan(entries.at(-1)?.offset ?? covered);
        expect(entry.offset).toBeLessThanOrEqual(lastOffset);
        entries.push(entry);
      }
      covered = lastOffset;
      largest = Math.max(largest, batch.length);
    },
  };
}

function expected(from: number, to: number, types?: readonly string[]): JournalEntry[] {
  const all = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return all
    .map((offset) => ({ offset, record: recordOf(offset) }))
    .filter(({ record }) => !types || types.includes(record.type));
}

describe('a reader', () => {
  it('gets what was there before, then what comes, without a gap or a repeat', async () => {
    await start();
    await appendMany(500);
    const seen = collector();
    const reader = journal.attachReader({ name: 'a', from: 101, handle: seen.take });
    await appendMany(500);
    await until('all is delivered', () => seen.covered() === 1_000);
    expect(seen.entries).toEqual(expected(101, 1_000));
    expect([reader.position(), reader.lag()]).toEqual([1_000, 0]);
  });

  it('that keeps up is called right after the callbacks, with the very records that were appended', async () => {
    await start({
      decodeTelemetry: () => {
        throw new Error('decoded again');
      },
    });
    const events: string[] = [];
    const records: JournalRecord[] = [];
    journal.attachReader({
      name: 'a',
      from: 1,
      handle: (entries) => {
        events.push(`read ${entries.map((entry) => entry.offset).join()}`);
        records.push(...entries.map((entry) => entry.record));
      },
    });
    const record = telemetry(1);
    journal.append(record, () => events.push('settled 1'));
    journal.append(tick(2), () => events.push('settled 2'));
    await until('it is read', () => events.length === 3);
    expect(events).toEqual(['settled 1', 'settled 2', 'read 1,2']);
    expect(records[0]).toBe(record);
  });

  it('may append while it handles', async () => {
    await start();
    const seen = collector();
    journal.attachReader({
      name: 'a',
      from: 1,
      handle(entries, last) {
        seen.take(entries, last);
        for (const { offset } of entries) if (offset < 50) journal.append(recordOf(last + 1));
      },
    });
    await journal.appendDurably(recordOf(1));
    await until('the chain has run', () => seen.covered() === 50);
    expect(seen.entries).toEqual(expected(1, 50));
  });

  it('with a promise gets everything that gathered meanwhile in one go, up to its maximum', async () => {
    await start();
    const gates: (() => void)[] = [];
    const sizes: number[] = [];
    journal.attachReader({
      name: 'a',
      from: 1,
      recordsMax: 40,
      handle: (entries) => {
        sizes.push(entries.length);
        return new Promise((resolve) => gates.push(resolve));
      },
    });
    await journal.appendDurably(recordOf(1));
    for (let number = 0; number < 50; number += 1) await appendMany(1);
    expect(sizes).toEqual([1]);
    gates[0]!();
    await until('the second delivery', () => gates.length === 2);
    gates[1]!();
    await until('the third delivery', () => gates.length === 3);
    gates[2]!();
    expect(sizes).toEqual([1, 40, 10]);
  });

  it('gets only the types that it wants, from disk and from memory, and is told of the rest', async () => {
    await start();
    const decoded: string[] = [];
    await journal.stop();
    await start({
      decodeTelemetry: (message) => {
        decoded.push(message.deviceId);
        return decodeForTest(message);
      },
    });
    await appendMany(105);
    const seen = collector();
    journal.attachReader({ name: 'a', from: 1, types: ['tick', 'alert'], handle: seen.take });
    await until('the old ones are delivered', () => seen.covered() === 105);
    await appendMany(100);
    await until('the new ones are delivered', () => seen.covered() === 205);
    expect(seen.entries).toEqual(expected(1, 205, ['tick']));
    expect(decoded).toEqual([]);
  });

  it('that fails ends the journal, with its name and place', async () => {
    await start();
    journal.attachReader({
      name: 'rules',
      from: 1,
      handle: (entries) => {
        if (entries.some(({ offset }) => offset === 3)) throw new Error('a bug in a rule');
      },
    });
    for (let number = 1; number <= 4; number += 1) await journal.appendDurably(tick(number));
    await until('it failed', () => failures.length > 0);
    expect(failures[0]!.message).toContain('rules');
    expect(failures[0]!.message).toContain('offset 2');
    expect(failures[0]!.cause).toMatchObject({ message: 'a bug in a rule' });
  });

  it('that rejects ends the journal too, and keeps its place', async () => {
    await start();
    const reader = journal.attachReader({
      name: 'a',
      from: 1,
      handle: () => Promise.reject(new Error('later')),
    });
    await journal.appendDurably(tick(1));
    await until('it failed', () => failures.length > 0);
    expect(reader.position()).toBe(0);
  });

  it('finishes its delivery before stop resolves, and gets no other', async () => {
    await start();
    let finished = 0;
    let begun = 0;
    const reader = journal.attachReader({
      name: 'a',
      from: 1,
      async handle() {
        begun += 1;
        await delay(20);
        finished += 1;
      },
    });
    await journal.appendDurably(tick(1));
    await until('the delivery has begun', () => begun === 1);
    await journal.appendDurably(tick(2));
    await reader.stop();
    expect([begun, finished]).toEqual([1, 1]);
    await journal.appendDurably(tick(3));
    expect(begun).toBe(1);
  });

  it('with a checkpoint beyond the end is refused', async () => {
    await start();
    await appendMany(3);
    expect(() => journal.attachReader({ name: 'a', from: 5, handle: () => undefined })).toThrow(RangeError);
  });
});

describe('a slow reader', () => {
  it('costs bounded memory, holds back trimming, and misses nothing', async () => {
    await start({
      limits: { recentRecordsMax: 300, commitRecordsMax: 50, catchUpRecordsMax: 70, catchUpBlocksMax: 4 },
    });
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const slow = collector();
    const quick = collector();
    const slowReader = journal.attachReader({
      name: 'slow',
      from: 1,
      recordsMax: 500,
      async handle(entries, last) {
        slow.take(entries, last);
        await gate;
        slowReader.settle(last);
      },
    });
    const quickReader = journal.attachReader({
      name: 'quick',
      from: 1,
      handle(entries, last) {
        quick.take(entries, last);
        quickReader.settle(last);
      },
    });
    for (let round = 0; round < 40; round += 1) {
      await appendMany(200);
      expect(journal.stats().recentRecords).toBeLessThanOrEqual(300);
    }
    expect(quick.entries).toEqual(expected(1, 8_000));
    expect(slow.covered()).toBeLessThan(500);
    expect(journal.firstOffset()).toBe(1);
    expect(journal.stats().readers.find(({ name }) => name === 'slow')!.lag).toBeGreaterThan(7_000);
    open();
    await until('the slow one has caught up', () => slow.covered() === 8_000);
    expect(slow.entries).toEqual(expected(1, 8_000));
    expect(slow.largest()).toBeGreaterThan(400);
    expect(slow.largest()).toBeLessThanOrEqual(500);
    await until('it is trimmed', () => journal.firstOffset() > 7_900);
    await appendMany(10);
    await until('the newest are read', () => slow.covered() === 8_010);
    await until('memory is free', () => journal.stats().recentRecords === 0);
  });
});

describe('readers of every pace, with trimming and a small memory', () => {
  it.each([1, 2, 3, 4])('each get all of theirs, in order (seed %i)', async (seed) => {
    const random = randomFrom(seed);
    await start({
      limits: {
        recentRecordsMax: 100,
        commitRecordsMax: 30,
        catchUpRecordsMax: 25,
        catchUpBlocksMax: 3,
        trimIntervalMs: 3,
      },
    });
    const plans = [
      { name: 'direct', pauseMs: -1 },
      { name: 'prompt', pauseMs: 0, types: ['telemetry'] as const },
      { name: 'slow', pauseMs: 4, recordsMax: 17 },
      { name: 'ticks', pauseMs: 2, types: ['tick', 'presence'] as const, recordsMax: 3 },
    ];
    const readers = plans.map(({ name, pauseMs, ...options }) => {
      const seen = collector();
      const reader: JournalReader = journal.attachReader({
        name,
        from: 1,
        ...options,
        handle(entries, last) {
          seen.take(entries, last);
          if (pauseMs < 0) return reader.settle(last);
          return delay(random() * pauseMs).then(() => reader.settle(last));
        },
      });
      return { seen, name, types: (options as { types?: readonly string[] }).types };
    });
    for (let round = 0; round < 60; round += 1) {
      await appendMany(1 + Math.floor(random() * 60));
      if (random() < 0.3) await delay(random() * 8);
    }
    const end = journal.lastOffset();
    for (const { seen, name, types } of readers) {
      await until(`${name} has all`, () => seen.covered() === end);
      expect(seen.entries).toEqual(expected(1, end, types));
    }
    await until('all but the last block is trimmed', () => journal.firstOffset() > end - 61);
    expect(failures).toEqual([]);
  });
});
