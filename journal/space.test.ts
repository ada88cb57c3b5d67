import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRecord } from '../domain/record.ts';
import { describeUnless } from '../test/support/skips.ts';
import { createHeldAppends } from './held-appends.ts';
import { JournalFull } from './journal-full.ts';
import type { Journal } from './journal.ts';
import type { Priority, SpaceLevel } from './space.ts';
import { startJournal, telemetry, temporaryFolder, tick, until } from './test-journal.ts';
import { pino } from 'pino';

const MiB = 2 ** 20;
const log = pino({ level: 'silent' });

const action: JournalRecord = { type: 'delivery', outcome: { deliveryId: 'd', at: 1 } as never };

/** Appends until it is refused; how many were taken. */
async function fill(journal: Journal, record: JournalRecord, priority?: Priority): Promise<number> {
  for (let taken = 0; ; taken += 1) {
    try {
      await journal.appendDurably(record, priority);
    } catch (error) {
      if (error instanceof JournalFull) return taken;
      throw error;
    }
  }
}

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('as room goes', () => {
  it('readings are refused first, then alarms, then alerts and acts; and taken again in the reverse order', async () => {
    const levels: SpaceLevel[] = [];
    const { journal } = await startJournal(folder.path, {
      spaceChanged: ({ level }) => levels.push(level),
      limits: {
        bytesMax: 2 * MiB,
        vitalReserveBytes: MiB / 4,
        diskCheckIntervalMs: 10,
        spaceCalmMs: 20,
        trimIntervalMs: 10,
      },
    });
    journal.retainFor('store');
    expect(await fill(journal, telemetry(1, 20_000))).toBeGreaterThan(60);
    await until('it is said', () => levels.includes('telemetry-held'));
    expect(await fill(journal, telemetry(1, 20_000), 'alarm')).toBeGreaterThan(20);
    await until('it is said', () => levels.includes('full'));
    await expect(journal.appendDurably(tick(1))).rejects.toBeInstanceOf(JournalFull);
    expect(await fill(journal, action)).toBeGreaterThan(500);
    expect(journal.stats().space.roomBytes).toBeLessThan(0);

    const reader = journal.attachReader({ name: 'store', from: 1, handle: (_, last) => reader.settle(last) });
    await until('there is room', () => levels.at(-1) === 'ample');
    await expect(journal.appendDurably(telemetry(1))).resolves.toBeGreaterThan(0);
    expect(journal.stats().space.roomBytes).toBeGreaterThan(MiB);
    await journal.stop();
  });

  it('a small limit keeps a reserve of a quarter, so that readings are taken at all', async () => {
    const { journal } = await startJournal(folder.path, { limits: { bytesMax: 64 * MiB } });
    await expect(journal.appendDurably(telemetry(1))).resolves.toBe(1);
    expect(journal.stats().space.roomBytes).toBeGreaterThan(47 * MiB);
    await journal.stop();
  });
});

describe('what must not be given up', () => {
  it('waits in order while there is no room, and is written once there is', async () => {
    let isFull = true;
    const written: unknown[] = [];
    const held = createHeldAppends({
      log,
      retry_ms: 5,
      journal: {
        appendDurably: (record) => {
          if (isFull) return Promise.reject(new JournalFull('disk'));
          written.push(record);
          return Promise.resolve(written.length);
        },
      },
    });
    const first = held.append(tick(1));
    await until('it waits', () => held.waiting() === 1);
    const second = held.append(tick(2));
    await until('both wait', () => held.waiting() === 2);
    isFull = false;
    expect(await Promise.all([first, second, held.append(tick(3))])).toEqual([1, 2, 3]);
    expect(written).toEqual([tick(1), tick(2), tick(3)]);
    expect(held.waiting()).toBe(0);
  });

  it('fails for any other reason', async () => {
    const held = createHeldAppends({
      log,
      journal: { appendDurably: () => Promise.reject(new Error('bad sector')) },
    });
    await expect(held.append(tick(1))).rejects.toThrow('bad sector');
  });
});

const mounted = mkdtempSync(join(tmpdir(), 'negative-one-volume-'));
const mount = (): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'none', mounted]).status === 0;
const canMount = mount();
if (canMount) spawnSync('umount', [mounted]);
else rmSync(mounted, { recursive: true });

describeUnless(canMount ? null : 'not allowed to mount a small volume', 'a small volume', () => {
  beforeEach(() => {
    if (!mount()) throw new Error('the volume cannot be mounted');
  });
  afterEach(() => {
    spawnSync('umount', [mounted]);
    rmdirSync(mounted);
  });

  it('that others fill holds readings back before alarms and those before alerts, and goes on when there is room', async () => {
    const levels: SpaceLevel[] = [];
    const { journal, failures } = await startJournal(join(mounted, 'journal'), {
      spaceChanged: ({ level }) => levels.push(level),
      limits: {
        bytesMax: 64 * MiB,
        alarmReserveBytes: 8 * MiB,
        diskFreeBytesMin: 24 * MiB,
        vitalFreeBytesMin: 12 * MiB,
        warnBytes: 10 * MiB,
        diskCheckIntervalMs: 10,
        spaceCalmMs: 20,
      },
    });
    const other = join(mounted, 'of-somebody-else');
    const level = (): SpaceLevel => journal.stats().space.level;
    await journal.appendDurably(telemetry(1));
    writeFileSync(other, Buffer.alloc(56 * MiB));
    await until('it is scarce', () => level() === 'scarce');
    writeFileSync(other, Buffer.alloc(66 * MiB));
    await until('readings are held', () => level() === 'telemetry-held');
    await expect(journal.appendDurably(telemetry(2))).rejects.toBeInstanceOf(JournalFull);
    await expect(journal.appendDurably(tick(2))).resolves.toBe(2);
    writeFileSync(other, Buffer.alloc(75 * MiB));
    await until('it is full', () => level() === 'full');
    await expect(journal.appendDurably(tick(3))).rejects.toBeInstanceOf(JournalFull);
    await expect(journal.appendDurably(action)).resolves.toBe(3);
    rmSync(other);
    await until('there is room', () => level() === 'ample');
    await expect(journal.appendDurably(telemetry(3))).resolves.toBe(4);
    expect(levels).toEqual(['scarce', 'telemetry-held', 'full', 'ample']);
    expect(failures).toEqual([]);
    await journal.stop();
  });
});
