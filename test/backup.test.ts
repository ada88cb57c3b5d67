import { readdirSync } from 'node:fs';
import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, keptFiles } from '../backup/files.ts';
import { fateOf } from '../backup/kept-files.ts';
import { dataFolder, encodeManifest, readManifest, type Manifest } from '../backup/manifest.ts';
import { makeBackup } from '../backup/make-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { readPostmaster, signal, waitForExit } from '../database/embedded/postmaster.ts';
import { findRunningServer, homeOf } from '../database/embedded/running-server.ts';
import type { Alert } from '../domain/alert.ts';
import { lockDataDirectory } from '../keeping/data-lock.ts';
import { beginRestore } from '../keeping/unfinished-restore.ts';
import { logIn, logInAs, type Api } from './support/api.ts';
import { runBackup, type Ended } from './support/backup-command.ts';
import { createEmptyDatabase, describeOn } from './support/databases.ts';
import { connectDevice } from './support/devices.ts';
import { deskSettings } from './faults/desk-settings.ts';
import { openInbox, type Inbox } from './support/inbox.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

const log = pino({ level: 'silent' });
const picture = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
const clerk = { username: 'qian', name: 'Qian', password: 'ten letters long', role: 'operator' };

const rules = `
kind: smoke
rules:
${[
  ['fire-alarm', 'critical', 'true', '{ metric: alarm, equals: 1 }'],
  ['warm', 'major', 'false', '{ metric: temperature_c, at_least: 45, deadband: 2 }'],
]
  .map(
    ([id, severity, latching, when]) => `  - id: ${id}
    severity: ${severity}
    latching: ${latching}
    title: { zh: 试, en: ${id} }
    advice: { zh: 查看, en: Look }
    reason: a test
    source: a test
    when: ${when}
    on_delay_s: 0
    off_delay_s: 30`,
  )
  .join('\n')}
`;

/** What people see of an alert, and what must not change by a restore. */
type Seen = Pick<
  Alert,
  'id' | 'ruleId' | 'deviceId' | 'operator' | 'acknowledgedBy' | 'suppression' | 'raisedAt'
>;

/** One service with an embedded database at work; its backup goes to several places. */
let directory: Awaited<ReturnType<typeof createDataDirectory>>;
let inbox: Inbox;
let backup: string;
let secret: string;
let pictureUrl: string;
let caseId: string;
let seen: readonly Seen[];
/** Readings that were acknowledged before the backup began, and all deliveries until then. */
let readings: readonly string[];
let delivered: number;
let wentOn = false;
let service: Service | null = null;
let unknownFiles: readonly string[];

function toSeen({ id, ruleId, deviceId, operator, acknowledgedBy, suppression, raisedAt }: Alert): Seen {
  return { id, ruleId, deviceId, operator, acknowledgedBy, suppression, raisedAt };
}

async function openAlerts(api: Api): Promise<readonly Alert[]> {
  const { alerts } = await api.getJson<{ alerts: Alert[] }>('/api/alerts?state=open');
  return alerts.filter(({ deviceId }) => deviceId !== 'service').sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function expectDone(response: Promise<Response>): Promise<Response> {
  const answer = await response;
  expect([answer.ok, answer.ok ? '' : await answer.text()]).toEqual([true, '']);
  return answer;
}

function expectEnded({ code, errors }: Ended): void {
  expect([code, errors]).toEqual([0, '']);
}

async function alertsIn(folder: string): Promise<number> {
  const { tables } = await readManifest(folder);
  return tables.find(({ name }) => name === 'alerts')?.rows ?? 0;
}

async function publish(device: MqttClient, id: string, message: object): Promise<void> {
  await device.publishAsync(`sensors/smoke/${id}/telemetry`, JSON.stringify(message), { qos: 1 });
}

async function raise(service: Service, id: string, values: object): Promise<void> {
  const device = await connectDevice(service.mqtt, id);
  await publish(device, id, { seq: 1, time: Date.now(), values });
  await device.endAsync();
}

function environment(): Record<string, string> {
  return { DESK_SETTINGS: join(directory.path, 'desk.yaml'), RULES_DIR: join(directory.path, 'rules') };
}

function unknownIn(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => fateOf(path) === null);
}

