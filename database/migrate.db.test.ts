import type { Insertable } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindNames, kinds } from '../domain/kinds.ts';
import {
  createEmptyDatabase,
  createTestDatabase,
  describeOnEach,
  type TestDatabase,
} from '../test/support/databases.ts';
import { createDatabase } from './connection.ts';
import { migrate } from './migrate.ts';
import type { AlertsTable } from './schema.ts';
import { metricColumnType, readingColumns, readingsTable, rollupTable } from './reading-columns.ts';

const log = pino({ level: 'silent' });
const typeNames = { float8: 'double precision', int2: 'smallint', int8: 'bigint' } as const;

describeOnEach('the schema', (edition) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase(edition);
  });
  afterAll(async () => {
    await test.drop();
  });

  async function columnsOf(table: string): Promise<readonly (readonly [string, string])[]> {
    const found = await test.database.pool.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
      [table],
    );
    return found.rows.map(({ name, type }) => [name, type] as const);
  }

  it('is the edition that the server offers', () => {
    expect(test.database.edition()).toBe(edition);
  });

  it.each(kindNames)(
    'has a column of the right type for every metric of %s, in the order of writing',
    async (kind) => {
      const columns = await columnsOf(readingsTable(kind));
      expect(columns.map(([name]) => name)).toEqual(readingColumns(kind));
      const types = new Map(columns);
      for (const { name, type } of kinds[kind].metrics) {
        expect([name, types.get(name)]).toEqual([name, typeNames[metricColumnType(type)]]);
      }
    },
  );

  it.each(kindNames)('has three columns per metric in both roll-ups of %s', async (kind) => {
    const aggregates = kinds[kind].metrics.flatMap(({ name }) => [
      `${name}_min`,
      `${name}_avg`,
      `${name}_max`,
    ]);
    for (const resolution of ['1m', '1h'] as const) {
      const columns = await columnsOf(rollupTable(kind, resolution));
      expect(columns).toEqual([
        ['bucket', 'timestamp with time zone'],
        ['device_id', 'text'],
        ['samples', 'bigint'],
        ...aggregates.map((name) => [name, 'double precision']),
      ]);
    }
  });

  it('keeps two indexes on the readings: the unique key and a small one on blocks by time', async () => {
    const indexes = await test.database.pool.query<{ indexdef: string }>(
      `select indexdef from pg_indexes where tablename = 'readings_smoke'`,
    );
    const definitions = indexes.rows.map(({ indexdef }) => indexdef.replaceAll('"', '').toLowerCase()).sort();
    expect(definitions).toEqual([
      expect.stringContaining('using brin (time)'),
      expect.stringMatching(/unique index .*\(device_id, time, fingerprint\)/),
    ]);
  });

  it('stays as it is when migrated again', async () => {
    const before = await columnsOf('alerts');
    expect(await migrate(test.url, log)).toBe(edition);
    expect(await columnsOf('alerts')).toEqual(before);
  });

  it('lets one alert of a rule be open for one scope', async () => {
    const { kysely } = test.database;
    await kysely.insertInto('alerts').values(toAlert('a', new Date())).execute();
    await kysely.insertInto('alerts').values(toAlert('b', null)).execute();
    const another = kysely.insertInto('alerts').values(toAlert('c', null)).execute();
    await expect(another).rejects.toMatchObject({ code: '23505' });
  });
});

describeOnEach('starting together', (edition) => {
  it('lets several processes migrate one empty database at once', async () => {
    const { url, drop } = await createEmptyDatabase(edition);
    const databases = [1, 2, 3].map(() => createDatabase({ url, log }));
    for (const database of databases) await database.start();
    await Promise.all(databases.map((database) => database.whenReady()));
    expect(databases.map((database) => database.edition())).toEqual([edition, edition, edition]);
    for (const database of databases) await database.stop();
    await drop();
  });
});

describe('a database made as plain', () => {
  it('is not taken for another edition', async () => {
    const test = await createTestDatabase('plain');
    await test.database.kysely.updateTable('installation').set({ edition: 'apache' }).execute();
    expect(await migrate(test.url, log)).toBe('apache');
    await test.drop();
  });
});

function toAlert(id: string, closedAt: Date | null): Insertable<AlertsTable> {
  return {
    id,
    version: 1,
    rule_id: 'smoke-alarm',
    rule_version: '1',
    scope_type: 'device',
    scope_id: 'd1',
    device_id: 'd1',
    kind: 'smoke',
    severity: 1,
    displayed_severity: 1,
    condition: 'active',
    operator_state: 'unacknowledged',
    latch: 'latched',
    suppression: 'none',
    retrospective: false,
    title: { zh: '火警', en: 'Fire' },
    advice: { zh: '', en: '' },
    evidence: null,
    raised_at: new Date(),
    event_time: new Date(),
    received_at: new Date(),
    closed_at: closedAt,
  };
}
