import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../domain/alert.ts';
import type { SystemView } from '../domain/system.ts';
import { logIn, type Api } from './support/api.ts';
import { createTestDatabase, type TestDatabase } from './support/databases.ts';
import { connectDevice } from './support/devices.ts';
import { readFigure } from './support/metrics.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/** Through the real process: what is kept is damaged while it is stopped, and it starts all the same. */
describe('a start with something damaged', { timeout: 240_000 }, () => {
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let database: TestDatabase;
  let service: Service;
  let api: Api;
  let data: string;
  let alarms = 0;

  beforeAll(async () => {
    directory = await createDataDirectory();
    database = await createTestDatabase('plain');
    data = join(directory.path, 'data');
    await start();
    await ring();
    const [first] = await fires();
    if (first === undefined) throw new Error('there is no fire');
    const done = await api.post(
      `/api/alerts/${first.id}/acknowledge`,
      { version: first.version },
      { 'idempotency-key': 'once' },
    );
    if (!done.ok) throw new Error(await done.text());
    await ring();
  });

  afterAll(async () => {
    await service?.kill('SIGKILL');
    await database?.drop();
    await directory?.remove();
  });

  async function start(): Promise<void> {
    service = await startService({ dataDirectory: data, databaseUrl: database.url });
    api = await logIn(service.http);
  }

  async function open(): Promise<readonly Alert[]> {
    return (await api.getJson<{ alerts: Alert[] }>('/api/alerts?state=open')).alerts;
  }

  async function fires(): Promise<readonly Alert[]> {
    return (await open()).filter(
      ({ ruleId, deviceId }) => ruleId === 'smoke-alarm' && deviceId !== 'service',
    );
  }

  /** One more detector sends its alarm; resolves when that is on the desk. */
  async function ring(): Promise<void> {
    alarms += 1;
    const before = (await fires()).length;
    const id = `SD-${alarms}`;
    const device = await connectDevice(service.mqtt, id);
    const payload = JSON.stringify({ values: { alarm: 1, temperature_c: 24 } });
    await device.publishAsync(`sensors/smoke/${id}/telemetry`, payload, { qos: 1 });
    await device.endAsync();
    await waitFor('the fire', async () => (await fires()).length > before);
  }

  /** What the desk knows of fires, without what the clock does to them. */
  async function known(): Promise<unknown> {
    const all = await fires();
    return all.map(({ id, operator, condition }) => ({ id, operator, condition })).sort(byId);
  }

  async function restartAfter(damage: () => void, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await service.kill(signal);
    damage();
    await start();
  }

  /** That it is told everywhere: the log, the system's page, its figures, readiness, and the desk. */
  async function expectTold(kind: string): Promise<SystemView['damages'][number]> {
    const logged = service.log.find((line) => line['event'] === 'damage' && line['kind'] === kind);
    expect(logged).toBeDefined();
    const { damages } = await api.getJson<SystemView>('/api/system');
    const found = damages.find((damage) => damage.kind === kind);
    expect(found).toBeDefined();
    expect(await readFigure(service.http, 'damages')).toBeGreaterThan(0);
    const ready = (await (await fetch(`${service.http}/readyz`)).json()) as {
      parts: Record<string, { state: string }>;
    };
    expect(ready.parts['integrity']?.state).toBe('degraded');
    await waitFor('the alert about it', async () =>
      (await open()).some(({ ruleId, scope }) => ruleId === 'service-damage' && scope.id.startsWith(kind)),
    );
    return found as SystemView['damages'][number];
  }

  it('the desk’s newest snapshot: every alert and acknowledgement is still there', async () => {
    const before = await known();
    await restartAfter(() => flip(join(data, 'journal/snapshots/desk.snapshot')));
    expect(await known()).toEqual(before);
    const { setAside } = await expectTold('snapshot');
    expect(statSync(setAside ?? '').size).toBeGreaterThan(0);
    await ring();
  });

  it('accounts and the copy of the fleet: staff log in, devices are let in', async () => {
    const before = await known();
    await restartAfter(() => {
      flip(join(data, 'accounts.json'));
      flip(join(data, 'fleet.json'));
    });
    expect(await known()).toEqual(before);
    await expectTold('kept-file');
    expect(readdirSync(data).filter((name) => name.includes('.damaged-'))).toHaveLength(2);
    await ring();
  });

  it('the list of sessions: the one before is not used, nobody’s ended session lives again', async () => {
    const stays = await logIn(service.http);
    const ended = await logIn(service.http);
    const left = await fetch(`${service.http}/api/session`, {
      method: 'DELETE',
      headers: { cookie: ended.cookie, origin: service.http },
    });
    expect(left.ok).toBe(true);
    await restartAfter(() => flip(join(data, 'sessions.json')));
    for (const { cookie } of [stays, ended]) {
      const answer = await fetch(`${service.http}/api/system`, { headers: { cookie } });
      expect(answer.status).toBe(401);
    }
  });

  it('the journal’s file, cut short: alerts are kept, readings go on and are stored', async () => {
    const before = await known();
    await restartAfter(() => {
      const path = join(data, 'journal/journal.mdb');
      truncateSync(path, Math.floor(statSync(path).size / 8_192) * 4_096);
    }, 'SIGKILL');
    expect(await known()).toEqual(before);
    const { setAside, missing } = await expectTold('journal-file');
    expect(statSync(setAside ?? '').size).toBeGreaterThan(0);
    expect(missing?.last).toBeGreaterThan(missing?.first ?? 0);
    await ring();
    await waitFor('its row', async () => {
      const { rows } = await database.pool.query(
        `select from readings_smoke where device_id = 'SD-${alarms}'`,
      );
      return rows.length === 1;
    });
  });

  it('a table of the database: alarms ring without it, and readings are kept for it', async () => {
    await restartAfter(() => {});
    await database.pool.query('alter table readings_smoke rename to lost_readings');
    await ring();
    await waitFor('it is reported', async () =>
      (await api.getJson<SystemView>('/api/system')).damages.some(({ kind }) => kind === 'database'),
    );
    await expectTold('database');
    await service.kill('SIGKILL');
    await start();
    expect(service.database).toBe('away');
    const { detail } = await expectTold('database');
    expect(detail).toContain('readings_smoke');
    await ring();
    await database.pool.query('alter table lost_readings rename to readings_smoke');
    for (const id of [`SD-${alarms - 1}`, `SD-${alarms}`]) {
      await waitFor('its row', async () => {
        const { rows } = await database.pool.query(`select from readings_smoke where device_id = '${id}'`);
        return rows.length === 1;
      });
    }
  });

  it('a database of a newer version: it is left alone, and alarms ring without it', async () => {
    await service.kill('SIGTERM');
    await database.pool.query(
      `insert into kysely_migration (name, timestamp) values ('999-future', now()::text)`,
    );
    await start();
    expect(service.database).toBe('away');
    const { detail } = await expectTold('database');
    expect(detail).toContain('newer than this program: it has 999-future');
    await ring();
    await database.pool.query(`delete from kysely_migration where name = '999-future'`);
    await waitFor('the database', async () => (await readFigure(service.http, 'store_lag_records')) >= 0);
  });
});

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

/** Turns the bits of a byte in the middle. */
function flip(path: string): void {
  const bytes = readFileSync(path);
  const position = Math.floor(bytes.length / 2);
  bytes[position] = (bytes[position] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}
