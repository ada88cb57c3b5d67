import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { createDataDirectory, startService } from '../test/support/service.ts';
import type { Figure } from './support/figure.ts';
import { median } from './support/median.ts';

const rounds = 3;

/** From the process's start to its ready line, with the embedded database and a data folder that exists. */
export async function measureStartup(): Promise<readonly Figure[]> {
  const directory = await createDataDirectory();
  await chmod(directory.path, 0o755);
  const options = { dataDirectory: join(directory.path, 'data') };
  const first = await startService(options);
  await first.kill('SIGTERM');
  const times_s: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const service = await startService(options);
    times_s.push(service.startup_ms / 1_000);
    await service.kill('SIGTERM');
  }
  await directory.remove();
  return [
    { name: 'the very first start, making the database', value: first.startup_ms / 1_000, unit: 's' },
    {
      name: 'start to ready on an existing data folder',
      value: median(times_s),
      unit: 's',
      wanted: { atMost: 3 },
    },
  ];
}