/** A few devices send as fast as they are acknowledged, until told to stop; resolves with what was acknowledged. */
function sendOn(service: Service): { readonly acknowledged: string[]; readonly stop: () => Promise<void> } {
  const acknowledged: string[] = [];
  const stopping = new AbortController();
  const senders = ['L-1', 'L-2', 'L-3'].map(async (id) => {
    const device = await connectDevice(service.mqtt, id);
    device.on('error', () => undefined);
    const closed = new Promise<false>((resolve) => device.once('close', () => resolve(false)));
    for (let seq = 1; !stopping.signal.aborted; seq += 1) {
      const sent = publish(device, id, { seq, time: Date.now(), values: { battery_pct: 90 } });
      sent.catch(() => undefined);
      // Killed in between: it was not acknowledged.
      const isAcknowledged = await Promise.race([sent.then(() => true), closed]);
      if (!isAcknowledged) break;
      acknowledged.push(`${id},${seq}`);
    }
    device.end(true);
  });
  return {
    acknowledged,
    stop: async () => {
      stopping.abort();
      await Promise.all(senders);
    },
  };
}

/** A killed service leaves its database server behind; both are gone as if the machine were. */
async function removeData(data: string): Promise<void> {
  const home = await homeOf(join(data, 'postgres'));
  const found = await readPostmaster(join(home, 'cluster'));
  if (found !== null) {
    signal(found.pid, 'SIGQUIT');
    await waitForExit(found.pid, 10_000);
  }
  // Elsewhere where the server's user cannot reach the folder.
  await rm(home, { recursive: true, force: true });
  await rm(data, { recursive: true, force: true });
}

beforeAll(async () => {
  directory = await createDataDirectory();
  inbox = await openInbox();
  await mkdir(join(directory.path, 'rules'));
  await writeFile(join(directory.path, 'rules', 'smoke.yaml'), rules);
  await writeFile(join(directory.path, 'desk.yaml'), deskSettings(inbox.url));
  const data = join(directory.path, 'data');
  const source = await startService({ dataDirectory: data, environment: environment() });
  service = source;
  const api = await logIn(source.http);
  await expectDone(api.post('/api/staff', clerk));
  const device = await expectDone(api.post('/api/devices', { id: 'own-secret', kind: 'smoke' }));
  ({ secret } = (await device.json()) as { secret: string });
  await raise(source, 'fire-1', { alarm: 1 });
  await raise(source, 'fire-2', { alarm: 1 });
  await raise(source, 'warm-1', { temperature_c: 50 });
  const found = await waitFor('the alerts', async () => {
    const alerts = await openAlerts(api);
    return alerts.length === 3 && alerts;
  });
  const of = (id: string): Alert => found.find(({ deviceId }) => deviceId === id) as Alert;
  const press = (alert: Alert, action: string, body: object = {}): Promise<Response> =>
    expectDone(
      api.post(
        `/api/alerts/${alert.id}/${action}`,
        { version: alert.version, ...body },
        { 'idempotency-key': `${action}-${alert.id}` },
      ),
    );
  await press(of('fire-1'), 'acknowledge');
  await press(of('warm-1'), 'shelve', { until: Date.now() + 3_600_000, comment: 'they cook' });
  const opened = await expectDone(
    api.post('/api/cases', { alertIds: [of('fire-1').id] }, { 'idempotency-key': 'case' }),
  );
  caseId = ((await opened.json()) as { case: { id: string } }).case.id;
  const kept = await expectDone(
    fetch(`${source.http}/api/pictures`, {
      method: 'POST',
      headers: { cookie: api.cookie, origin: source.http, 'content-type': 'image/jpeg' },
      body: new Uint8Array(picture),
    }),
  );
  pictureUrl = ((await kept.json()) as { url: string }).url;
  const load = sendOn(source);
  await waitFor('some load', () => load.acknowledged.length > 200);
  await waitFor('everybody to be told', () => inbox.received.length >= 2);
  seen = (await openAlerts(api)).map(toSeen);
  readings = [...load.acknowledged];
  const made = await runBackup('backup', ['--to', join(directory.path, 'backups')], { dataDirectory: data });
  expectEnded(made);
  wentOn = load.acknowledged.length > readings.length;
  delivered = inbox.received.length;
  unknownFiles = unknownIn(await keptFiles(data));
  await source.kill('SIGKILL');
  await load.stop();
  await removeData(data);
  const [name = ''] = readdirSync(join(directory.path, 'backups'));
  backup = join(directory.path, 'backups', name);
});

