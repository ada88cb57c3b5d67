import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  renameSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportDamage } from '../keeping/damage-log.ts';
import type { Journal } from './journal.ts';
import { checkLimits } from './limits.ts';
import { openCheckedStore } from './open-checked-store.ts';
import { randomFrom, startJournal, telemetry, temporaryFolder, until } from './test-journal.ts';

const PAGE = 4_096;

let folder: ReturnType<typeof temporaryFolder>;
let damages: Parameters<ReportDamage>[0][];
beforeEach(() => {
  folder = temporaryFolder();
  damages = [];
});
afterEach(() => folder.remove());

const report: ReportDamage = (damage) => void damages.push(damage);

/** As the service opens it: looked at by a process of its own. */
async function openChecked(): Promise<Journal> {
  const { journal } = await startJournal(folder.path, {
    openStore: (directory, bytesMax) => openCheckedStore({ directory, bytesMax, report }),
    damaged: report,
  });
  return journal;
}

async function fill(from: number, to: number): Promise<void> {
  const { journal } = await startJournal(folder.path);
  for (let number = from; number <= to; number += 1) await journal.appendDurably(telemetry(number, 3_000));
  await journal.stop();
}

async function offsetsOf(journal: Journal): Promise<number[]> {
  const offsets: number[] = [];
  const reader = journal.attachReader({
    name: 'check',
    from: journal.firstOffset(),
    handle: (entries) => void offsets.push(...entries.map(({ offset }) => offset)),
  });
  await until('all is read', () => reader.lag() === 0);
  await reader.stop();
  journal.forgetReader('check');
  return offsets;
}

const file = (): string => join(folder.path, 'journal.mdb');
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const setAsideFiles = (): string[] => readdirSync(folder.path).filter((name) => name.includes('.damaged-'));

/** Turns a letter after the first occurrence of `text`. */
function garble(text: string): void {
  const bytes = readFileSync(file());
  const position = bytes.indexOf(text);
  expect(position).toBeGreaterThan(0);
  bytes[position + text.length] = 35;
  writeFileSync(file(), bytes);
}

describe('a start with a damaged journal', () => {
  it('names records in the middle that are damaged, with their times, before anybody reads them', async () => {
    await fill(1, 30);
    garble('{"seq":17,');
    const journal = await openChecked();
    expect(damages).toMatchObject([
      {
        kind: 'journal-records',
        missing: { first: 17, last: 17 },
        between: { from: 1_795_248_000_016, to: 1_795_248_000_018 },
      },
    ]);
    expect(await offsetsOf(journal)).toEqual(numbers(1, 30).filter((offset) => offset !== 17));
    const kept = damages.find(({ setAside }) => setAside !== null)?.setAside ?? '';
    expect(readFileSync(kept).includes('{"seq":17,#')).toBe(true);
    expect(journal.stats().damagedRecords).toBe(1);
    await journal.stop();
  });

  it('goes on behind a damaged end, and gives no number twice', async () => {
    await fill(1, 30);
    garble('{"seq":30,');
    const journal = await openChecked();
    const next = await journal.appendDurably(telemetry(31));
    expect(next).toBeGreaterThanOrEqual(30 + 4_096);
    expect(await offsetsOf(journal)).toEqual([...numbers(1, 29), next]);
    expect(damages[0]).toMatchObject({ kind: 'journal-records', missing: { first: 30 } });
    await journal.stop();
    const again = await openChecked();
    expect(await again.appendDurably(telemetry(32))).toBe(next + 1);
    await again.stop();
  });

  it('sets a file aside that was cut short, brings over what is whole, and starts', async () => {
    await fill(1, 200);
    const size = statSync(file()).size;
    truncateSync(file(), Math.floor((size * 0.6) / PAGE) * PAGE);
    const journal = await openChecked();
    const next = await journal.appendDurably(telemetry(1));
    expect(next).toBeGreaterThan(checkLimits.numbersSkipped);
    const offsets = await offsetsOf(journal);
    expect(offsets.at(-1)).toBe(next);
    expect(new Set(offsets).size).toBe(offsets.length);
    expect(damages[0]).toMatchObject({ kind: 'journal-file', missing: { last: next - 1 } });
    expect(damages[0]?.detail).toContain('cut short');
    expect(setAsideFiles()).toHaveLength(1);
    expect(damages[0]?.setAside).toBe(join(folder.path, setAsideFiles()[0]!));
    await journal.stop();
  });

  it.each([
    ['its header overwritten', (bytes: Buffer) => bytes.fill(0, 0, 2 * PAGE)],
    [
      'noise in place of all pages',
      (bytes: Buffer) => {
        const random = randomFrom(11);
        for (let at = 2 * PAGE; at < bytes.length; at += 1) bytes[at] = random() * 256;
      },
    ],
    ['another file in its place', () => Buffer.from('not a journal')],
  ])('starts anew with %s, and keeps what was there', async (_name, damage) => {
    await fill(1, 50);
    const bytes = readFileSync(file());
    const other = damage(bytes);
    writeFileSync(file(), Buffer.isBuffer(other) ? other : bytes);
    const journal = await openChecked();
    expect(damages).toMatchObject([{ kind: 'journal-file' }]);
    expect(setAsideFiles()).toHaveLength(1);
    const next = await journal.appendDurably(telemetry(1));
    expect(next).toBe(checkLimits.numbersSkipped + 1);
    expect(await offsetsOf(journal)).toEqual([next]);
    await journal.stop();
  });

  it('goes on behind its snapshots when the file is a former copy, or gone', async () => {
    await fill(1, 20);
    const former = join(folder.path, 'former-copy');
    copyFileSync(file(), former);
    await fill(21, 40);
    const { journal } = await startJournal(folder.path);
    await journal.saveSnapshot('desk', { offset: 40, pieces: [Buffer.from('open alerts')] });
    await journal.stop();
    copyFileSync(former, file());
    const older = await openChecked();
    expect(damages).toMatchObject([{ kind: 'journal-older', missing: { first: 21 } }]);
    expect(await older.appendDurably(telemetry(1))).toBeGreaterThan(40);
    expect(older.loadSnapshot('desk')?.offset).toBe(40);
    await older.stop();
    rmSync(file());
    damages = [];
    const empty = await openChecked();
    expect(damages).toMatchObject([{ kind: 'journal-file', missing: { first: 1 } }]);
    expect(await empty.appendDurably(telemetry(1))).toBeGreaterThan(40);
    await empty.stop();
  });

  it('is told by the command, which reads all of it and changes nothing', async () => {
    await fill(1, 30);
    const data = join(folder.path, 'data');
    mkdirSync(join(data, 'journal'), { recursive: true });
    const path = join(data, 'journal', 'journal.mdb');
    renameSync(file(), path);
    const verify = () =>
      spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), 'verify', data], {
        encoding: 'utf8',
      });
    expect(verify()).toMatchObject({ status: 0, stdout: expect.stringContaining('records 1 to 30 in') });
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('{"seq":9,')] = 35;
    writeFileSync(path, bytes);
    expect(verify()).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('damaged: records 9 to 9, between 2026-11-21T08:00:00.008Z'),
    });
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('says nothing about a whole one', async () => {
    await fill(1, 30);
    const journal = await openChecked();
    expect(await offsetsOf(journal)).toEqual(numbers(1, 30));
    expect(damages).toEqual([]);
    await journal.stop();
  });
});

