import { setTimeout as delay } from 'node:timers/promises';
import { logIn } from '../test/support/api.ts';
import { connectDevice } from '../test/support/devices.ts';
import { connectLive } from '../test/support/live-client.ts';
import { createDataDirectory, enrolmentKey, startService } from '../test/support/service.ts';
import type { BenchServer } from './support/bench-database.ts';
import type { Figure } from './support/figure.ts';
import { runLoadProcess } from './support/load-process.ts';
import { percentile } from './support/median.ts';
import { progress } from './support/progress.ts';

const load_s = 20;
const probes = 200;
const probeEvery_ms = 70;

/** From a device's publish to the page's socket, while the service is busy with a share of what it sustains. */
export async function measureLatency(
  server: BenchServer,
  sustained_per_s: number,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [share, name] of [
    [0.25, 'a quarter'],
    [0.5, 'half'],
  ] as const) {
    const { alarms, telemetry } = await measureAt(server, sustained_per_s * share);
    const at = `at ${name} of the full rate`;
    const wanted = { atMost: 250 };
    figures.push(
      { name: `alarm → socket, p50, ${at}`, value: percentile(alarms, 0.5), unit: 'ms' },
      { name: `alarm → socket, p99, ${at}`, value: percentile(alarms, 0.99), unit: 'ms', wanted },
      { name: `reading → socket, p50, ${at}`, value: percentile(telemetry, 0.5), unit: 'ms' },
      { name: `reading → socket, p99, ${at}`, value: percentile(telemetry, 0.99), unit: 'ms', wanted },
    );
    progress(
      `${at}: alarms p99 ${percentile(alarms, 0.99)} ms, readings p99 ${percentile(telemetry, 0.99)} ms`,
    );
  }
  return figures;
}

async function measureAt(server: BenchServer, rate_per_s: number) {
  const database = await server.createDatabase();
  const directory = await createDataDirectory();
  const service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
  const api = await logIn(service.http);
  const page = await connectLive(service.http, api);
  // A detector each, because an alarm that is on cannot be raised again; connected before the load begins.
  const names = Array.from({ length: probes }, (_, probe) => `PROBE-${probe}`);
  const devices = await Promise.all(names.map((name) => connectDevice(service.mqtt, name)));
  page.send({ type: 'subscribe', devices: names });
  const load = runLoadProcess({
    url: service.mqtt,
    key: enrolmentKey,
    prefix: 'busy',
    duration_s: load_s,
    rate_per_s,
  });
  await delay(2_000);
  const sentAt = new Map<string, number>();
  for (const [probe, device] of devices.entries()) {
    const name = `PROBE-${probe}`;
    const time = Date.now();
    sentAt.set(name, time);
    const payload = JSON.stringify({ time, values: { alarm: 1, temperature_c: 20 } });
    device.publish(`sensors/smoke/${name}/telemetry`, payload, { qos: 1 });
    await delay(probeEvery_ms);
  }
  await load;
  await delay(500);
  const alarms: number[] = [];
  const telemetry: number[] = [];
  for (const { at, message } of page.received) {
    if (message.type !== 'change') continue;
    for (const change of message.changes) {
      if (change.kind === 'telemetry') telemetry.push(at - (sentAt.get(change.deviceId) ?? Number.NaN));
      if (change.kind === 'alert' && change.event.type === 'raise') {
        alarms.push(at - (sentAt.get(change.alert.deviceId) ?? Number.NaN));
      }
    }
  }
  await page.close();
  await Promise.all(devices.map((device) => device.endAsync()));
  await service.kill('SIGTERM');
  await database.drop();
  await directory.remove();
  if (alarms.length !== probes || telemetry.length !== probes) {
    throw new Error(`Of ${probes} probes, ${alarms.length} alarms and ${telemetry.length} readings arrived.`);
  }
  return { alarms, telemetry };
}
