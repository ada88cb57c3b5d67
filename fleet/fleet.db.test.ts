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

async function startFleet(database: Database = test.database, now: () => number = Date.now): Promise<Fleet> {
  const limits = { startWithCopyMs: 500, startWithoutCopyMs: database === test.database ? 5_000 : 10 };
  const started = createFleet({ database, directory, log, enrolmentKey: key.toString(), limits, now });
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

const storedLocks = async (): Promise<readonly unknown[]> =>
  (await test.pool.query('select id, disabled from devices order by id')).rows;

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
  calibratedOn: '2026-06-01',
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

describe('another secret', () => {
  let now = 0;

  beforeEach(async () => {
    now = 1_000;
    await fleet.stop();
    fleet = await startFleet(test.database, () => now);
  });

  it('lets a device in beside the former one until the grace is over, also after a restart', async () => {
    const { secret: former } = await fleet.createDevice({ id: 'd1', kind: 'smoke' });
    const { secret, formerUntil } = await fleet.changeSecret('d1', { grace_ms: 5_000 });
    expect(formerUntil).toBe(6_000);
    const admitted = (): readonly string[] =>
      [former, secret].map((one) => fleet.authenticate('d1', Buffer.from(one)));
    expect(admitted()).toEqual(['device', 'device']);
    await fleet.stop();
    await rm(join(directory, 'fleet.json'));
    fleet = await startFleet(test.database, () => now);
    expect(admitted()).toEqual(['device', 'device']);
    now = 6_000;
    expect(admitted()).toEqual(['refused', 'device']);
    expect(fleet.cutAt('d1')).toBeNull();
  });

  it('cuts the former one at once where no grace is given', async () => {
    const { secret: former } = await fleet.createDevice({ id: 'd1', kind: 'smoke' });
    const { secret, formerUntil } = await fleet.changeSecret('d1', { grace_ms: 0 });
    expect(formerUntil).toBeNull();
    expect(fleet.authenticate('d1', Buffer.from(former))).toBe('refused');
    expect(fleet.authenticate('d1', Buffer.from(secret))).toBe('device');
    expect(fleet.cutAt('d1')).toBe(1_000);
    const { rows } = await test.pool.query('select * from devices');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('takes the place of the enrolment key, which counts for the grace only', async () => {
    fleet.enrol('d1', 'water');
    const { secret } = await fleet.changeSecret('d1', { grace_ms: 100 });
    expect(fleet.authenticate('d1', key)).toBe('device');
    now += 100;
    expect(fleet.authenticate('d1', key)).toBe('refused');
    await fleet.changeDevice('d1', { name: 'gauge' });
    expect(fleet.authenticate('d1', Buffer.from(secret))).toBe('device');
  });

  it('is for devices that there are', async () => {
    await expect(fleet.changeSecret('d1', { grace_ms: 0 })).rejects.toMatchObject({ code: 'unknown-device' });
  });
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

it('an import adds and changes devices together, or does nothing', async () => {
  await fleet.createDevice({ id: 'd1', kind: 'smoke', name: 'door', maintainer: 'Antai' });
  const { created, changed } = await fleet.importDevices([
    { id: 'd1', kind: 'smoke', name: 'hall' },
    { id: 'd2', kind: 'water', gatewayId: 'gw-1' },
  ]);
  expect([created.map(({ id }) => id), changed]).toEqual([['d2'], 1]);
  expect(fleet.authenticate('d2', Buffer.from(created[0]!.secret))).toBe('device');
  expect(fleet.device('d1')).toMatchObject({ name: 'hall', maintainer: 'Antai' });
  // Somebody else has added one of them, which this service has not heard of yet.
  await test.pool.query(`insert into devices (id, kind) values ('d4', 'smoke')`);
  const clash = [
    { id: 'd1', kind: 'smoke', name: 'roof' },
    { id: 'd3', kind: 'smoke' },
    { id: 'd4', kind: 'smoke' },
  ] as const;
  await expect(fleet.importDevices(clash)).rejects.toMatchObject({ code: 'device-exists' });
  expect(fleet.device('d1')).toMatchObject({ name: 'hall' });
  const { rows } = await test.pool.query('select id, name from devices order by id');
  expect(rows).toEqual([
    { id: 'd1', name: 'hall' },
    { id: 'd2', name: null },
    { id: 'd4', name: null },
  ]);
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

  it('a device is shut out at once, stays so over a restart, and in the database once it is back', async () => {
    const { secret } = await fleet.createDevice({ id: 'd1', kind: 'smoke' });
    const other = await fleet.createDevice({ id: 'd2', kind: 'smoke' });
    await fleet.changeDevice('d2', { disabled: true });
    await fleet.stop();
    for (const act of ['asked', 'after a restart'] as const) {
      const during = await startAway();
      if (act === 'asked') {
        await during.changeDevice('d1', { disabled: true });
        await during.changeDevice('d2', { disabled: false });
      }
      expect(during.authenticate('d1', Buffer.from(secret))).toBe('refused');
      expect(during.authenticate('d2', Buffer.from(other.secret))).toBe('device');
      await during.stop();
      await away.stop();
    }

    fleet = await startFleet();
    await vi.waitFor(
      async () =>
        expect(await storedLocks()).toEqual([
          { id: 'd1', disabled: true },
          { id: 'd2', disabled: false },
        ]),
      10_000,
    );
    expect(fleet.authenticate('d1', Buffer.from(secret))).toBe('refused');
    expect(fleet.authenticate('d2', Buffer.from(other.secret))).toBe('device');
    // From here on others may change it.
    await fleet.changeDevice('d1', { disabled: false });
    expect(fleet.authenticate('d1', Buffer.from(secret))).toBe('device');
    expect((await storedLocks())[0]).toEqual({ id: 'd1', disabled: false });
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
