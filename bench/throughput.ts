import { createDataDirectory, enrolmentKey, startService, type Service } from '../test/support/service.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { createTestDatabase, type TestDatabase } from '../test/support/databases.ts';
import { atLeast, figure, type Figure } from './support/figure.ts';
import { runLoadProcess } from './support/load-process.ts';
import { median } from './support/median.ts';
import { startBareAedes, startMosquitto, type Peer } from './support/peers.ts';
import { readFigure } from '../test/support/metrics.ts';
import type { Edition } from '../database/edition.ts';

const rounds = 3;
const load_s = 10;
/** A rate counts as sustained when the store is no further behind at the end than this much later than midway. */
const lagGrowthMax_s = 0.5;
const rateStep = 0.92;

export interface ThroughputResult {
  readonly figures: readonly Figure[];
  /** Messages a second, acknowledged and stored: what the other parts take quarters and halves of. */
  readonly sustained_per_s: number;
}

/** Acknowledged and stored messages a second, against brokers that store nothing, all in one run. */
export async function measureThroughput(edition: Edition): Promise<ThroughputResult> {
  const bare: number[] = [];
  const mosquitto: number[] = [];
  const ours: number[] = [];
  const acknowledgedOnly: number[] = [];
  let rate = 0;
  for (let round = 1; round <= rounds; round += 1) {
    bare.push(await measurePeer(await startBareAedes(), round));
    const peer = await startMosquitto();
    if (peer !== null) mosquitto.push(await measurePeer(peer, round));
    const result = await measureOurs(edition, round, rate);
    ours.push(result.sustained);
    acknowledgedOnly.push(result.unlimited);
    rate = result.sustained / rateStep;
  }
  const sustained = median(ours);
  return {
    sustained_per_s: sustained,
    figures: [
      figure('bare Aedes, nothing stored', median(bare), 'acks/s'),
      figure('mosquitto, nothing stored', median(mosquitto), 'acks/s'),
      figure(
        'ours, on disk before the PUBACK, the store catching up later',
        median(acknowledgedOnly),
        'acks/s',
      ),
      figure('ours, acknowledged and stored, the lag not growing', sustained, 'messages/s'),
      figure('… as a share of bare Aedes', sustained / median(bare), ''),
      atLeast('… as a share of mosquitto', sustained / median(mosquitto), '', 0.4),
    ],
  };
}

async function measurePeer(peer: Peer, round: number): Promise<number> {
  const result = await runLoadProcess({
    url: peer.url,
    key: null,
    duration_s: load_s,
    device: `peer${round}`,
  });
  await peer.stop();
  progress(`${peer.name}: ${Math.round(result.perSecond)} acks/s`);
  return result.perSecond;
}

async function measureOurs(edition: Edition, round: number, startRate: number) {
  const database = await createTestDatabase(edition);
  const directory = await createDataDirectory();
  const service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
  try {
    const began = performance.now();
    const device = `load${round}`;
    const load = { url: service.mqtt, key: enrolmentKey, device };
    const unlimited = await runLoadProcess({ ...load, duration_s: load_s });
    await waitUntilStored(service);
    // Everything that was sent, over the whole time until it was stored: a careful first guess.
    const guess = unlimited.sent / ((performance.now() - began) / 1_000);
    progress(
      `ours: ${Math.round(unlimited.perSecond)} acks/s unlimited, all stored at ${Math.round(guess)}/s`,
    );
    const sustained = await findSustained(service, load, Math.max(startRate, guess * 1.15));
    await checkStored(database, device);
    return { unlimited: unlimited.perSecond, sustained };
  } finally {
    await service.kill('SIGTERM');
    await database.drop();
    await directory.remove();
  }
}

interface Target {
  readonly url: string;
  readonly key: string;
  readonly device: string;
}

/** Lowers the rate until the store's lag at the end of a run is no greater than midway. */
async function findSustained(service: Service, load: Target, startRate: number): Promise<number> {
  for (let rate = startRate; ; rate *= rateStep) {
    const midway = new Promise<number>((resolve) => {
      setTimeout(() => resolve(readFigure(service.http, lagName)), (load_s / 2) * 1_000);
    });
    const end = new Promise<number>((resolve) => {
      setTimeout(() => resolve(readFigure(service.http, lagName)), (load_s - 0.3) * 1_000);
    });
    const result = await runLoadProcess({ ...load, duration_s: load_s, rate_per_s: Math.round(rate) });
    const growth = (await end) - (await midway);
    await waitUntilStored(service);
    const isKept = result.perSecond >= rate * 0.98;
    progress(`ours at ${Math.round(rate)}/s: ${Math.round(result.perSecond)} acks/s, lag grew by ${growth}`);
    if (growth <= rate * lagGrowthMax_s && (isKept || rate <= startRate)) return result.perSecond;
  }
}

const lagName = 'store_lag_records';

async function waitUntilStored(service: Service): Promise<void> {
  await waitFor(
    'the store to catch up',
    async () => (await readFigure(service.http, lagName)) === 0,
    180_000,
  );
}

/** The benchmark would be worth nothing if rows were missing. */
async function checkStored(database: TestDatabase, device: string): Promise<void> {
  const { rows } = await database.pool.query<{ rows: string; distinct: string }>(
    `select count(*) as rows, count(distinct (device_id, seq)) as distinct from readings_electrical
     where device_id like $1`,
    [`${device}-%`],
  );
  const [counted] = rows;
  if (counted === undefined || counted.rows !== counted.distinct || counted.rows === '0') {
    throw new Error(`Stored rows do not add up: ${JSON.stringify(counted)}`);
  }
}

function progress(line: string): void {
  process.stderr.write(`  ${line}\n`);
}
