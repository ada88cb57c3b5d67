import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type Database } from '../database/connection.ts';
import { createTestDatabase, type TestDatabase } from '../test/support/databases.ts';
import { createFleet, type Fleet } from './fleet.ts';

const log = pino({ level: 'silent' });
const site = {
  id: 's1',
  areaCode: null,
  nameZh: '厨房',
  nameEn: 'Kitchen',
  longitude_deg: null,
  latitude_deg: null,
};
let test: TestDatabase;
let directory: string;
let fleet: Fleet;
let now = 1_000_000;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  now = 1_000_000;
  directory = await mkdtemp(join(tmpdir(), 'fleet-'));
  await test.pool.query('truncate devices, sites, areas, enrolment_keys');
  fleet = await startFleet();
  await fleet.upsertSites([site]);
});
afterEach(async () => {
  await fleet.stop();
  await rm(directory, { recursive: true });
});

async function startFleet(database: Database = test.database): Promise<Fleet> {
  const limits = { startWithCopyMs: 500, startWithoutCopyMs: database === test.database ? 5_000 : 10 };
  const started = createFleet({
    database,
    directory,
    log,
    enrolmentKey: 'common key',
    limits,
    now: () => now,
  });
  await started.start();
  return started;
}

async function makeKey(limits: Partial<Parameters<Fleet['createEnrolmentKey']>[0]> = {}) {
  const { key, words } = await fleet.createEnrolmentKey({ name: 'north', createdBy: 'ann', ...limits });
  return { id: key.id, words: Buffer.from(words), text: words };
}

/** As the broker does with a device that nobody knows. */
function enrol(id: string, words: Buffer, kind: 'smoke' | 'water' = 'smoke'): boolean {
  if (fleet.authenticate(id, words) !== 'enrolment') return false;
  return fleet.enrol(id, kind, fleet.enrolmentKeyOf(words));
}

it('a key lets devices enrol, and they go on with it as their password, not with another', async () => {
  const key = await makeKey({ siteId: 's1' });
  const other = await makeKey();
  expect(enrol('d1', key.words)).toBe(true);
  expect(fleet.device('d1')).toMatchObject({ kind: 'smoke', enrolled: true, siteId: 's1' });
  const admitted = [key.words, other.words, Buffer.from('common key'), Buffer.from(key.id)];
  expect(admitted.map((words) => fleet.authenticate('d1', words))).toEqual([
    'device',
    'refused',
    'refused',
    'refused',
  ]);
  expect(fleet.authenticate('d2', Buffer.from(`${other.id}.${key.text.split('.')[1]}`))).toBe('refused');
});

it('is kept as a hash only, in the database and in the local copy', async () => {
  const { text } = await makeKey();
  const { rows } = await test.pool.query('select * from enrolment_keys');
  await fleet.stop();
  expect(JSON.stringify(rows)).not.toContain(text);
  expect(await readFile(join(directory, 'fleet.json'), 'utf8')).not.toContain(text.split('.')[1]);
  fleet = await startFleet();
});

describe('is limited', () => {
  it('by count: of those that asked at once, too', async () => {
    const { words } = await makeKey({ devicesMax: 2 });
    const asked = ['d1', 'd2', 'd3'].map((id) => fleet.authenticate(id, words));
    expect(asked).toEqual(['enrolment', 'enrolment', 'enrolment']);
    const keyId = fleet.enrolmentKeyOf(words);
    expect(['d1', 'd2', 'd3'].map((id) => fleet.enrol(id, 'smoke', keyId))).toEqual([true, true, false]);
    expect(fleet.device('d3')).toBeUndefined();
    expect(fleet.authenticate('d4', words)).toBe('refused');
    expect(fleet.authenticate('d1', words)).toBe('device');
    expect(fleet.enrolmentKeys()).toMatchObject([{ devices: 2, state: 'full' }]);
  });

  it('by kind', async () => {
    const { words } = await makeKey({ kind: 'water' });
    expect([enrol('d1', words, 'smoke'), enrol('d1', words, 'water')]).toEqual([false, true]);
  });

  it('by time; those that came by it stay', async () => {
    const { words } = await makeKey({ expiresAt: now + 1_000 });
    expect(enrol('d1', words)).toBe(true);
    now += 1_000;
    expect(fleet.authenticate('d2', words)).toBe('refused');
    expect(fleet.authenticate('d1', words)).toBe('device');
    expect(fleet.enrolmentKeys()).toMatchObject([{ state: 'expired' }]);
  });
});

describe('once revoked', () => {
  it('lets nobody enrol, and those that came by it in, or not', async () => {
    const { id, words } = await makeKey();
    enrol('d1', words);
    await fleet.revokeEnrolmentKey(id, 'keep');
    expect([fleet.authenticate('d1', words), fleet.authenticate('d2', words)]).toEqual(['device', 'refused']);
    expect([fleet.mayEnrol(id), fleet.cutAt('d1')]).toEqual([false, null]);

    const { secret } = await fleet.changeSecret('d1', { grace_ms: 5_000 });
    await fleet.revokeEnrolmentKey(id, 'cut');
    expect(fleet.authenticate('d1', words)).toBe('refused');
    expect(fleet.authenticate('d1', Buffer.from(secret))).toBe('device');
    expect(fleet.cutAt('d1')).toBe(now);
    await fleet.revokeEnrolmentKey(id, 'keep');
    expect(fleet.enrolmentKeys()).toMatchObject([{ revoked: 'all' }]);
  });

  it('stays so after a restart; one that is not there cannot be', async () => {
    const { id, words } = await makeKey();
    enrol('d1', words);
    await fleet.revokeEnrolmentKey(id, 'cut');
    await fleet.stop();
    await rm(join(directory, 'fleet.json'));
    fleet = await startFleet();
    expect(fleet.authenticate('d1', words)).toBe('refused');
    expect(fleet.enrolmentKeys()).toMatchObject([{ id, devices: 1, state: 'revoked' }]);
    await expect(fleet.revokeEnrolmentKey('none', 'keep')).rejects.toMatchObject({ code: 'unknown-key' });
  });
});

it('lets devices enrol and counts them while the database is away, over a restart, and afterwards', async () => {
  const { words } = await makeKey({ devicesMax: 3 });
  enrol('d1', words);
  await fleet.stop();
  for (const id of ['d2', 'd3']) {
    const away = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', log });
    await away.start();
    fleet = await startFleet(away);
    expect(enrol(id, words)).toBe(true);
    await fleet.stop();
    await away.stop();
  }
  fleet = await startFleet();
  expect(fleet.authenticate('d4', words)).toBe('refused');
  expect(fleet.enrolmentKeys()).toMatchObject([{ devices: 3, state: 'full' }]);
  expect(fleet.authenticate('d2', words)).toBe('device');
});
