import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../domain/alert.ts';
import { logIn } from './support/api.ts';
import { connectDevice } from './support/devices.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the service as a process', () => {
  it('names every wrong setting at once and exits with 2', async () => {
    const child = spawn(process.execPath, ['main.ts'], {
      cwd: root,
      env: { ...process.env, HTTP_PORT: 'eighty', ENROLMENT_KEY: 'short', MQTTS_PORT: '8883' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    const errors = await text(child.stderr);
    expect(((await exited) as [number])[0]).toBe(2);
    expect(errors).toContain('HTTP_PORT');
    expect(errors).toContain('ENROLMENT_KEY');
  });

  describe('with the embedded database', () => {
    let directory: Awaited<ReturnType<typeof createDataDirectory>>;
    let service: Service;
    const start = async (): Promise<Service> =>
      startService({ dataDirectory: join(directory.path, 'data'), environment: { DATABASE_URL: '' } });

    beforeAll(async () => {
      directory = await createDataDirectory();
      // Reachable by the user that PostgreSQL runs as when the tests run as root.
      await chmod(directory.path, 0o755);
      service = await start();
    });

    afterAll(async () => {
      await service?.kill('SIGTERM');
      await directory?.remove();
    });

    async function readOpenAlerts(): Promise<readonly Alert[]> {
      const api = await logIn(service.http);
      return (await api.getJson<{ alerts: Alert[] }>('/api/alerts?state=open')).alerts;
    }

    async function readValues(): Promise<readonly (number | null)[]> {
      const api = await logIn(service.http);
      const range = `from=${Date.now() - 600_000}&to=${Date.now() + 1_000}&points=1000`;
      const series = await api.getJson<{ points: { max: number | null }[] }>(
        `/api/devices/SD-KEPT/readings?metric=temperature_c&${range}`,
      );
      return series.points.flatMap(({ max }) => (max === null ? [] : [max]));
    }

    it('says when it is ready, and where', () => {
      const ready = service.log.find((line) => line.msg === 'ready');
      expect(ready).toMatchObject({
        http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        mqtt: expect.stringMatching(/^mqtt:\/\/127\.0\.0\.1:\d+$/),
        database: expect.stringMatching(/^(community|apache|plain)$/),
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      });
    });

    it.each(['SIGTERM', 'SIGKILL'] as const)('keeps alerts and readings over %s', async (signal) => {
      const device = await connectDevice(service.mqtt, 'SD-KEPT');
      const temperature_c = signal === 'SIGTERM' ? 61 : 62;
      const payload = JSON.stringify({ time: Date.now(), values: { temperature_c, alarm: 1 } });
      await device.publishAsync('sensors/smoke/SD-KEPT/telemetry', payload, { qos: 1 });
      const before = await waitFor('the alerts', async () => {
        const alerts = await readOpenAlerts();
        return alerts.length >= 2 && alerts;
      });
      await device.endAsync();
      const code = await service.kill(signal);
      expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
      service = await start();
      const after = await readOpenAlerts();
      expect(new Set(after.map((alert) => alert.id))).toEqual(new Set(before.map((alert) => alert.id)));
      await waitFor('the reading', async () => (await readValues()).includes(temperature_c));
    });
  });
});
