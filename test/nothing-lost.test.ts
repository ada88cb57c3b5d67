import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { accountFor } from './support/account-for.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from './support/databases.ts';
import { readFigure } from './support/metrics.ts';
import { findServicePorts } from './support/ports.ts';
import { createDataDirectory, startService, type Service, type ServiceOptions } from './support/service.ts';
import { startSimulator } from './support/simulator.ts';
import { waitFor } from './support/wait-for.ts';

const kills = 20;
const seed = 20_261_121;

describe('nothing acknowledged is lost', () => {
  let database: TestDatabase;
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let options: ServiceOptions;
  let service: Service;

  beforeAll(async () => {
    database = await createTestDatabase(bestEdition());
    directory = await createDataDirectory();
    options = {
      dataDirectory: join(directory.path, 'data'),
      databaseUrl: database.url,
      ...(await findServicePorts()),
    };
    service = await startService(options);
  });

  afterAll(async () => {
    await service?.kill('SIGKILL');
    await database?.drop();
    await directory?.remove();
  });

  it(`in ${kills} kills -9 at random moments: every acknowledged message is stored exactly once`, async () => {
    const ledger = join(directory.path, 'ledger.csv');
    const words =
      'load --connections 20 --window 20 --rate 3000 --duration 600 --patience 600 --prefix kill --ledger';
    const load = startSimulator(service.mqtt, ...words.split(' '), ledger);
    onTestFinished(load.kill);
    const random = xoroshiro128plus(seed);
    for (let kill = 0; kill < kills; kill += 1) {
      const before = await waitForMessages(service, 100);
      // The moment is what is random here: while messages come in, at no particular point of any of it.
      await delay(uniformInt(random, 0, 900));
      expect(before).toBeGreaterThan(0);
      await service.kill('SIGKILL');
      service = await startService(options);
    }
    await waitForMessages(service, 3_000);
    load.stop();
    const { output } = await load.ended;
    await waitFor(
      'the store to catch up',
      async () => (await readFigure(service.http, 'store_lag_records')) === 0,
    );
    const account = await accountFor(database.pool, ledger, 'kill-%');
    expect(account.lost, output).toEqual([]);
    expect(account.doubled, output).toEqual([]);
    expect(account.acknowledged).toBeGreaterThan(kills * 500);
  }, 300_000);
});

async function waitForMessages(from: Service, least: number): Promise<number> {
  return waitFor('messages', async () => {
    const messages = await readFigure(from.http, 'messages_total');
    return messages >= least ? messages : null;
  });
}
