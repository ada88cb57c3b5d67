import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabase, type Database } from '../database/connection.ts';
import { noDeviceFacts, type DeviceFacts } from '../domain/device-facts.ts';
import { createTestDatabase, type TestDatabase } from '../test/support/databases.ts';
import { createFleet, type Fleet } from './fleet.ts';

const log = pino({ level: 'silent' });
const key = Buffer.from('key');
let test: TestDatabase;
let directory: string;
let fleet: Fleet;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleet-'));
  await test.pool.query('truncate devices, sites, areas');
  fleet = await startFleet();
});
afterEach(async () => {
  await fleet.stop();
  await rm(directory, { recursive: true });
});

async function startFleet(database: Database = test.database): Promise<Fleet> {
  const limits = { startWithCopyMs: 500, startWithoutCopyMs: database === test.database ? 5_000 : 10 };
  const started = createFleet({ database, directory, log, enrolmentKey: key.toString(), limits });
  await started.start();
  return started;
}

const site = {
  id: 's1',
  areaCode: 'a1',
  nameZh: '厨房',
  nameEn: 'Kitchen',
  longitude_deg: 113.9,
  latitude_deg: 22.5,
};
const area = { code: 'a1', level: 'street', parentCode: null, nameZh: '街道', nameEn: 'Street' } as const;
const rowCount = async (): Promise<number> =>
  (await test.pool.query<{ count: number }>('select count(*)::int as count from devices')).rows[0]?.count ??
  0;

it('a device that staff make is let in with its secret, and with nothing else', async () => {
  const { device, secret } = await fleet.createDevice({ id: 'd1', kind: 'smoke', name: 'door' });
  expect(device).toMatchObject({ id: 'd1', kind: 'smoke', name: 'door', enrolled: false });
  expect(fleet.authenticate('d1', Buffer.from(secret))).toBe('device');
  expect(fleet.authenticate('d1', key)).toBe('refused');
  await expect(fleet.createDevice({ id: 'd1', kind: 'smoke' })).rejects.toMatchObject({
    code: 'device-exists',
  });
  await expect(fleet.createDevice({ id: 'd/1', kind: 'smoke' })).rejects.toMatchObject({
    code: 'bad-device-id',
  });
  const { rows } = await test.pool.query('select * from devices');
  expect(JSON.stringify(rows)).not.toContain(secret);
});

it('all of it is there after a restart, from the database alone', async () => {
  await fleet.upsertAreas([area]);
  await fleet.upsertSites([site]);
  const { secret } = await fleet.createDevice({ id: 'd1', kind: 'smoke', siteId: 's1' });
  fleet.enrol('d2', 'water');
  await fleet.changeDevice('d2', { siteId: 's1' }); // its row is on its way
  await fleet.changeDevice('d1', { disabled: true });
  const expected = [fleet.devices(), fleet.sites(), fleet.areas()];
  await fleet.stop();
  await rm(join(directory, 'fleet.json'));
  fleet = await startFleet();
  expect([fleet.devices().toSorted(byId), fleet.sites(), fleet.areas()]).toEqual(expected);
  expect(fleet.sites()).toEqual([site]);
  expect(fleet.authenticate('d1', Buffer.from(secret))).toBe('refused'); // disabled
  expect(fleet.device('d2')).toMatchObject({ siteId: 's1', enrolled: true });
});

const facts: DeviceFacts = {
  gatewayId: 'gw-1',
  feederId: 'feeder-1',
  installedOn: '2016-12-01',
  inspectionDueOn: null,
  endOfLifeOn: '2026-12-01',
  maintainer: 'Fire Care Ltd',
};

