import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findServicePorts } from '../test/support/ports.ts';
import { logIn, type Api } from '../test/support/api.ts';
import { connectLive } from '../test/support/live-client.ts';
import { createDataDirectory, startService, type ServiceOptions } from '../test/support/service.ts';
import { connectAlarmProbes } from './support/alarm-probes.ts';
import type { BenchServer } from './support/bench-database.ts';
import { alarmFigures } from './support/alarm-figures.ts';
import type { Figure } from './support/figure.ts';
import { progress } from './support/progress.ts';
import type { ReconnectAnswer, ReconnectOrder } from './support/reconnect-devices.ts';

const devices = Number(process.env['RECONNECT_DEVICES'] ?? 10_000);
const probes = Math.min(400, devices);
const probeEvery_ms = 100;

/**
 * 10,000 devices with a secret each lose their connections at the same moment and come back, while other detectors
 * ring; then the service is killed and started again, and they come back to that.
 */
export async function measureReconnect(server: BenchServer): Promise<readonly Figure[]> {
  const database = await server.createDatabase();
  const directory = await createDataDirectory();
  const options: ServiceOptions = {
    dataDirectory: join(directory.path, 'data'),
    databaseUrl: database.url,
    ...(await findServicePorts()),
  };
  let service = await startService(options);
  const city = fork(fileURLToPath(new URL('support/reconnect-devices.ts', import.meta.url)), {
    stdio: 'inherit',
  });
  const order = async (given: ReconnectOrder): Promise<ReconnectAnswer> => {
    city.send(given);
    const [answer] = (await once(city, 'message')) as [ReconnectAnswer];
    return answer;
  };
  try {
    const api = await logIn(service.http);
    const secrets = join(directory.path, 'secrets.csv');
    await writeFile(secrets, await enterDevices(api));
    progress(`${devices} devices entered`);
    const opened = await order({ type: 'open', url: service.mqtt, secrets });
    progress(`all connected in ${opened.took_s.toFixed(1)} s`);
    const detectors = await connectAlarmProbes(service.mqtt, probes);
    const page = await connectLive(service.http, api);

    const over = new AbortController();
    const ringing = detectors.ring(probeEvery_ms, over.signal);
    const dropped = await order({ type: 'drop' });
    over.abort();
    await ringing;
    const alarms = await detectors.delays_ms(page);
    progress(`dropped: all back in ${dropped.took_s.toFixed(1)} s, ${alarms.length} alarms meanwhile`);
    await detectors.close();
    await page.close();

    const back = order({ type: 'expectDrop' });
    await service.kill('SIGKILL');
    service = await startService(options);
    const restarted = await back;
    progress(
      `killed and started in ${Math.round(service.startup_ms)} ms: all back in ${restarted.took_s.toFixed(1)} s`,
    );
    return [
      { name: 'devices with a secret each', value: devices, unit: '' },
      { name: 'dropped at once: all back after', value: dropped.took_s, unit: 's', wanted: { atMost: 60 } },
      { name: 'alarms rung meanwhile', value: alarms.length, unit: '', wanted: { atLeast: 10 } },
      ...alarmFigures(alarms),
      {
        name: 'service killed: all back after, its start included',
        value: restarted.took_s,
        unit: 's',
        wanted: { atMost: 60 },
      },
      {
        name: 'refused meanwhile',
        value: dropped.refusals + restarted.refusals,
        unit: 'connects',
        wanted: { atMost: 0 },
      },
    ];
  } finally {
    const exited = once(city, 'exit');
    city.kill('SIGKILL');
    await exited;
    await service.kill('SIGTERM');
    await database.drop();
    await directory.remove();
  }
}

/** Their secrets, a line of `device,secret` each. */
async function enterDevices(api: Api): Promise<string> {
  const rows = Array.from({ length: devices }, (_, index) => `CITY-${index + 1},smoke`);
  const answer = await api.post('/api/devices/import', ['id,kind', ...rows].join('\n'), {
    'content-type': 'text/csv',
  });
  if (!answer.ok) throw new Error(`import: ${answer.status} ${await answer.text()}`);
  const { created } = (await answer.json()) as { created: readonly { id: string; secret: string }[] };
  return created.map(({ id, secret }) => `${id},${secret}`).join('\n');
}