async function saveTwo(): Promise<string> {
  const { journal } = await startJournal(folder.path);
  for (let number = 1; number <= 9; number += 1) await journal.appendDurably(telemetry(number));
  await journal.saveSnapshot('desk', { offset: 5, pieces: [Buffer.from('former')] });
  await journal.saveSnapshot('desk', { offset: 8, pieces: [Buffer.from('newest')] });
  await journal.stop();
  return join(folder.path, 'snapshots', 'desk.snapshot');
}

describe('a damaged snapshot', () => {
  it('gives way to the one before it, is kept, and is reported', async () => {
    const path = await saveTwo();
    const bytes = readFileSync(path);
    bytes[26]! ^= 1;
    writeFileSync(path, bytes);
    const journal = await openChecked();
    const saved = journal.loadSnapshot('desk');
    expect(saved?.offset).toBe(5);
    expect(Buffer.from(saved!.pieces[0]!).toString()).toBe('former');
    expect(journal.snapshotOffset('desk')).toBe(5);
    expect(damages).toMatchObject([{ kind: 'snapshot' }]);
    expect(readFileSync(damages[0]?.setAside ?? '')).toEqual(bytes);
    await journal.stop();
  });

  it('that never reached its place leaves the one before it', async () => {
    const path = await saveTwo();
    rmSync(path);
    const journal = await openChecked();
    expect(journal.loadSnapshot('desk')?.offset).toBe(5);
    await journal.stop();
  });
});

describe('a copy made while the journal goes on', () => {
  it('is whole, as of one moment', async () => {
    const { journal } = await startJournal(folder.path);
    const writing = Array.from({ length: 2_000 }, (_, index) => journal.appendDurably(telemetry(index)));
    const acknowledged = await writing[500]!;
    const elsewhere = temporaryFolder();
    await journal.copyTo(join(elsewhere.path, 'journal.mdb'));
    await Promise.all(writing);
    await journal.stop();
    const copy = await startJournal(elsewhere.path);
    const last = copy.journal.lastOffset();
    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(await offsetsOf(copy.journal)).toEqual(numbers(1, last));
    await copy.journal.stop();
    elsewhere.remove();
  });
});
