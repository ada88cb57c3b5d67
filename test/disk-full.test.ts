import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../domain/alert.ts';
import type { SystemView } from '../domain/system.ts';
import { logIn, type Api } from './support/api.ts';
import { createDatabaseAddress, type DatabaseAddress } from './support/database-address.ts';
import { createEmptyDatabase } from './support/databases.ts';
import { connectDevice, connectRawDevice, publishPacket } from './support/devices.ts';
import { readFigure } from './support/metrics.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/** The smallest journal there can be, and a database that takes nothing. */
describe('no room for readings', () => {
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
  let address: DatabaseAddress;
  let service: Service;
  let api: Api;

  beforeAll(async () => {
    directory = await createDataDirectory();
    database = await createEmptyDatabase('plain');
    address = await createDatabaseAddress();
    service = await startService({
      dataDirectory: join(directory.path, 'data'),
      databaseUrl: address.of(database.url),
      environment: { JOURNAL_MAX_MB: '64' },
    });
    api = await logIn(service.http);
  });

  afterAll(async () => {
    await service?.kill('SIGKILL');
    await address?.close();
    await database?.drop();
    await directory?.remove();
  });

  async function openAlerts(ruleId: string): Promise<readonly Alert[]> {
    const { alerts } = await api.getJson<{ alerts: Alert[] }>('/api/alerts?state=open');
    return alerts.filter((alert) => alert.ruleId === ruleId && alert.condition === 'active');
  }

  /** Sends readings until the service closes the connection without an answer. */
  async function sendUntilRefused(): Promise<void> {
    const socket = await connectRawDevice(service.mqtt, 'WL-BIG');
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    const payload = JSON.stringify({ values: { level_mm: 1 }, note: 'x'.repeat(60_000) });
    const packet = publishPacket('sensors/water/WL-BIG/telemetry', payload);
    socket.resume();
    while (!socket.destroyed) {
      const isReady = new Promise<void>((resolve) => void socket.write(packet, () => resolve()));
      await Promise.race([isReady, closed]);
    }
    await closed;
  }

  it('holds them back with an alert, while a fire rings and is acknowledged; and takes them again', async () => {
    expect(service.database).toBe('away');
    await waitFor(
      'the journal to be full for readings',
      async () => {
        await sendUntilRefused();
        return (await api.getJson<SystemView>('/api/system')).journal.room === 'telemetry-held';
      },
      60_000,
    );
    expect(await readFigure(service.http, 'journal_space_level')).toBe(2);
    const [told] = await waitFor('the alert about it', async () => {
      const alerts = await openAlerts('service-disk-full');
      return alerts.some(({ severity }) => severity === 2) && alerts;
    });
    expect(told?.title.en).toContain('readings are held back');

    const detector = await connectDevice(service.mqtt, 'SD-FULL');
    const topic = 'sensors/smoke/SD-FULL/telemetry';
    await detector.publishAsync(topic, JSON.stringify({ values: { alarm: 1 } }), { qos: 1 });
    const [fire] = await waitFor('the fire', async () => {
      const alerts = await openAlerts('smoke-alarm');
      return alerts.length > 0 && alerts;
    });
    const done = await api.post(
      `/api/alerts/${fire?.id}/acknowledge`,
      { version: fire?.version },
      { 'idempotency-key': 'full' },
    );
    expect(done.status).toBe(200);

    address.forwardTo(database.url);
    await waitFor(
      'room again',
      async () => (await api.getJson<SystemView>('/api/system')).journal.room === 'ample',
      60_000,
    );
    await waitFor('the alert to return', async () => (await openAlerts('service-disk-full')).length === 0);
    await detector.publishAsync(topic, JSON.stringify({ values: { temperature_c: 22 } }), { qos: 1 });
    await detector.endAsync();
  }, 180_000);
});