afterAll(async () => {
  await service?.kill('SIGKILL');
  await removeData(join(directory.path, 'data'));
  await inbox?.close();
  await directory?.remove();
});

it('every file that the service keeps is taken, or left out with a reason', () => {
  expect(unknownFiles).toEqual([]);
});

it('is for its owner alone, and says that it is whole', async () => {
  const checked = await runBackup('backup', ['--check', backup], { dataDirectory: directory.path });
  expectEnded(checked);
  expect(checked.output).toContain('is whole');
  // Nobody had to stop for it.
  expect(wentOn).toBe(true);
  const manifest = await readManifest(backup);
  expect(manifest.tables.find(({ name }) => name === 'staff')?.rows).toBe(2);
  expect(manifest.journal.firstOffset).toBeLessThanOrEqual(manifest.database.storedOffset + 1);
  expect(manifest.journal.lastOffset).toBeGreaterThanOrEqual(manifest.database.storedOffset);
});

/** What a service finds on the restored folder and database. */
function describeRestored(
  name: string,
  target: () => Promise<{ url?: string; drop: () => Promise<void> }>,
): void {
  describe(`restored into ${name}`, () => {
    let service: Service;
    let api: Api;
    let pool: Pool;
    let drop: () => Promise<void>;
    let data: string;
    let url: string | undefined;

    beforeAll(async () => {
      ({ url, drop } = await target());
      data = join(directory.path, `restored ${name}`);
      const settings = { dataDirectory: data, databaseUrl: url };
      const done = await runBackup('restore', ['--from', backup], settings);
      expectEnded(done);
      service = await startService({
        dataDirectory: data,
        environment: environment(),
        ...(url === undefined ? {} : { databaseUrl: url }),
      });
      api = await logIn(service.http);
      const address = url ?? (await findRunningServer(join(data, 'postgres'))) ?? '';
      pool = new Pool({ connectionString: address, max: 1 });
      pool.on('error', () => undefined);
    });
    afterAll(async () => {
      await pool?.end();
      await service?.kill('SIGKILL');
      await removeData(data);
      await drop?.();
    });

    it('has each reading once that was acknowledged before the backup began', async () => {
      const stored = await waitFor('the journal to be stored', async () => {
        const { rows } = await pool.query<{ key: string; copies: number }>(
          `select device_id || ',' || seq as key, count(*)::int as copies from readings_smoke group by 1`,
        );
        const keys = new Map(rows.map(({ key, copies }) => [key, copies]));
        return readings.every((key) => keys.has(key)) && keys;
      });
      expect([...stored.values()].every((copies) => copies === 1)).toBe(true);
    });

    it('has the alerts as they were: acknowledged, shelved, waiting', async () => {
      expect((await openAlerts(api)).map(toSeen)).toEqual(seen);
      expect(seen.map(({ operator, suppression }) => `${operator} ${suppression}`).toSorted()).toEqual([
        'acknowledged none',
        'unacknowledged none',
        'unacknowledged shelved',
      ]);
    });

    it('lets the device in with its secret and staff with their password', async () => {
      const device = await connectDevice(service.mqtt, 'own-secret', { password: secret });
      await device.endAsync();
      await expect(connectDevice(service.mqtt, 'own-secret')).rejects.toThrow(/not authorized|bad user/i);
      await expect(logInAs(service.http, clerk)).resolves.toMatchObject({ cookie: expect.any(String) });
    });

    it('has the picture, the case, and an unbroken audit', async () => {
      const answer = await api.get(pictureUrl);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
      const { case: found } = await api.getJson<{ case: { step: string } }>(`/api/cases/${caseId}`);
      expect(found.step).toBe('reported');
      const audit = await api.getJson<{ faults: number; entries: number }>('/api/audit/check');
      expect(audit).toMatchObject({ faults: 0 });
      expect(audit.entries).toBeGreaterThan(5);
    });

    it('finds nothing to complain of, and tells nobody anything twice', async () => {
      const { damages } = await api.getJson<{ damages: unknown[] }>('/api/system');
      expect(damages).toEqual([]);
      expect(unknownIn(await keptFiles(data))).toEqual([]);
      // What would be told again would be told before this.
      const before = inbox.received.length;
      await raise(service, 'fire-3', { alarm: 1 });
      await waitFor('the new fire to be told', () => inbox.received.length > before);
      const told = inbox.received.slice(delivered).map(({ body }) => body as Told);
      expect(told.filter(({ data }) => data.content.deviceId !== 'fire-3')).toEqual([]);
      delivered = inbox.received.length;
    });

    it('can be backed up while it is stopped, as it was', async () => {
      await waitFor('the new alert in the database', async () => {
        const { rows } = await pool.query<{ alerts: number }>('select count(*)::int as alerts from alerts');
        return rows[0]?.alerts === seen.length + 1;
      });
      await service.kill('SIGTERM');
      const to = join(directory.path, `again ${name}`);
      const made = await runBackup('backup', ['--to', to], { dataDirectory: data, databaseUrl: url });
      expectEnded(made);
      const [again = ''] = readdirSync(to);
      expect(await alertsIn(join(to, again))).toBe(seen.length + 1);
    });
  });
}

