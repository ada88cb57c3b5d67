import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createEmbeddedServer, type EmbeddedServer } from '../database/embedded-server.ts';
import type { Alert } from '../domain/alert.ts';
import { accountFor } from './support/account-for.ts';
import type { SystemView } from '../domain/system.ts';
import { logIn, type Api } from './support/api.ts';
import { createDatabaseAddress, type DatabaseAddress } from './support/database-address.ts';
import { connectDevice } from './support/devices.ts';
import { connectLive } from './support/live-client.ts';
import { readFigure } from './support/metrics.ts';
import { findServicePorts } from './support/ports.ts';
import { createDataDirectory, startService, type Service, type ServiceOptions } from './support/service.ts';
import { startSimulator } from './support/simulator.ts';
import { waitFor } from './support/wait-for.ts';

const log = pino({ level: 'silent' });

describe('the database stopped for a while', () => {
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let address: DatabaseAddress;
  let server: EmbeddedServer;
  let databaseUrl: string;
  let options: ServiceOptions;
  let service: Service;

  beforeAll(async () => {
    directory = await createDataDirectory();
    await chmod(directory.path, 0o755);
    address = await createDatabaseAddress();
    await startDatabase();
    options = {
      dataDirectory: join(directory.path, 'data'),
      databaseUrl,
      ...(await findServicePorts()),
    };
    service = await startService(options);
  });

  afterAll(async () => {
    await service?.kill('SIGKILL');
    await server?.stop();
    await address?.close();
    await directory?.remove();
  });

  async function startDatabase(): Promise<void> {
    server = createEmbeddedServer({ directory: join(directory.path, 'database'), log, preferLocal: false });
    const { url } = await server.start();
    address.forwardTo(url);
    databaseUrl = address.of(url);
  }

  it('devices are acknowledged, alarms ring, staff act, and every row arrives later', async () => {
    const ledger = join(directory.path, 'ledger.csv');
    const words =
      'load --connections 10 --window 10 --rate 500 --duration 600 --patience 600 --prefix away --ledger';
    const load = startSimulator(service.mqtt, ...words.split(' '), ledger);
    onTestFinished(load.kill);
    const detector = await connectDevice(service.mqtt, 'SD-AWAY');
    const topic = 'sensors/smoke/SD-AWAY/telemetry';
    await detector.publishAsync(topic, JSON.stringify({ values: { alarm: 0, temperature_c: 22 } }), {
      qos: 1,
    });
    const api = await logIn(service.http);
    const page = await connectLive(service.http, api);
    await waitFor('rows', async () => (await readFigure(service.http, 'stored_rows_total')) > 500);

    await server.stop();
    const acknowledgedBefore = await readFigure(service.http, 'messages_total');
    await waitFor(
      'messages acknowledged without the database',
      async () => (await readFigure(service.http, 'messages_total')) > acknowledgedBefore + 1_000,
    );
    expect(await readFigure(service.http, 'store_lag_records')).toBeGreaterThan(500);

    // An alarm during the outage reaches the page within a second.
    const sentAt = Date.now();
    await detector.publishAsync(topic, JSON.stringify({ values: { alarm: 1, temperature_c: 24 } }), {
      qos: 1,
    });
    const alert = await waitFor('the alert on the page', () => {
      for (const { at, message } of page.received) {
        if (message.type !== 'change') continue;
        for (const change of message.changes) {
          if (change.kind === 'alert' && change.alert.deviceId === 'SD-AWAY') return { at, ...change.alert };
        }
      }
      return null;
    });
    expect(alert.at - sentAt).toBeLessThan(1_000);

    // Staff acknowledge it, and a restart in the middle of the outage forgets nothing of this.
    const acknowledged = await api.post(
      `/api/alerts/${alert.id}/acknowledge`,
      { version: alert.version },
      { 'idempotency-key': 'once' },
    );
    expect(acknowledged.status).toBe(200);
    await service.kill('SIGKILL');
    service = await startService(options);
    expect(service.database).toBe('away');
    const again = await logIn(service.http);
    const { alert: kept } = await again.getJson<{ alert: Alert }>(`/api/alerts/${alert.id}`);
    expect(kept).toMatchObject({ operator: 'acknowledged', acknowledgedBy: 'admin', condition: 'active' });
    await waitFor('devices back', async () => (await readFigure(service.http, 'messages_total')) > 1_000);

    // A device that comes for the first time is let in, one with a wrong secret is not, and another fire rings;
    // a second restart of the same outage still knows all of it, under the same rules.
    await expect(connectDevice(service.mqtt, 'SD-AWAY', { password: 'wrong' })).rejects.toThrow(
      'Connection refused',
    );
    const newcomer = await connectDevice(service.mqtt, 'SD-NEW');
    const fire = JSON.stringify({ values: { alarm: 1 } });
    await newcomer.publishAsync('sensors/smoke/SD-NEW/telemetry', fire, { qos: 1 });
    await newcomer.endAsync();
    const openOf = async (from: Api, deviceId: string): Promise<Alert | undefined> => {
      const { alerts } = await from.getJson<{ alerts: Alert[] }>('/api/alerts?state=open');
      return alerts.find((one) => one.deviceId === deviceId && one.ruleId === alert.ruleId);
    };
    const second = await waitFor('the second fire', () => openOf(again, 'SD-NEW'));
    const { rules } = await again.getJson<SystemView>('/api/system');
    // Written within a second; one that a kill forgets enrols again when it comes back.
    await waitFor('the copy of the fleet', async () =>
      (await readFile(join(options.dataDirectory, 'fleet.json'), 'utf8')).includes('SD-NEW'),
    );
    await service.kill('SIGKILL');
    service = await startService(options);
    expect(service.database).toBe('away');
    const third = await logIn(service.http);
    expect(await openOf(third, 'SD-AWAY')).toMatchObject({ id: alert.id, operator: 'acknowledged' });
    expect(await openOf(third, 'SD-NEW')).toMatchObject({ id: second.id, operator: 'unacknowledged' });
    expect((await third.get('/api/devices/SD-NEW')).status).toBe(200);
    expect((await third.getJson<SystemView>('/api/system')).rules.setId).toBe(rules.setId);

    await startDatabase();
    await waitFor(
      'the store to catch up, while messages keep coming',
      async () => (await readFigure(service.http, 'store_lag_records')) < 500,
      60_000,
    );
    load.stop();
    const { output } = await load.ended;
    await waitFor('the last rows', async () => (await readFigure(service.http, 'store_lag_records')) === 0);
    const pool = new Pool({ connectionString: databaseUrl });
    const account = await accountFor(pool, ledger, 'away-%');
    expect(account.lost, output).toEqual([]);
    expect(account.doubled, output).toEqual([]);
    expect(account.acknowledged).toBeGreaterThan(2_000);
    const stored = await waitFor('the alert in the database', async () => {
      const { rows } = await pool.query(`select * from alerts where id = $1`, [alert.id]);
      return rows[0] as Record<string, unknown> | undefined;
    });
    expect(stored).toMatchObject({ acknowledged_by: 'admin', device_id: 'SD-AWAY', severity: 1 });
    await pool.end();
  }, 180_000);
});