it('the facts of a device are kept, change one by one, and days stay what they are', async () => {
  await fleet.createDevice({ id: 'd1', kind: 'smoke', ...facts });
  await fleet.createDevice({ id: 'd2', kind: 'elevator', name: 'lift' });
  expect(fleet.device('d2')).toMatchObject(noDeviceFacts);
  await fleet.changeDevice('d1', { maintainer: null, endOfLifeOn: '2026-12-31' });
  await fleet.changeDevice('d2', { inspectionDueOn: '2027-01-01' });
  await fleet.changeDevice('d2', {});
  const expected = [
    { id: 'd1', ...facts, maintainer: null, endOfLifeOn: '2026-12-31' },
    { id: 'd2', ...noDeviceFacts, name: 'lift', inspectionDueOn: '2027-01-01' },
  ];
  expect(fleet.devices().toSorted(byId)).toMatchObject(expected);
  await fleet.stop();
  await rm(join(directory, 'fleet.json'));
  fleet = await startFleet();
  expect(fleet.devices().toSorted(byId)).toMatchObject(expected);
});

it('what others change in the database is heard of', async () => {
  await fleet.createDevice({ id: 'd1', kind: 'smoke' });
  await fleet.stop();
  await test.pool.query(`update devices set feeder_id = 'f9', end_of_life_on = '2030-05-06'`);
  fleet = await startFleet();
  expect(fleet.device('d1')).toMatchObject({ feederId: 'f9', endOfLifeOn: '2030-05-06' });
});

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

it('areas and sites are changed in place', async () => {
  await fleet.upsertSites([site]);
  await fleet.upsertSites([{ ...site, nameEn: 'Shared kitchen' }]);
  await fleet.upsertAreas([area]);
  await fleet.upsertAreas([{ ...area, nameEn: 'The street' }]);
  expect(fleet.site('s1')?.nameEn).toBe('Shared kitchen');
  const { rows } = await test.pool.query('select a.name_en as area, s.name_en as site from areas a, sites s');
  expect(rows).toEqual([{ area: 'The street', site: 'Shared kitchen' }]);
});

it('what does not exist is refused', async () => {
  await expect(fleet.changeDevice('none', { siteId: null })).rejects.toMatchObject({
    code: 'unknown-device',
  });
  await fleet.createDevice({ id: 'd1', kind: 'smoke' });
  await expect(fleet.changeDevice('d1', { siteId: 'none' })).rejects.toMatchObject({ code: 'unknown-site' });
  await expect(fleet.createDevice({ id: 'd2', kind: 'smoke', siteId: 'none' })).rejects.toMatchObject({
    code: 'unknown-site',
  });
});

it('three thousand enrolments at once are a few inserts', async () => {
  const query = vi.spyOn(test.database, 'persist');
  for (let index = 0; index < 3_000; index += 1) fleet.enrol(`d${index}`, 'smoke');
  await vi.waitFor(async () => expect(await rowCount()).toBe(3_000), 10_000);
  expect(query.mock.calls.length).toBeLessThanOrEqual(2);
  query.mockRestore();
});

describe('over an outage', () => {
  let away: Database;

  async function startAway(): Promise<Fleet> {
    away = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', log });
    await away.start();
    return await startFleet(away);
  }

  it('devices are let in after a restart, and those who enrol reach the database later', async () => {
    const { secret } = await fleet.createDevice({ id: 'd1', kind: 'smoke' });
    await fleet.stop();
    const during = await startAway();
    expect(during.authenticate('d1', Buffer.from(secret))).toBe('device');
    during.enrol('d2', 'water');
    await during.stop();
    await away.stop();
    expect(await rowCount()).toBe(1);

    fleet = await startFleet();
    expect(fleet.authenticate('d2', key)).toBe('device');
    await vi.waitFor(async () => expect(await rowCount()).toBe(2), 10_000);
    expect(fleet.devices().map(({ id }) => id)).toEqual(expect.arrayContaining(['d1', 'd2']));
  });

  it('a device that staff made meanwhile is theirs, not the one that enrolled', async () => {
    await fleet.stop();
    const during = await startAway();
    during.enrol('d1', 'water');
    await during.stop();
    await away.stop();
    await test.pool.query(
      `insert into devices (id, kind, secret_salt, secret_hash) values ('d1', 'smoke', '\\x00', '\\x00')`,
    );
    fleet = await startFleet();
    await vi.waitFor(
      () => expect(fleet.device('d1')).toMatchObject({ kind: 'smoke', enrolled: false }),
      10_000,
    );
    expect(fleet.authenticate('d1', key)).toBe('refused');
  });
});
