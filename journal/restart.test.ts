import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startJournal, telemetry, temporaryFolder, tick, until } from './test-journal.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('after a restart', () => {
  it('the journal is the same one and goes on counting', async () => {
    const first = await startJournal(folder.path);
    const id = first.journal.id();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await first.journal.appendDurably(tick(1));
    await first.journal.appendDurably(telemetry(2));
    await first.journal.stop();
    const second = await startJournal(folder.path);
    expect(second.journal.id()).toBe(id);
    expect(await second.journal.appendDurably(tick(3))).toBe(3);
    await second.journal.stop();
    const elsewhere = temporaryFolder();
    const other = await startJournal(elsewhere.path);
    expect(other.journal.id()).not.toBe(id);
    await other.journal.stop();
    elsewhere.remove();
  });

  it('numbers go on even when everything was settled and trimmed', async () => {
    const first = await startJournal(folder.path);
    const reader = first.journal.attachReader({
      name: 'a',
      from: 1,
      handle: (_, last) => reader.settle(last),
    });
    for (let number = 1; number <= 20; number += 1) await first.journal.appendDurably(tick(number));
    await until('it is trimmed', () => first.journal.firstOffset() === 20);
    await first.journal.stop();
    const second = await startJournal(folder.path);
    expect([second.journal.firstOffset(), second.journal.lastOffset()]).toEqual([20, 20]);
    expect(await second.journal.appendDurably(tick(21))).toBe(21);
    await second.journal.stop();
  });

  it('readers that are not there yet hold back what they need, and are forgotten only on purpose', async () => {
    const first = await startJournal(folder.path);
    first.journal.retainFor('store writer');
    const other = first.journal.attachReader({
      name: 'rules',
      from: 1,
      handle: (_, last) => other.settle(last),
    });
    for (let number = 1; number <= 10; number += 1) await first.journal.appendDurably(tick(number));
    await until('the rules have read', () => other.position() === 10);
    await first.journal.stop();

    const second = await startJournal(folder.path);
    const rules = second.journal.attachReader({
      name: 'rules',
      from: 11,
      handle: (_, last) => rules.settle(last),
    });
    for (let number = 11; number <= 20; number += 1) await second.journal.appendDurably(tick(number));
    await until('the rules have read', () => rules.position() === 20);
    const waiting = second.journal.stats().readers.find(({ name }) => name === 'store writer');
    expect(waiting).toEqual({ name: 'store writer', attached: false, lag: 20, settled: 0 });
    expect(second.journal.firstOffset()).toBe(1);
    second.journal.forgetReader('store writer');
    await until('it is trimmed', () => second.journal.firstOffset() === 20);
    await second.journal.stop();
    const third = await startJournal(folder.path);
    expect(third.journal.stats().readers.map(({ name }) => name)).toEqual(['rules']);
    await third.journal.stop();
  });

  it('a reader whose place was trimmed begins with the oldest record', async () => {
    const { journal } = await startJournal(folder.path);
    const a = journal.attachReader({ name: 'a', from: 1, handle: (_, last) => a.settle(last) });
    for (let number = 1; number <= 10; number += 1) await journal.appendDurably(tick(number));
    await until('it is trimmed', () => journal.firstOffset() === 10);
    const seen: number[] = [];
    journal.attachReader({
      name: 'b',
      from: 3,
      handle: (entries) => void seen.push(...entries.map((e) => e.offset)),
    });
    await until('it is read', () => seen.length > 0);
    expect(seen).toEqual([10]);
    await journal.stop();
  });
});

describe('a snapshot', () => {
  it('comes back after a restart, the newest whole', async () => {
    const first = await startJournal(folder.path);
    expect(first.journal.loadSnapshot('rules')).toBeNull();
    const state = Buffer.alloc(3_000_000, 'state ');
    await first.journal.saveSnapshot('rules', { offset: 7, pieces: [Buffer.from('older')] });
    await first.journal.saveSnapshot('rules', { offset: 2 ** 40, pieces: [state, Buffer.from('and more')] });
    await first.journal.saveSnapshot('desk', { offset: 1, pieces: [] });
    await first.journal.stop();
    const { journal } = await startJournal(folder.path);
    const rules = journal.loadSnapshot('rules');
    expect(rules?.offset).toBe(2 ** 40);
    expect(Buffer.from(rules!.pieces[0]!).equals(state)).toBe(true);
    expect(Buffer.from(rules!.pieces[1]!).toString()).toBe('and more');
    expect(journal.snapshotOffset('rules')).toBe(2 ** 40);
    expect(journal.loadSnapshot('desk')).toMatchObject({ offset: 1 });
    await journal.stop();
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -3)],
    ['without its end', (bytes: Buffer) => bytes.subarray(0, -8)],
    [
      'with a bit turned',
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, 30), Buffer.of(bytes[30]! ^ 1), bytes.subarray(31)]),
    ],
  ])('is not used when it is %s', async (_name, damage) => {
    const { journal } = await startJournal(folder.path);
    await journal.saveSnapshot('rules', {
      offset: 7,
      pieces: [Buffer.from('one piece'), Buffer.from('another')],
    });
    const path = join(folder.path, 'snapshots', 'rules.snapshot');
    await writeFile(path, damage(await readFile(path)));
    expect(journal.loadSnapshot('rules')).toBeNull();
    await journal.stop();
  });

  it('is taken while the journal goes on, and the former one stays until it is whole', async () => {
    const { journal } = await startJournal(folder.path);
    await journal.saveSnapshot('rules', { offset: 1, pieces: [Buffer.from('former')] });
    function* pieces() {
      yield Buffer.alloc(600_000);
      expect(journal.snapshotOffset('rules')).toBe(1);
      yield Buffer.alloc(600_000);
      throw new Error('the state broke');
    }
    await expect(journal.saveSnapshot('rules', { offset: 2, pieces: pieces() })).rejects.toThrow('broke');
    expect(journal.loadSnapshot('rules')).toMatchObject({ offset: 1 });
    await journal.stop();
  });

  it('is saved beside appends that go on, without disturbing their order', async () => {
    const { journal } = await startJournal(folder.path);
    const saves: Promise<void>[] = [];
    const appends: Promise<number>[] = [];
    for (let number = 1; number <= 200; number += 1) {
      appends.push(journal.appendDurably(telemetry(number)));
      if (number % 20 === 0) {
        saves.push(journal.saveSnapshot('rules', { offset: number, pieces: [Buffer.alloc(50_000, number)] }));
        await appends.at(-1);
      }
    }
    await Promise.all(saves);
    expect(await Promise.all(appends)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(journal.loadSnapshot('rules')).toMatchObject({ offset: 200 });
    await journal.stop();
  });
});
