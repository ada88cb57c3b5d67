import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJournal, type Journal } from '../journal/journal.ts';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../test/support/databases.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { createAccept } from './accept.ts';
import { decodeJson } from './json-codec.ts';
import { createStoreWriter } from './store-writer.ts';

const log = pino({ level: 'silent' });
const day = 86_400_000;

function fail(error: Error): never {
  throw error;
}

function failOn({ detail }: { readonly detail: string }): never {
  throw new Error(detail);
}

describeOnEach('the store writer and readings weeks late', (edition) => {
  let database: TestDatabase;
  let directory: string;
  let journal: Journal;

  beforeAll(async () => {
    database = await createTestDatabase(edition);
    directory = await mkdtemp(join(tmpdir(), 'negative-one-store-'));
    journal = createJournal({ directory, log, decodeTelemetry: decodeJson, failed: fail });
    await journal.start();
  });
  afterAll(async () => {
    await journal.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Through a writer of its own, which remembers nothing of earlier ones; tells how often it met a repeat. */
  async function store(deviceId: string, readings: readonly unknown[]): Promise<number> {
    const writer = createStoreWriter({ database: database.database, journal, log, damaged: failOn });
    writer.start();
    const { accept } = createAccept({ append: (...record) => journal.append(...record) });
    for (let first = 0; first < readings.length; first += 1_000) {
      const payload = Buffer.from(JSON.stringify(readings.slice(first, first + 1_000)));
      await new Promise<void>((resolve, reject) => {
        accept({ kind: 'water', deviceId, payload, receivedAt: Date.now() }, (error) =>
          error === null ? resolve() : reject(error),
        );
      });
    }
    await waitFor('the store writer to catch up', () => writer.stats().lag === 0);
    await writer.stop();
    return writer.stats().slowBatches;
  }

  /** As TimescaleDB does with old readings, where it can. Tried with 2.23.1. */
  async function compress(): Promise<void> {
    if (edition !== 'community') return;
    const job = await database.pool.query<{ id: number }>(
      `select job_id as id from timescaledb_information.jobs
       where proc_name = 'policy_compression' and hypertable_name = 'readings_water'`,
    );
    await database.pool.query(`call run_job(${job.rows[0]?.id})`);
    const chunks = await database.pool.query<{ compressed: boolean }>(
      `select bool_or(is_compressed) as compressed from timescaledb_information.chunks
       where hypertable_name = 'readings_water'`,
    );
    expect(chunks.rows).toEqual([{ compressed: true }]);
  }

  async function count(deviceId: string): Promise<number | undefined> {
    const found = await database.pool.query<{ count: number }>(
      'select count(*)::int as count from readings_water where device_id = $1',
      [deviceId],
    );
    return found.rows[0]?.count;
  }

  it('stores them beside older ones, compressed or not, and a repeat of any once', async () => {
    const start = Date.now() - 30 * day;
    const reading = (index: number): unknown => ({
      time: start + index * 1_000,
      seq: index,
      values: { depth_m: index / 1_000 },
    });
    // More than TimescaleDB would decompress for one statement (100,000 rows).
    const even = Array.from({ length: 110_000 }, (_, index) => reading(2 * index));
    expect(await store('late', even)).toBe(0);
    await compress();
    expect(await store('late', [reading(1), reading(3)])).toBe(0);
    expect(await count('late')).toBe(even.length + 2);
    expect(await store('late', [reading(0), reading(1), reading(5)])).toBe(1);
    expect(await count('late')).toBe(even.length + 3);
    expect(await store('late', even)).toBeGreaterThan(0);
    expect(await count('late')).toBe(even.length + 3);
  });
});