interface Told {
  readonly data: { readonly content: { readonly deviceId: string | null } };
}

describeRestored('an embedded database', () => Promise.resolve({ drop: () => Promise.resolve() }));

for (const edition of ['apache', 'community'] as const) {
  describeOn(edition, 'a server of its own', () =>
    describeRestored(edition, () => createEmptyDatabase(edition)),
  );
}

describe('what is not whole, or has no room to go to', () => {
  let copy: string;
  let data: string;
  let number = 0;

  beforeAll(() => {
    copy = join(directory.path, 'copy');
  });
  afterEach(() => rm(copy, { recursive: true, force: true }));

  async function restoring(
    change: () => Promise<void>,
    settings: { readonly DATABASE_URL?: string } = {},
  ): Promise<void> {
    number += 1;
    data = join(directory.path, `refused ${number}`);
    await cp(backup, copy, { recursive: true });
    await change();
    await restoreBackup({ config: { DATA_DIR: data, ...settings }, from: copy, log });
  }

  async function rewrite(change: (manifest: Manifest) => Manifest): Promise<void> {
    await writeFile(join(copy, 'manifest.json'), encodeManifest(change(await readManifest(copy))));
  }

  /** The manifest says that there is one more account than there is. */
  async function claimOneMore(): Promise<void> {
    await rewrite((manifest) => ({
      ...manifest,
      tables: manifest.tables.map((table) =>
        table.name === 'staff' ? { ...table, rows: table.rows + 1 } : table,
      ),
    }));
  }

  async function flip(path: string): Promise<void> {
    const bytes = await readFile(join(copy, path));
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(join(copy, path), bytes);
  }

  it.each([
    [
      'a flipped bit of the journal',
      () => flip(`${dataFolder}/journal/journal.mdb`),
      /journal\.mdb is damaged: its content/,
    ],
    ['a flipped bit of a table', () => flip('database/alerts.copy.zst'), /alerts\.copy\.zst is damaged/],
    ['a flipped bit of the manifest', () => flip('manifest.json'), /manifest\.json is damaged/],
    [
      'a file cut short',
      () => truncate(join(copy, 'database/staff.copy.zst'), 10),
      /staff\.copy\.zst is damaged: it has 10 bytes/,
    ],
    ['a missing file', () => rm(join(copy, `${dataFolder}/fleet.json`)), /fleet\.json is missing/],
    ['a file too many', () => writeFile(join(copy, 'notes.txt'), ''), /notes\.txt is not part of the backup/],
    [
      'one that did not end',
      () => rm(join(copy, 'manifest.json')),
      /is no backup: it has no manifest\.json.*unfinished/,
    ],
    [
      'one of a newer version',
      () =>
        rewrite((manifest) => ({
          ...manifest,
          database: { ...manifest.database, migrations: [...manifest.database.migrations, '999-later'] },
        })),
      /newer version.*999-later/,
    ],
  ])('is refused: %s', async (_name, change, words) => {
    await expect(restoring(change)).rejects.toThrow(words);
    expect(readdirSync(directory.path)).not.toContain(`refused ${number}`);
  });

  it('tells by its exit code', async () => {
    await cp(backup, copy, { recursive: true });
    await flip(`${dataFolder}/accounts.json`);
    const checked = await runBackup('backup', ['--check', copy], { dataDirectory: directory.path });
    expect([checked.code, checked.errors]).toEqual([1, expect.stringContaining('accounts.json is damaged')]);
  });

  it('is refused: a folder with something in it, though the database is empty', async () => {
    const { url, drop } = await createEmptyDatabase('plain');
    const change = async (): Promise<void> => {
      await mkdir(data);
      await writeFile(join(data, 'accounts.json'), '{}');
    };
    await expect(restoring(change, { DATABASE_URL: url })).rejects.toThrow(/is not empty \(accounts\.json\)/);
    expect(readdirSync(data)).toEqual(['accounts.json']);
    await drop();
  });

  it('is refused: a database with something in it, though the folder is empty', async () => {
    const { url, drop } = await createEmptyDatabase('plain');
    const pool = new Pool({ connectionString: url, max: 1 });
    await pool.query('create table somebody (name text)');
    await expect(restoring(() => Promise.resolve(), { DATABASE_URL: url })).rejects.toThrow(
      /the database has tables already \(somebody\)/,
    );
    expect(readdirSync(data)).toEqual([]);
    await pool.end();
    await drop();
  });

  it('is refused: a folder that a service holds', async () => {
    const held: (() => Promise<void>)[] = [];
    const change = async (): Promise<void> => {
      await mkdir(data);
      held.push(await lockDataDirectory(data));
    };
    await expect(restoring(change)).rejects.toThrow('Another process uses the data folder');
    await held[0]?.();
  });

  it('leaves nothing where it fails on the way, neither in the folder nor in the database', async () => {
    const { url, drop } = await createEmptyDatabase('plain');
    await expect(restoring(claimOneMore, { DATABASE_URL: url })).rejects.toThrow(
      'the table staff got 2 rows instead of 3',
    );
    expect(readdirSync(data)).toEqual([]);
    await restoreBackup({ config: { DATA_DIR: data, DATABASE_URL: url }, from: backup, log });
    expect(await filesBelow(data)).toContain('accounts.json');
    await drop();
  });

  it('no service starts on half a restore', async () => {
    data = join(directory.path, 'half');
    await mkdir(data);
    await beginRestore(data);
    await expect(
      startService({ dataDirectory: data, databaseUrl: 'postgres://127.0.0.1:1/none' }),
    ).rejects.toThrow(/was begun and did not end/);
  });

  it('no backup is begun of what is no data folder, nor into one', async () => {
    data = join(directory.path, 'nothing');
    await mkdir(data);
    const config = { DATA_DIR: data, RETENTION_DAYS: 90 };
    const to = join(directory.path, 'none');
    await expect(makeBackup({ config, to, version: '0', log })).rejects.toThrow(/there is no journal in/);
    await mkdir(join(data, 'journal'));
    await expect(makeBackup({ config, to: join(data, 'b'), version: '0', log })).rejects.toThrow(
      /lies in the data folder/,
    );
    await expect(makeBackup({ config, to, version: '0', log })).rejects.toThrow(/give DATABASE_URL/);
    expect(readdirSync(to)).toEqual([]);
  });
});
