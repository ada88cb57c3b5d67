import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { SystemView } from '../domain/system.ts';
import { logIn, type Api } from './support/api.ts';
import { connectDevice } from './support/devices.ts';
import { connectLive, type LiveClient } from './support/live-client.ts';
import { readFigure } from './support/metrics.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/** Nobody listens there: the database is away from the start to the end. */
const nobody = 'postgres://nobody@127.0.0.1:9/none';

describe('the way of an alarm is tried all the time, without the database', () => {
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let outside: Server;
  let signals = 0;
  let service: Service;
  let api: Api;
  let live: LiveClient;

  beforeAll(async () => {
    outside = createServer((_request, response) => {
      signals += 1;
      response.end('OK');
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    directory = await createDataDirectory();
    service = await startService({
      dataDirectory: join(directory.path, 'data'),
      databaseUrl: nobody,
      environment: {
        CANARY_SECONDS: '1',
        DEADMAN_URL: `http://127.0.0.1:${(outside.address() as AddressInfo).port}/ping/secret-of-ours`,
        DEADMAN_SECONDS: '1',
        LOG_LEVEL: 'trace',
      },
    });
    api = await logIn(service.http);
    live = await connectLive(service.http, api);
  });

  afterAll(async () => {
    await live?.close();
    await service?.kill('SIGTERM');
    await new Promise((resolve) => outside?.close(resolve));
    await directory?.remove();
  });

  const canaries = () =>
    live.received.flatMap(({ message }) =>
      message.type === 'change' ? message.changes.filter(({ kind }) => kind === 'canary') : [],
    );
  const beat = () =>
    live.received.flatMap(({ message }) => (message.type === 'heartbeat' ? [message.canary] : [])).at(-1);

  it('arrives on every screen, is measured, told and exported, and outside they hear that all is well', async () => {
    await waitFor('canaries on a screen', () => canaries().length >= 3);
    await waitFor('a heartbeat that says so', () => beat()?.state === 'proven');
    const { canary, deadMan } = await api.getJson<SystemView>('/api/system');
    expect(canary).toMatchObject({ state: 'proven', everyMs: 1_000 });
    expect(canary?.delays.fiveMinutes.p50_ms).toBeGreaterThan(0);
    expect(await readFigure(service.http, 'canary_proven')).toBe(1);
    expect(await readFigure(service.http, 'canary_delay_seconds_count')).toBeGreaterThanOrEqual(3);
    await waitFor('a signal outside', () => signals > 0);
    expect(deadMan?.host).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(JSON.stringify(service.log)).not.toContain('secret-of-ours');
  });

  it('is in no list, and counts nowhere', async () => {
    await waitFor('canaries on a screen', () => canaries().length >= 3);
    expect(await api.getJson('/api/alerts?state=open')).toMatchObject({ alerts: [] });
    expect(await api.getJson('/api/incidents?state=open')).toMatchObject({ incidents: [] });
    expect(await api.getJson('/api/devices')).toMatchObject({ devices: [] });
    const figures = ['open_alerts', 'messages_total', 'mqtt_connections', 'unsaved_alert_changes'];
    expect(await Promise.all(figures.map((name) => readFigure(service.http, name)))).toEqual([0, 0, 0, 0]);
    // The person's own screen, and not the canary's.
    expect(await readFigure(service.http, 'screens')).toBe(1);
    const told = live.received.flatMap(({ message }) => (message.type === 'change' ? message.changes : []));
    expect(new Set(told.map(({ kind }) => kind))).not.toContain('alert');
    expect(JSON.stringify(told)).not.toContain('incident');
  });

  it('lets nobody else in by its name, at the broker or at the live feed', async () => {
    await expect(connectDevice(service.mqtt, 'negative-one.canary')).rejects.toThrow(
      /Not authorized|refused/i,
    );
    const socket = new WebSocket(`${service.http.replace('http', 'ws')}/api/live`, {
      headers: { authorization: 'Bearer negative-one.canary' },
    });
    const refused = new Promise<string>((resolve) => socket.once('error', ({ message }) => resolve(message)));
    expect(await refused).toContain('401');
  });
});
