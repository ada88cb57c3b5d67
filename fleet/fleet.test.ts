import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type Database } from '../database/connection.ts';
import { noDeviceFacts } from '../domain/device-facts.ts';
import { openKept } from '../keeping/kept-file.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createLocalCopy } from './local-copy.ts';
import { createSecret, matchesSecret } from './secret.ts';

const log = pino({ level: 'silent' });
const key = Buffer.from('the enrolment key');
const limits = { startWithCopyMs: 10, startWithoutCopyMs: 10, writeTimeoutMs: 100 };
let directory: string;
let database: Database;
let fleet: Fleet;

// A database that is away and stays away: nobody listens on port 1.
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleet-'));
  await startFleet();
});
afterEach(async () => {
  await stopFleet();
  await rm(directory, { recursive: true });
});

async function startFleet(enrolmentKey: string | null = key.toString()): Promise<void> {
  database = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', log });
  await database.start();
  fleet = createFleet({ database, directory, log, enrolmentKey, limits });
  await fleet.start();
}

async function stopFleet(): Promise<void> {
  await fleet.stop();
  await database.stop();
}

describe('a secret', () => {
  it('has 32 random bytes, and only it matches what is kept', () => {
    const { secret, kept } = createSecret();
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(matchesSecret(Buffer.from(secret), kept)).toBe(true);
    expect(matchesSecret(Buffer.from(`${secret} `), kept)).toBe(false);
    expect(matchesSecret(Buffer.alloc(0), kept)).toBe(false);
    expect(matchesSecret(Buffer.from(secret), createSecret().kept)).toBe(false);
    expect(JSON.stringify(kept)).not.toContain(secret);
  });
});

describe('without the database', () => {
  it('the enrolment key lets an unknown device enrol, and nothing else does', () => {
    expect(fleet.authenticate('d1', key)).toBe('enrolment');
    expect(fleet.authenticate('d1', Buffer.from('another key'))).toBe('refused');
    expect(fleet.authenticate('d1', Buffer.alloc(0))).toBe('refused');
    fleet.enrol('d1', 'water');
    expect(fleet.authenticate('d1', key)).toBe('device');
    expect(fleet.device('d1')).toMatchObject({
      kind: 'water',
      siteId: null,
      enrolled: true,
      disabled: false,
    });
    fleet.enrol('d1', 'smoke');
    expect(fleet.device('d1')?.kind).toBe('water');
  });

  it('without an enrolment key nobody enrols, also not with an empty password', async () => {
    await stopFleet();
    await startFleet(null);
    expect(fleet.authenticate('d1', key)).toBe('refused');
    expect(fleet.authenticate('d1', Buffer.alloc(0))).toBe('refused');
  });

  it('enrolled devices are known after a restart', async () => {
    fleet.enrol('d1', 'water');
    await stopFleet();
    await startFleet();
    expect(fleet.authenticate('d1', key)).toBe('device');
    expect(fleet.devices()).toMatchObject([{ id: 'd1', kind: 'water' }]);
    const copy = JSON.parse(openKept(await readFile(join(directory, 'fleet.json'), 'utf8'))) as {
      unsaved: string[];
    };
    expect(copy.unsaved).toEqual(['d1']);
  });

  it('changes by staff fail in time instead of waiting', async () => {
    await expect(fleet.createDevice({ id: 'd1', kind: 'smoke' })).rejects.toThrow('timeout');
    expect(fleet.device('d1')).toBeUndefined();
  });

  it('tells of many changes once', async () => {
    let notices = 0;
    fleet.onChange(() => (notices += 1));
    for (let index = 0; index < 3_000; index += 1) fleet.enrol(`d${index}`, 'smoke');
    expect(fleet.devices()).toHaveLength(3_000);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(notices).toBe(1);
  });
});

describe('the local copy', () => {
  const state = { devices: [], sites: [], areas: [], keys: [], unsaved: [], locks: [] };

  it('can be read by its owner only, also when it could be read by others before', async () => {
    const path = join(directory, 'copy.json');
    await writeFile(`${path}.new`, 'left behind', { mode: 0o644 });
    const copy = createLocalCopy({ path, state: () => state, log });
    copy.changed();
    await copy.stop();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await copy.load()).toEqual(state);
  });

  it('is written once for a burst of changes', async () => {
    const copy = createLocalCopy({ path: join(directory, 'copy.json'), state: () => state, log });
    for (let change = 0; change < 3_000; change += 1) {
      copy.changed();
      if (change % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await copy.stop();
    expect(copy.writes()).toBe(1);
  });

  it('from before devices had facts is taken, with nothing known', async () => {
    const path = join(directory, 'copy.json');
    const former = { id: 'd1', kind: 'smoke', siteId: 's1', name: null, enrolled: true, disabled: false };
    const devices = [{ ...former, createdAt: 1, salt: null, hash: null }];
    await writeFile(path, JSON.stringify({ version: 1, ...state, devices }));
    const loaded = await createLocalCopy({ path, state: () => state, log }).load();
    expect(loaded?.devices).toEqual([
      {
        device: { ...former, createdAt: 1, ...noDeviceFacts },
        secret: null,
        former: null,
        enrolmentKeyId: null,
      },
    ]);
  });

  it('that is damaged is left out', async () => {
    const path = join(directory, 'copy.json');
    await writeFile(path, '{"version":1,"devices":[{');
    expect(await createLocalCopy({ path, state: () => state, log }).load()).toBeNull();
  });

  it('keeps secrets without revealing them', async () => {
    const path = join(directory, 'copy.json');
    const { secret, kept } = createSecret();
    const device = {
      id: 'd1',
      kind: 'smoke',
      siteId: null,
      name: null,
      enrolled: false,
      disabled: false,
      createdAt: 1,
      ...noDeviceFacts,
      gatewayId: 'gw-1',
      endOfLifeOn: '2030-01-01',
    } as const;
    const copy = createLocalCopy({
      path,
      state: () => ({ ...state, devices: [{ device, secret: kept, former: null, enrolmentKeyId: null }] }),
      log,
    });
    copy.changed();
    await copy.stop();
    expect(await readFile(path, 'utf8')).not.toContain(secret);
    const loaded = await copy.load();
    expect(loaded?.devices).toEqual([{ device, secret: kept, former: null, enrolmentKeyId: null }]);
  });
});
