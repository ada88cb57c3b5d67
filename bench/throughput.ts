import { createDataDirectory, enrolmentKey, startService, type Service } from '../test/support/service.ts';
import { waitFor } from '../test/support/wait-for.ts';
import type { BenchDatabase, BenchServer } from './support/bench-database.ts';
import type { Figure } from './support/figure.ts';
import { runLoadProcess } from './support/load-process.ts';
import { median } from './support/median.ts';
import { startBareAedes, startMosquitto, type Peer } from './support/peers.ts';
import { readFigure } from '../test/support/metrics.ts';
import { progress } from './support/progress.ts';

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
export async function measureThroughput(server: BenchServer): Promise<ThroughputResult> {
  const bare: number[] = [];
  const mosquitto: number[] = [];
  const ours: number[] = [];
  const acknowledgedOnly: number[] = [];
  let rate = 0;
  for (let round = 1; round <= rounds; round += 1) {
    bare.push(await measurePeer(await startBareAedes(), round));
    const peer = await startMosquitto();
    if (peer !== null) mosquitto.push(await measurePeer(peer, round));
    const result = await measureOurs(server, round, rate);
    ours.push(result.sustained);
    acknowledgedOnly.push(result.unlimited);
    rate = result.sustained / rateStep;
  }
  const sustained = median(ours);
  return {
    sustained_per_s: sustained,
    figures: [
      { name: 'bare Aedes, nothing stored', value: median(bare), unit: 'acks/s' },
      { name: 'mosquitto, nothing stored', value: median(mosquitto), unit: 'acks/s' },
      {
        name: 'ours, fsynced before the PUBACK, stored later',
        value: median(acknowledgedOnly),
        unit: 'acks/s',
      },
      { name: 'ours, acknowledged and stored, the lag not growing', value: sustained, unit: 'messages/s' },
      { name: '… as a share of bare Aedes', value: sustained / median(bare), unit: '' },
      ...(mosquitto.length === 0
        ? []
        : [
            {
              name: '… as a share of mosquitto',
              value: sustained / median(mosquitto),
              unit: '',
              wanted: { atLeast: 0.4 },
            },
          ]),
    ],
  };
}

async function measurePeer(peer: Peer, round: number): Promise<number> {
  const result = await runLoadProcess({
    url: peer.url,
    key: null,
    duration_s: load_s,
    prefix: `peer${round}`,
  });
  await peer.stop();
  progress(`${peer.name}: ${Math.round(result.perSecond)} acks/s`);
  return result.perSecond;
}

async function measureOurs(server: BenchServer, round: number, startRate: number) {
  const database = await server.createDatabase();
  const directory = await createDataDirectory();
  const service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
  try {
    const began = performance.now();
    const prefix = `load${round}`;
    const load = { url: service.mqtt, key: enrolmentKey, prefix };
    const unlimited = await runLoadProcess({ ...load, duration_s: load_s });
    await waitUntilStored(service);
    // Everything that was sent, over the whole time until it was stored: a careful first guess.
    const guess = unlimited.sent / ((performance.now() - began) / 1_000);
    progress(
      `ours: ${Math.round(unlimited.perSecond)} acks/s unlimited, all stored at ${Math.round(guess)}/s`,
    );
    const sustained = await findSustained(service, load, Math.max(startRate, guess * 1.15));
    await checkStored(database, prefix);
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
  readonly prefix: string;
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
async function checkStored(database: BenchDatabase, prefix: string): Promise<void> {
  const { rows } = await database.database.pool.query<{ rows: string; distinct: string }>(
    `select count(*) as rows, count(distinct (device_id, time, seq)) as distinct from readings_electrical
     where device_id like $1`,
    [`${prefix}-%`],
  );
  const [counted] = rows;
  if (counted === undefined || counted.rows !== counted.distinct || counted.rows === '0') {
    throw new Error(`Stored rows do not add up: ${JSON.stringify(counted)}`);
  }
}
