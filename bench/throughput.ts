import { setTimeout as delay } from 'node:timers/promises';
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
const peerLoad_s = 10;
/** Ours runs longer: the window that counts begins when the store has found its pace. */
const ourLoad_s = 20;
const windowFrom_s = 5;
const windowTo_s = 19;
/** The store keeps up when it is no more than this much further behind at the window's end than at its start. */
const lagGrowthMax_s = 0.5;

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
  const growths: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    bare.push(await measurePeer(await startBareAedes(), round));
    const peer = await startMosquitto();
    if (peer !== null) mosquitto.push(await measurePeer(peer, round));
    const { stored_per_s, lagGrowth_s } = await measureOurs(server, round);
    ours.push(stored_per_s);
    growths.push(lagGrowth_s);
  }
  const sustained = median(ours);
  return {
    sustained_per_s: sustained,
    figures: [
      { name: 'bare Aedes, nothing stored', value: median(bare), unit: 'acks/s' },
      { name: 'mosquitto, nothing stored', value: median(mosquitto), unit: 'acks/s' },
      { name: 'ours, acknowledged after the fsync, and stored', value: sustained, unit: 'messages/s' },
      {
        name: 'growth of the store’s lag over 14 s of that',
        value: median(growths),
        unit: 's',
        wanted: { atMost: lagGrowthMax_s },
      },
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
    duration_s: peerLoad_s,
    prefix: `peer${round}`,
  });
  await peer.stop();
  progress(`${peer.name}: ${Math.round(result.perSecond)} acks/s`);
  return result.perSecond;
}

/** The same load; what counts is what was stored in a window in its middle, while acknowledging went on. */
async function measureOurs(server: BenchServer, round: number) {
  const database = await server.createDatabase();
  const directory = await createDataDirectory();
  const service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
  try {
    const prefix = `load${round}`;
    const load = runLoadProcess({ url: service.mqtt, key: enrolmentKey, prefix, duration_s: ourLoad_s });
    await delay(windowFrom_s * 1_000);
    const start = await sample(service);
    await delay((windowTo_s - windowFrom_s) * 1_000);
    const end = await sample(service);
    const seconds = (end.at - start.at) / 1_000;
    const result = await load;
    await waitUntilStored(service);
    await checkStored(database, prefix, result.acknowledged);
    const stored_per_s = (end.rows - start.rows) / seconds;
    const lagGrowth_s = (end.lag - start.lag) / stored_per_s;
    progress(
      `ours: ${Math.round(result.perSecond)} acks/s, ${Math.round(stored_per_s)} stored/s, ` +
        `lag ${start.lag} then ${end.lag}`,
    );
    return { stored_per_s, lagGrowth_s };
  } finally {
    await service.kill('SIGTERM');
    await database.drop();
    await directory.remove();
  }
}

async function sample(service: Service) {
  const [rows, lag] = await Promise.all([
    readFigure(service.http, 'stored_rows_total'),
    readFigure(service.http, lagName),
  ]);
  return { at: performance.now(), rows, lag };
}

const lagName = 'store_lag_records';

async function waitUntilStored(service: Service): Promise<void> {
  await waitFor(
    'the store to catch up',
    async () => (await readFigure(service.http, lagName)) === 0,
    180_000,
  );
}

/** The benchmark would be worth nothing if rows were missing or doubled. */
async function checkStored(database: BenchDatabase, prefix: string, acknowledged: number): Promise<void> {
  const { rows } = await database.database.pool.query<{ rows: number; distinct: number }>(
    `select count(*)::int as rows, count(distinct (device_id, time, seq))::int as distinct
     from readings_electrical where device_id like $1`,
    [`${prefix}-%`],
  );
  const [counted] = rows;
  if (counted?.rows !== acknowledged || counted.distinct !== acknowledged) {
    throw new Error(`${acknowledged} acknowledged, but stored: ${JSON.stringify(counted)}`);
  }
}
