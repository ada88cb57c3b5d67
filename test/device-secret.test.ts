import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn, type Api } from './support/api.ts';
import { connectDevice } from './support/devices.ts';
import { startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/** A device's secret got out, or is changed as a matter of course: on the real broker, over HTTP and MQTT. */
describe('a device with another secret', () => {
  let dataDirectory: string;
  let service: Service;
  let api: Api;

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'device-secret-'));
    service = await startService({ dataDirectory });
    api = await logIn(service.http);
  }, 120_000);
  afterAll(async () => {
    await service.kill('SIGTERM');
    await rm(dataDirectory, { recursive: true });
  });

  async function addDevice(id: string): Promise<string> {
    const response = await api.post('/api/devices', { id, kind: 'smoke' });
    expect(response.status).toBe(201);
    return ((await response.json()) as { secret: string }).secret;
  }

  async function changeSecret(
    id: string,
    grace_ms: number,
  ): Promise<{ secret: string; formerUntil: number }> {
    const response = await api.post(`/api/devices/${id}/secret`, { grace_ms });
    expect(response.status).toBe(200);
    return (await response.json()) as { secret: string; formerUntil: number };
  }

  async function isAdmitted(id: string, password: string): Promise<boolean> {
    try {
      const device = await connectDevice(service.mqtt, id, { password });
      await device.endAsync(true);
      return true;
    } catch (error) {
      if (/not authorized|bad user ?name/i.test(String(error))) return false;
      throw error;
    }
  }

  it('comes in by either until the grace is over, then by the new one only', async () => {
    const former = await addDevice('grace-1');
    const { secret, formerUntil } = await changeSecret('grace-1', 2_000);
    const wasAdmitted = await isAdmitted('grace-1', former);
    // On a machine so slow that the grace was over meanwhile, it is right to be refused.
    expect(wasAdmitted || Date.now() >= formerUntil).toBe(true);
    expect(await isAdmitted('grace-1', secret)).toBe(true);
    await waitFor('the former secret to count no more', async () => !(await isAdmitted('grace-1', former)));
    expect(Date.now()).toBeGreaterThanOrEqual(formerUntil);
    expect(await isAdmitted('grace-1', secret)).toBe(true);
  });

  it('is cut at once where that was asked for, with whoever is connected', async () => {
    const former = await addDevice('cut-1');
    const connected = await connectDevice(service.mqtt, 'cut-1', { password: former });
    const closed = new Promise<void>((resolve) => connected.once('close', () => resolve()));
    const { secret, formerUntil } = await changeSecret('cut-1', 0);
    expect(formerUntil).toBeNull();
    await closed;
    expect(await isAdmitted('cut-1', former)).toBe(false);
    expect(await isAdmitted('cut-1', secret)).toBe(true);
  });
});
