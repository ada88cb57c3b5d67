import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds, type SensorKind } from '../domain/kinds.ts';
import { createJournal, type Journal } from '../journal/journal.ts';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../test/support/databases.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { createAccept } from './accept.ts';
import { decodeJson } from './json-codec.ts';
import { createStoreWriter, type StoreWriter } from './store-writer.ts';

const log = pino({ level: 'silent' });
const receivedAt = Date.UTC(2026, 10, 21, 8);

function fail(error: Error): never {
  throw error;
}

function failOn({ detail }: { readonly detail: string }): never {
  throw new Error(detail);
}

async function caughtUp(writer: StoreWriter): Promise<void> {
  await waitFor('the store writer to catch up', () => writer.stats().lag === 0);
}

/** Ends whatever works on the database, again and again; returns how many connections it ended. */
async function killConnections(url: string, signal: AbortSignal): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let killed = 0;
  while (!signal.aborted) {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
    );
    killed += rowCount ?? 0;
    await delay(10);
  }
  await client.end();
  return killed;
}

describeOnEach('the store writer', (edition) => {
  let database: TestDatabase;
  let directory: string;
  let journal: Journal;

  beforeAll(async () => {
    database = await createTestDatabase(edition);
    directory = await mkdtemp(join(tmpdir(), 'negative-one-store-'));
    journal = openJournal();
    await journal.start();
  });

  afterAll(async () => {
    await journal.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  function openJournal(): Journal {
    return createJournal({ directory, log, decodeTelemetry: decodeJson, failed: fail });
  }

  function startWriter(): StoreWriter {
    const writer = createStoreWriter({ database: database.database, journal, log, damaged: failOn });
    writer.start();
    return writer;
  }

  /** Resolves when the message is on disk. */
  async function send(kind: SensorKind, deviceId: string, body: unknown): Promise<void> {
    const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const { accept } = createAccept({ append: (...record) => journal.append(...record) });
    await new Promise<void>((resolve, reject) => {
      accept({ kind, deviceId, payload, receivedAt }, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  }

  async function rowsOf(kind: SensorKind, deviceId: string): Promise<Record<string, unknown>[]> {
    const { rows } = await database.pool.query<Record<string, unknown>>(
      `select * from readings_${kind} where device_id = $1 order by time, seq nulls first`,
      [deviceId],
    );
    return rows;
  }

  it('stores a reading of each kind, each metric in its column', async () => {
    const writer = startWriter();
    for (const [name, { metrics }] of Object.entries(kinds)) {
      const values = Object.fromEntries(
        metrics.map((metric, index) => [metric.name, metric.type === 'measure' ? index + 0.25 : index % 2]),
      );
      const time = receivedAt - 1_234;
      await send(name as SensorKind, `ALL-${name}`, { time, seq: 7, values: { ...values, other: 'x' } });
      await caughtUp(writer);
      const [row] = await rowsOf(name as SensorKind, `ALL-${name}`);
      expect(row).toMatchObject({
        time: new Date(time),
        received_at: new Date(receivedAt),
        extra: { other: 'x' },
      });
      expect(Number(row?.['seq'])).toBe(7);
      for (const metric of metrics) expect(Number(row?.[metric.name]), metric.name).toBe(values[metric.name]);
    }
    await writer.stop();
  });

  it('stores a re-send once and two different readings of one instant both', async () => {
    const writer = startWriter();
    const reading = { time: receivedAt, seq: 1, values: { depth_m: 0.1 } };
    const others = [
      { ...reading, values: { depth_m: 0.2 } },
      { ...reading, seq: 2 },
      { ...reading, seq: undefined },
      { ...reading, values: { depth_m: 0.1, other: 1 } },
    ];
    await send('water', 'TWICE', reading);
    await send('water', 'TWICE', reading);
    await caughtUp(writer);
    await send('water', 'TWICE', [reading, ...others, reading]);
    await send('water', 'TWICE', others);
    await caughtUp(writer);
    expect(await rowsOf('water', 'TWICE')).toHaveLength(1 + others.length);
    await writer.stop();
  });

  it('lets the unique key decide about repeats that it has forgotten', async () => {
    const first = startWriter();
    const buffered = Array.from({ length: 500 }, (_, seq) => ({
      time: receivedAt - 3_600_000 + seq * 1_000,
      seq,
      values: { depth_m: seq / 1_000 },
    }));
    await send('water', 'FLUSH', buffered);
    await caughtUp(first);
    await first.stop();
    const second = startWriter();
    await caughtUp(second);
    await send('water', 'FLUSH', [...buffered, { time: receivedAt, seq: 500, values: { depth_m: 1 } }]);
    await send('smoke', 'BESIDE', { time: receivedAt, values: { temperature_c: 20 } });
    await caughtUp(second);
    expect(second.stats().slowBatches).toBeGreaterThan(0);
    expect(await rowsOf('water', 'FLUSH')).toHaveLength(501);
    expect(await rowsOf('smoke', 'BESIDE')).toHaveLength(1);
    await second.stop();
  });

  it('survives that the server refuses a large batch while most of it is still to be sent', async () => {
    const readings = Array.from({ length: 60_000 }, (_, seq) => ({
      time: receivedAt - 3_600_000 + seq,
      seq,
      values: { depth_m: seq / 1_000 },
    }));
    const slowBatches: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      for (let at = 0; at < readings.length; at += 1_000) {
        await send('water', 'LARGE', readings.slice(at, at + 1_000));
      }
      const writer = startWriter();
      await caughtUp(writer);
      await writer.stop();
      slowBatches.push(writer.stats().slowBatches);
    }
    expect(slowBatches).toEqual([0, expect.toSatisfy((count: number) => count > 0)]);
    expect(await rowsOf('water', 'LARGE')).toHaveLength(readings.length);
  });

  it('takes readings of any month from 2001 on', async () => {
    const writer = startWriter();
    const times = [
      Date.UTC(2001, 0, 1),
      Date.UTC(2006, 11, 31, 23, 59, 59, 999),
      Date.UTC(2007, 0, 1),
      receivedAt,
    ];
    await send(
      'electrical',
      'OLD',
      times.map((time) => ({ time, values: { power_kw: 1 } })),
    );
    await caughtUp(writer);
    expect((await rowsOf('electrical', 'OLD')).map((row) => Number(row['time']))).toEqual(times);
    await writer.stop();
  });

  it('quarantines what cannot be read, whole and with the reason', async () => {
    const writer = startWriter();
    await send('smoke', 'BROKEN', '{"values":{"temperature_c":NaN}}');
    await send('smoke', 'BROKEN', '{"time":0,"values":{"temperature_c":21,"alarm":"yes"}}');
    await caughtUp(writer);
    const { rows } = await database.pool.query(
      `select code, detail, payload from quarantine where device_id = 'BROKEN' order by journal_offset`,
    );
    expect(rows).toMatchObject([{ code: 'bad-json' }, { code: 'bad-value' }]);
    expect(rows[0].payload.toString()).toBe('{"values":{"temperature_c":NaN}}');
    expect(rows[1].detail).toMatch(/bad-value: .*\nbad-time: /);
    expect(await rowsOf('smoke', 'BROKEN')).toHaveLength(1);
    await writer.stop();
  });

  it('goes on from the place that the database names, whatever the batches and stops', async () => {
    const sent = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        async (parts) => {
          for (const count of parts) {
            const writer = startWriter();
            for (let index = 0; index < count; index += 1) {
              const seq = sent.size;
              sent.add(seq);
              await send('water', 'PARTS', { time: receivedAt + seq, seq, values: { depth_m: seq } });
            }
            await writer.stop();
          }
        },
      ),
      { numRuns: 15, seed: 1 },
    );
    const writer = startWriter();
    await caughtUp(writer);
    const stored = (await rowsOf('water', 'PARTS')).map((row) => Number(row['seq']));
    expect(stored).toEqual([...sent]);
    await writer.stop();
  });

  it('keeps exactly once when a connection is lost at any moment', async () => {
    const writer = startWriter();
    const count = 3_000;
    const stopKilling = new AbortController();
    const killing = killConnections(database.url, stopKilling.signal);
    for (let seq = 0; seq < count; seq += 1) {
      await send('water', 'CUT', { time: receivedAt + seq, seq, values: { depth_m: seq } });
    }
    await waitFor('some rows', async () => (await rowsOf('water', 'CUT').catch(() => [])).length > 0);
    stopKilling.abort();
    expect(await killing).toBeGreaterThan(3);
    await caughtUp(writer);
    const rows = await waitFor('the rows', () => rowsOf('water', 'CUT').catch(() => null));
    expect(rows.map((row) => Number(row['seq']))).toEqual(Array.from({ length: count }, (_, seq) => seq));
    await writer.stop();
  });
});
