import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Edition } from '../database/edition.ts';
import { createMigrations, migrate, runMigrations } from '../database/migrate.ts';
import { createEmptyDatabase, describeOnEach } from '../test/support/databases.ts';
import { expectEmpty, fillDatabase, unknownMigrations } from './fill-database.ts';
import { tablesFolder, type Manifest } from './manifest.ts';
import { viewDatabase } from './read-database.ts';

const log = pino({ level: 'silent' });

let folder: string;
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'negative-one-editions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The tables of a database in a folder of their own, with as much of a manifest as a database needs. */
async function backUp(url: string): Promise<{ readonly manifest: Manifest; readonly folder: string }> {
  number += 1;
  const own = join(folder, String(number));
  await mkdir(join(own, tablesFolder), { recursive: true });
  const view = await viewDatabase(url);
  const manifest: Manifest = {
    format: 1,
    madeAt: new Date().toISOString(),
    version: '0',
    journal: { id: 'a', firstOffset: 1, lastOffset: 1, damagedRecords: 0 },
    database: { ...(await view.describe(90)), storedOffset: (await view.storedOffset('a')) ?? 0 },
    tables: await view.copyTables(own),
    files: [],
  };
  await view.close();
  return { manifest, folder: own };
}

/** Rows of the tables in which editions differ, and of every type that there is. */
async function write(pool: Pool, edition: Edition): Promise<void> {
  const times = ['2026-10-31T23:59:59.5Z', '2026-11-01T00:00:00Z', '2026-11-20T08:00:00.123456Z'];
  if (edition === 'plain') {
    for (const table of ['readings_smoke', 'readings_smoke_1m']) {
      for (const [month, next] of [
        ['2026-10', '2026-11'],
        ['2026-11', '2026-12'],
      ]) {
        await pool.query(
          `create table ${table}_p${month?.replace('-', '_')} partition of ${table} for values from ('${month}-01T00:00:00Z') to ('${next}-01T00:00:00Z')`,
        );
      }
    }
  }
  for (const [index, time] of times.entries()) {
    await pool.query(
      `insert into readings_smoke (time, device_id, fingerprint, received_at, flags, temperature_c, alarm, extra)
       values ($1, 'd', $2, $1, 0, 'NaN', 1, '{"a": "烟"}')`,
      [time, index],
    );
    if (edition === 'community') continue;
    await pool.query(
      `insert into readings_smoke_1m (bucket, device_id, samples) values (date_trunc('minute', $1::timestamptz), 'd', 1)`,
      [time],
    );
  }
  if (edition === 'community') {
    await pool.query(`call refresh_continuous_aggregate('readings_smoke_1m', null, null)`);
  } else {
    await pool.query(
      `insert into rollup_pending values ('1m', 'smoke', tstzrange('2026-11-20T08:00:00Z', '2026-11-20T08:01:00Z'))`,
    );
  }
  await pool.query(
    `insert into reader_checkpoints (journal_id, reader, last_offset) values ('a', 'store', 9007199254740991)`,
  );
  await pool.query(
    `insert into devices (id, kind, secret_salt, secret_hash) values ('d', 'smoke', '\\x00ff', '\\x0a0d')`,
  );
  await pool.query(
    `insert into staff (username, name, password_hash, role, language, areas) values ('a', '王', 'x', 'viewer', 'zh', '{a,"b c"}')`,
  );
  for (const seq of [1, 2, 3]) {
    await pool.query(
      `insert into audit (who, action, chain, seq, hash) values ('a', 'b', '00000000-0000-4000-8000-000000000001', $1, 'x')`,
      [seq],
    );
  }
}

/** All rows that a backup carries, in an order of their own. */
async function contentOf(pool: Pool, tables: Manifest['tables']): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from "${name}" t order by 1`);
    content[name] = rows.map(({ row }) => row);
  }
  return content;
}

function poolOf(url: string): Pool {
  return new Pool({ connectionString: url, max: 1, options: '-c timezone=UTC' });
}

describeOnEach('a backup of one edition read into another', (edition) => {
  const pairs: readonly (readonly [Edition, Edition])[] =
    edition === 'plain'
      ? [['plain', 'plain']]
      : [
          [edition, 'plain'],
          ['plain', edition],
        ];

  it.each(pairs)('has the same rows: from %s to %s', async (from, to) => {
    const [source, target] = [await createEmptyDatabase(from), await createEmptyDatabase(to)];
    const [before, after] = [poolOf(source.url), poolOf(target.url)];
    expect(await migrate(source.url, log)).toBe(from);
    await write(before, from);
    const { manifest, folder: own } = await backUp(source.url);
    await expectEmpty(target.url);
    expect(await fillDatabase(target.url, { manifest, folder: own, log })).toBe(to);
    const expected = await contentOf(before, manifest.tables);
    expect(expected['readings_smoke']).toHaveLength(3);
    expect(expected['readings_smoke_1m']).toHaveLength(3);
    // Where TimescaleDB kept the roll-ups, what is to be computed again is noted anew.
    const isNoted = from === 'community' && to !== 'community';
    const compared = manifest.tables.filter(({ name }) => !isNoted || name !== 'rollup_pending');
    expect(await contentOf(after, compared)).toEqual(await contentOf(before, compared));
    // The next number is a new one.
    const added = await after.query<{ id: string }>(
      `insert into audit (who, action) values ('c', 'd') returning id`,
    );
    expect(added.rows).toEqual([{ id: '4' }]);
    const [made] = (await after.query<{ edition: string; created_at: Date }>('select * from installation'))
      .rows;
    expect([made?.edition, made?.created_at.toISOString()]).toEqual([to, manifest.database.madeAt]);
    await expect(expectEmpty(target.url)).rejects.toThrow('has tables already');
    await Promise.all([before.end(), after.end()]);
    await Promise.all([source.drop(), target.drop()]);
  });
});

/** In the order in which they run. */
const versions = Object.keys(createMigrations('plain')).toSorted();
const former = [versions[2], versions[9], versions.at(-2)].filter((version) => version !== undefined);

describe('a backup of a former version', () => {
  it.each(former)('%s ends in the present schema, with its rows', async (version) => {
    const [source, target] = [await createEmptyDatabase('plain'), await createEmptyDatabase('plain')];
    const [before, after] = [poolOf(source.url), poolOf(target.url)];
    const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: before }) });
    const names = new Set(versions.slice(0, versions.indexOf(version) + 1));
    await runMigrations(kysely, { edition: 'plain', log, names });
    await before.query(
      `insert into staff (username, name, password_hash, role, language) values ('a', '王', 'x', 'viewer', 'zh')`,
    );
    const { manifest, folder: own } = await backUp(source.url);
    expect(unknownMigrations(manifest)).toEqual([]);
    await fillDatabase(target.url, { manifest, folder: own, log });
    const ran = await after.query<{ name: string }>('select name from kysely_migration order by 1');
    expect(ran.rows.map(({ name }) => name)).toEqual(versions);
    const staff = await after.query<{ username: string; areas: string[] }>('select * from staff');
    expect(staff.rows).toMatchObject([{ username: 'a', areas: [] }]);
    await kysely.destroy();
    await after.end();
    await Promise.all([source.drop(), target.drop()]);
  });
});
