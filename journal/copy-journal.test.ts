import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copySnapshots, copyStore, settleCopy } from './copy-journal.ts';
import type { Journal } from './journal.ts';
import { startJournal, telemetry, temporaryFolder, until } from './test-journal.ts';

let folder: ReturnType<typeof temporaryFolder>;
let from: string;
let to: string;
let journal: Journal;

beforeEach(async () => {
  folder = temporaryFolder();
  from = join(folder.path, 'from');
  to = join(folder.path, 'to');
  ({ journal } = await startJournal(from));
});
afterEach(async () => {
  await journal.stop();
  folder.remove();
});

async function append(from: number, count: number): Promise<void> {
  const appends = Array.from({ length: count }, (_, index) => journal.appendDurably(telemetry(from + index)));
  await Promise.all(appends);
}

it('copies a journal that is being written, and holds its reader to what that has brought elsewhere', async () => {
  await append(0, 30);
  await append(30, 70);
  const reader = journal.attachReader({ name: 'store', from: 1, handle: () => undefined });
  await until('all is read', () => reader.lag() === 0);
  reader.settle(60);
  // What readers have settled is on disk after a stop.
  await journal.stop();
  ({ journal } = await startJournal(from));
  await append(100, 50);
  const copy = join(to, 'journal.mdb');
  const writing = append(150, 500);
  await copyStore(from, copy);
  await writing;
  const copied = await settleCopy(copy, { name: 'store', doneOf: () => Promise.resolve(40) });
  expect(copied).toMatchObject({ id: journal.id(), damagedRecords: 0, settled: 60 });
  // What lies before its place may be trimmed by now, or not.
  expect(copied.firstOffset).toBeLessThanOrEqual(61);
  expect(copied.lastOffset).toBeGreaterThanOrEqual(150);
  const { journal: second } = await startJournal(to);
  expect(second.lastOffset()).toBe(copied.lastOffset);
  const [store] = second.stats().readers;
  expect(store).toMatchObject({ name: 'store', settled: 40 });
  await second.stop();
});

it('copies the newest snapshots with their offsets, and none that is damaged', async () => {
  await append(0, 10);
  await journal.saveSnapshot('desk', { offset: 5, pieces: [Buffer.from('first')] });
  await journal.saveSnapshot('desk', { offset: 9, pieces: [Buffer.from('second')] });
  mkdirSync(to);
  expect(await copySnapshots(from, to)).toEqual(new Map([['snapshots/desk.snapshot', 9]]));
  const path = join(from, 'snapshots/desk.snapshot');
  const bytes = readFileSync(path);
  bytes[bytes.length - 10] = 0;
  writeFileSync(path, bytes);
  await expect(copySnapshots(from, to)).rejects.toThrow('desk.snapshot is damaged');
});
