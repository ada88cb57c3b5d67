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
const probes = 400;
const probeEvery_ms = 40;

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
  const device = await connectDevice(service.mqtt, 'PROBE');
  const load = runLoadProcess({
    url: service.mqtt,
    key: enrolmentKey,
    prefix: 'busy',
    duration_s: load_s,
    rate_per_s,
  });
  await delay(2_000);
  page.send({ type: 'subscribe', devices: ['PROBE'] });
  // Every probe is a reading of its own time; every second one turns the detector's alarm on or off, which the
  // rules answer at once: by its event time the change is recognised.
  const sentAt = new Map<number, number>();
  for (let probe = 0; probe < probes; probe += 1) {
    const time = Date.now();
    sentAt.set(time, time);
    const values = { alarm: probe % 4 < 2 ? 0 : 1, temperature_c: 20 + (probe % 10) };
    device.publish('sensors/smoke/PROBE/telemetry', JSON.stringify({ time, values }), { qos: 1 });
    await delay(probeEvery_ms);
  }
  await load;
  await delay(500);
  const alarms: number[] = [];
  const telemetry: number[] = [];
  for (const { at, message } of page.received) {
    if (message.type !== 'change') continue;
    for (const change of message.changes) {
      if (change.kind === 'telemetry' && sentAt.has(change.time)) telemetry.push(at - change.time);
      if (change.kind === 'alert' && change.event.by === 'rules') {
        const time = change.event.detail['eventTime'];
        if (typeof time === 'number' && sentAt.has(time)) alarms.push(at - time);
      }
    }
  }
  await page.close();
  await device.endAsync();
  await service.kill('SIGTERM');
  await database.drop();
  await directory.remove();
  if (alarms.length < 20 || telemetry.length < 20) {
    throw new Error(`Too few probes arrived: ${alarms.length} alarms, ${telemetry.length} readings.`);
  }
  return { alarms, telemetry };
}
