import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeUnless } from '../test/support/skips.ts';
import type { JournalEntry } from '../domain/record.ts';
import type { Journal } from './journal.ts';
import { randomFrom, startJournal, telemetry, temporaryFolder, tick, until } from './test-journal.ts';

const writerScript = join(import.meta.dirname, 'crash-writer.ts');
const payloadBytes = (number: number): number => 50 + (number % 500);

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** Everything from `from` on, read from disk. */
async function readAll(journal: Journal, from: number): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  const reader = journal.attachReader({
    name: 'check',
    from,
    handle: (batch) => {
      entries.push(...batch);
    },
  });
  await until('all is read', () => reader.lag() === 0);
  await reader.stop();
  journal.forgetReader('check');
  return entries;
}

/** Runs the writer, kills it soon after it has acknowledged `count` more records, returns all that it acknowledged. */
async function killAfter(count: number, args: readonly string[]): Promise<number[]> {
  const file = join(folder.path, 'acknowledged');
  writeFileSync(file, '');
  const child = spawn(process.execPath, [writerScript, folder.path, file, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const lines = (): string[] => readFileSync(file, 'latin1').split('\n').slice(0, -1);
  await until('the writer has acknowledged enough', () => lines().length >= count || child.exitCode !== null);
  child.kill('SIGKILL');
  await closed;
  expect(errors).toBe('');
  return lines().map(Number);
}

/** Changes the letter after the first occurrence of `text` in the file. */
function garble(path: string, text: string): void {
  const bytes = Buffer.alloc(statSync(path).size);
  const file = openSync(path, 'r+');
  readSync(file, bytes, 0, bytes.length, 0);
  const position = bytes.indexOf(text);
  expect(position).toBeGreaterThan(0);
  writeSync(file, '#', position + text.length);
  closeSync(file);
}

describe('a process killed in the middle of its appends', () => {
  it(
    'has lost nothing that it acknowledged and left nothing half-written (24 kills)',
    { timeout: 240_000 },
    async () => {
      const random = randomFrom(20_261_121);
      let acknowledged = 0;
      let keepFrom = 1;
      for (let kill = 0; kill < 24; kill += 1) {
        const outstanding = [1, 20, 500][kill % 3]!;
        const printed = await killAfter(1 + random() * outstanding * 20, [
          String(keepFrom),
          String(outstanding),
        ]);
        for (const [index, offset] of printed.entries()) {
          if (index > 0 && offset !== printed[index - 1]! + 1)
            throw new Error(
              `kill ${kill}: printed ${offset} after ${printed[index - 1]} (${index} of ${printed.length})`,
            );
        }
        acknowledged = Math.max(acknowledged, printed.at(-1) ?? 0);

        const { journal, failures } = await startJournal(folder.path);
        expect(journal.lastOffset()).toBeGreaterThanOrEqual(acknowledged);
        expect(journal.firstOffset()).toBeLessThanOrEqual(keepFrom);
        const entries = await readAll(journal, keepFrom);
        expect(entries.length).toBe(journal.lastOffset() - keepFrom + 1);
        for (const [index, { offset, record }] of entries.entries()) {
          if (offset !== keepFrom + index) throw new Error(`a gap at ${keepFrom + index}`);
          if (record.type !== 'telemetry') throw new Error(`a foreign record at ${offset}`);
          if (Buffer.compare(record.payload, telemetry(offset, payloadBytes(offset)).payload) !== 0) {
            throw new Error(`other content at ${offset}`);
          }
        }
        expect(failures).toEqual([]);
        keepFrom = Math.max(keepFrom, journal.lastOffset() - 2_000);
        await journal.stop();
      }
      expect(acknowledged).toBeGreaterThan(10_000);
      const { journal } = await startJournal(folder.path);
      expect(journal.firstOffset()).toBeGreaterThan(1);
      await journal.stop();
    },
  );
});

describe('power lost in the middle of a commit', () => {
  /**
   * LMDB writes a commit's pages to places that the state before it does not use, syncs, and only then writes one
   * of two small header pages, which makes the commit the valid one. So the worst that can be on disk is the
   * headers of before with any part of the new pages, whole, garbled or missing: that is made here by hand.
   */
  it('leaves the state before the commit, whatever part of its pages reached the disk', async () => {
    const file = join(folder.path, 'journal.mdb');
    const before = join(folder.path, 'before');
    const after = join(folder.path, 'after');
    const first = await startJournal(folder.path);
    for (let number = 1; number <= 300; number += 1) await first.journal.appendDurably(telemetry(number));
    await first.journal.stop();
    copyFileSync(file, before);
    const second = await startJournal(folder.path);
    copyFileSync(file, before);
    const batch = Array.from({ length: 200 }, (_, index) =>
      second.journal.appendDurably(telemetry(301 + index)),
    );
    await Promise.all(batch);
    copyFileSync(file, after);
    await second.journal.stop();

    const random = randomFrom(7);
    for (let round = 0; round < 20; round += 1) {
      tear({ before, after, file, random });
      const torn = await startJournal(folder.path);
      expect(torn.journal.lastOffset()).toBe(300);
      const entries = await readAll(torn.journal, 1);
      expect(entries.map(({ record }) => record)).toEqual(
        Array.from({ length: 300 }, (_, index) => telemetry(index + 1)),
      );
      expect(await torn.journal.appendDurably(tick(1))).toBe(301);
      expect(torn.failures).toEqual([]);
      await torn.journal.stop();
    }
  });

  const PAGE = 4_096;
  const HEADER_PAGES = 2;

  function tear(files: { before: string; after: string; file: string; random: () => number }): void {
    const old = readFileSync(files.before);
    const now = readFileSync(files.after);
    const torn = Buffer.alloc(now.length);
    old.copy(torn);
    let changed = 0;
    for (let start = HEADER_PAGES * PAGE; start < now.length; start += PAGE) {
      const page = now.subarray(start, start + PAGE);
      if (page.equals(old.subarray(start, start + PAGE))) continue;
      changed += 1;
      const fate = files.random();
      if (fate < 0.4) page.copy(torn, start);
      else if (fate < 0.7)
        for (let index = 0; index < PAGE; index += 1) torn[start + index] = files.random() * 256;
      else if (fate < 0.8) page.copy(torn, start, 0, PAGE / 2);
    }
    expect(changed).toBeGreaterThan(5);
    writeFileSync(files.file, torn);
  }
});

describe('a damaged disk', () => {
  it('never delivers a block that is not as it was written, and delivers the rest', async () => {
    const { journal } = await startJournal(folder.path);
    for (let number = 1; number <= 30; number += 1) await journal.appendDurably(telemetry(number, 3_000));
    await journal.stop();
    garble(join(folder.path, 'journal.mdb'), '{"seq":17,');
    const again = await startJournal(folder.path);
    const entries = await readAll(again.journal, 1);
    expect(entries.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1).filter((offset) => offset !== 17),
    );
    expect(again.journal.stats().damagedRecords).toBe(1);
    await again.journal.stop();
  });
});

const hasStrace = spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status === 0;

describeUnless(hasStrace ? null : 'no strace that may trace', 'the system calls of an append', () => {
  it('sync the data and write the header through before anybody is told (needs strace)', () => {
    const trace = join(folder.path, 'trace');
    const strace = [
      '-f',
      '-y',
      '-e',
      'trace=openat,fdatasync,pwrite64,writev,write',
      '-o',
      trace,
      process.execPath,
    ];
    const writer = [
      writerScript,
      join(folder.path, 'store'),
      join(folder.path, 'acknowledged'),
      '1',
      '1',
      '50',
    ];
    const run = spawnSync('strace', [...strace, ...writer]);
    expect(run.status).toBe(0);
    const calls = readTrace(readFileSync(trace, 'utf8'));
    const header = calls
      .map((call) => /^openat\(.*journal\.mdb".*O_DSYNC.* = (\d+)</.exec(call)?.[1])
      .find(Boolean);
    const acknowledgements = calls.flatMap((call, index) =>
      /^write\(\d+<.*acknowledged>, "\d+\\n"/.test(call) ? [index] : [],
    );
    expect(acknowledgements.length).toBe(50);
    // A header written any other way would make a commit valid before its pages are on disk.
    const unsynced = calls.filter(
      (call) => /^pwrite64\(.*journal\.mdb>.* = 128$/.test(call) && !isHeaderWrite(call, header),
    );
    expect(unsynced).toEqual([]);
    for (const [index, acknowledgement] of acknowledgements.entries()) {
      const since = calls.slice(acknowledgements[index - 1] ?? 0, acknowledgement);
      // The commit's pages, then their sync, then the header: each after the one before.
      const rest = [isPageWrite, isSync, (call: string) => isHeaderWrite(call, header)].reduce<
        string[] | null
      >((left, isNext) => {
        const found = left?.findIndex(isNext) ?? -1;
        return left && found >= 0 ? left.slice(found + 1) : null;
      }, since);
      expect(rest, `pages, sync and header before offset ${index + 1} is acknowledged`).not.toBeNull();
    }
  });
});

const isSync = (call: string): boolean => /^fdatasync\(.*journal\.mdb>\) += 0$/.test(call);
const isHeaderWrite = (call: string, file: string | undefined): boolean =>
  call.startsWith(`pwrite64(${file}<`) && call.endsWith(' = 128');
const isPageWrite = (call: string): boolean => /^(pwrite64|writev)\(.*journal\.mdb>.* = \d{4,}$/.test(call);

/** System calls in the order in which they returned; an acknowledgement in that in which it began. */
function readTrace(text: string): string[] {
  const begun = new Map<string, string>();
  const calls: string[] = [];
  for (const line of text.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const start = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1];
    const end = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1];
    if (start !== undefined) begun.set(thread, start);
    if (start?.startsWith('write(')) calls.push(start);
    else if (end !== undefined && !begun.get(thread)?.startsWith('write('))
      calls.push(begun.get(thread) + end);
    else if (start === undefined && end === undefined) calls.push(rest);
  }
  return calls;
}
