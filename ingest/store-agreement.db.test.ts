import { copyFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJournal, type Journal } from '../journal/journal.ts';
import type { ReportDamage } from '../keeping/damage-log.ts';
import { createTestDatabase, type TestDatabase } from '../test/support/databases.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { createAccept } from './accept.ts';
import { decodeJson } from './json-codec.ts';
import { createStoreWriter } from './store-writer.ts';

const log = pino({ level: 'silent' });

describe('a journal and a database of different ages', () => {
  let database: TestDatabase;
  let directory: string;
  let journal: Journal;
  let damages: Parameters<ReportDamage>[0][];

  beforeEach(async () => {
    damages = [];
    database = await createTestDatabase('plain');
    directory = await mkdtemp(join(tmpdir(), 'negative-one-agree-'));
    await open();
  });
  afterEach(async () => {
    await journal.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  async function open(): Promise<void> {
    journal = createJournal({
      directory,
      log,
      decodeTelemetry: decodeJson,
      limits: { trimIntervalMs: 10 },
      failed: (error) => {
        throw error;
      },
    });
    await journal.start();
  }

  async function send(from: number, to: number): Promise<void> {
    const { accept } = createAccept({ append: (...record) => journal.append(...record) });
    for (let number = from; number <= to; number += 1) {
      const payload = Buffer.from(JSON.stringify({ seq: number, values: { temperature_c: number } }));
      await new Promise<void>((resolve, reject) => {
        accept({ kind: 'smoke', deviceId: 'd', payload, receivedAt: 1_795_248_000_000 + number }, (error) =>
          error === null ? resolve() : reject(error),
        );
      });
    }
  }

  /** Runs a writer until everything that the journal has is stored. */
  async function store(): Promise<void> {
    const writer = createStoreWriter({
      database: database.database,
      journal,
      log,
      damaged: (damage) => void damages.push(damage),
    });
    writer.start();
    await waitFor('all is stored', () => writer.stats().lag === 0);
    await writer.stop();
  }

  async function stored(): Promise<readonly number[]> {
    const { rows } = await database.pool.query<{ temperature_c: number }>(
      'select temperature_c from readings_smoke order by temperature_c',
    );
    return rows.map(({ temperature_c }) => temperature_c);
  }

  it('an older journal takes another id, and each reading is stored once', async () => {
    const id = journal.id();
    await send(1, 5);
    await journal.stop();
    copyFileSync(join(directory, 'journal.mdb'), join(directory, 'former'));
    await open();
    await send(6, 9);
    await store();
    await journal.stop();
    copyFileSync(join(directory, 'former'), join(directory, 'journal.mdb'));
    await open();
    await send(20, 22);
    await store();
    expect(await stored()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22]);
    expect(journal.id()).not.toBe(id);
    expect(damages).toMatchObject([{ kind: 'journal-older', missing: { first: 9, last: 9 } }]);
  });

  it('an older database is filled up with what the journal has, and the rest is named', async () => {
    await send(1, 6);
    await store();
    await waitFor('the journal lets go', () => journal.firstOffset() > 1);
    const first = journal.firstOffset();
    await send(7, 9);
    await store();
    await database.pool.query('delete from readings_smoke where temperature_c > 2');
    await database.pool.query('update reader_checkpoints set last_offset = 2');
    await store();
    expect(damages).toMatchObject([{ kind: 'database-older', missing: { first: 3 } }]);
    const last = damages[0]?.missing?.last ?? 0;
    expect(last).toBeGreaterThanOrEqual(first - 1);
    // Everything but what was named.
    const rest = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((number) => number <= 2 || number > last);
    expect(await stored()).toEqual(rest);
  });
});
