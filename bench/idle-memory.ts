import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readFigure } from '../test/support/metrics.ts';
import { createDataDirectory, enrolmentKey, startService } from '../test/support/service.ts';
import { waitFor } from '../test/support/wait-for.ts';
import type { BenchServer } from './support/bench-database.ts';
import type { Figure } from './support/figure.ts';

const connections = 10_000;
const root = fileURLToPath(new URL('..', import.meta.url));

/** Resident memory of the process with 10,000 devices connected that say nothing. Linux only. */
export async function measureIdleMemory(server: BenchServer): Promise<readonly Figure[]> {
  const database = await server.createDatabase();
  const directory = await createDataDirectory();
  const service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
  const words = `load --idle --connections ${connections} --duration 300 --url ${service.mqtt} --key ${enrolmentKey}`;
  const load = spawn(process.execPath, ['simulators/main.ts', ...words.split(' ')], {
    cwd: root,
    stdio: 'ignore',
  });
  const exited = once(load, 'exit');
  await waitFor(
    'all connections',
    async () => (await readFigure(service.http, 'mqtt_connections')) >= connections,
    120_000,
  );
  const memory_MB =
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))?.[1]) / 1_024;
  load.kill('SIGINT');
  await exited;
  await service.kill('SIGTERM');
  await database.drop();
  await directory.remove();
  return [
    { name: 'memory with 10,000 idle connections', value: memory_MB, unit: 'MB', wanted: { atMost: 400 } },
  ];
}
