import { setTimeout as delay } from 'node:timers/promises';
import { logIn } from '../test/support/api.ts';
import { connectLive } from '../test/support/live-client.ts';
import { readFigure } from '../test/support/metrics.ts';
import { createDataDirectory, enrolmentKey, startService, type Service } from '../test/support/service.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { connectAlarmProbes } from './support/alarm-probes.ts';
import type { BenchDatabase, BenchServer } from './support/bench-database.ts';
import { alarmFigures } from './support/alarm-figures.ts';
import type { Figure } from './support/figure.ts';
import { runLoadProcess } from './support/load-process.ts';
import { progress } from './support/progress.ts';
import { watchMemory } from './support/service-watch.ts';

const capacityLoad_s = 20;
/** How many times the rate that it can take. */
const times = 3;
const probeEvery_ms = 500;
const recoveryMax_ms = 180_000;
/** For the database to have everything: the journal takes readings faster than any database does. */
const storedMax_ms = 20 * 60_000;
/** What the process may take, MB: what queues may hold by their limits, and what it needs anyway. */
const memoryMax_MB = 1_500;
/** The second half of the overload may need this much more than the first: bounded means that it does not grow. */
const growthMax = 1.15;

/**
 * Three times what the service can take, for minutes: a third from devices that keep what is not acknowledged, the
 * rest from devices that do not (QoS 0), while detectors ring. Nothing acknowledged is lost, memory is bounded,
 * alarms are on time, and afterwards the rules are up to date soon. What waits for the database then is in the journal,
 * and told apart. OVERLOAD_MINUTES (5) says for how long.
 */
export async function measureOverload(server: BenchServer): Promise<readonly Figure[]> {
  const duration_s = 60 * Number(process.env['OVERLOAD_MINUTES'] ?? 5);
  const database = await server.createDatabase();
  const directory = await createDataDirectory();
  const service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
  try {
    const common = { url: service.mqtt, key: enrolmentKey };
    const capacity = await runLoadProcess({ ...common, prefix: 'capacity', duration_s: capacityLoad_s });
    await waitUntilStored(service);
    const rate_per_s = capacity.perSecond;
    progress(`it takes ${Math.round(rate_per_s)} messages/s`);

    const api = await logIn(service.http);
    const detectors = await connectAlarmProbes(service.mqtt, Math.ceil((duration_s * 1_000) / probeEvery_ms));
    const page = await connectLive(service.http, api);
    const before = await readShed(service);
    using memory = watchMemory(service.pid);
    const over = new AbortController();
    const sure = runLoadProcess({ ...common, prefix: 'sure', duration_s, rate_per_s });
    const unsure = runLoadProcess({
      ...common,
      prefix: 'unsure',
      duration_s,
      rate_per_s: rate_per_s * (times - 1),
      qos: 0,
    });
    await delay(2_000);
    const ringing = detectors.ring(probeEvery_ms, over.signal);
    const [kept, given] = await Promise.all([sure, unsure]);
    over.abort();
    const endedAt = performance.now();
    const since_s = (): number => (performance.now() - endedAt) / 1_000;
    const lagAtEnd = await readFigure(service.http, 'store_lag_records');
    await waitUntilUpToDate(service);
    const recovery_s = since_s();
    progress(`up to date after ${recovery_s.toFixed(1)} s, ${lagAtEnd} records to be stored`);
    await waitUntilStored(service);
    const stored_s = since_s();
    await ringing;
    const alarms = await detectors.delays_ms(page);
    const shed = await readShed(service);
    await detectors.close();
    await page.close();
    const account = await accountForSure(database, kept.acknowledged);
    const stored = await countRows(database, 'unsure-%');
    const half = memory.samples.length >> 1;
    const peaks = [memory.samples.slice(0, half), memory.samples.slice(half)].map((part) =>
      Math.max(...part),
    );
    progress(
      `memory, MB, every 15 s: ${memory.samples
        .filter((_, index) => index % 15 === 0)
        .map(Math.round)
        .join(' ')}`,
    );
    const none = { atMost: 0 };
    return [
      { name: 'overload: what it can take', value: rate_per_s, unit: 'messages/s' },
      {
        name: `offered for ${duration_s} s, as far as the generators got rid of it`,
        value: (kept.sent + given.sent) / duration_s,
        unit: 'messages/s',
      },
      { name: 'acknowledged of what is kept until then (QoS 1)', value: kept.perSecond, unit: 'messages/s' },
      ...alarmFigures(alarms),
      {
        name: 'QoS 1 messages unacknowledged in the end',
        value: kept.unacknowledged,
        unit: '',
        wanted: none,
      },
      { name: 'acknowledged and lost', value: account.lost, unit: 'messages', wanted: none },
      { name: 'stored twice', value: account.doubled, unit: 'messages', wanted: none },
      { name: 'QoS 0 messages sent', value: given.sent, unit: '' },
      { name: 'QoS 0 messages not stored', value: given.sent - stored, unit: '' },
      { name: 'counted as refused by the service', value: shed - before, unit: 'messages' },
      {
        name: 'memory at the most, without mapped files',
        value: Math.max(...peaks),
        unit: 'MB',
        wanted: { atMost: memoryMax_MB },
      },
      {
        name: 'memory, second half against the first',
        value: (peaks[1] ?? 0) / (peaks[0] ?? 1),
        unit: '×',
        wanted: { atMost: growthMax },
      },
      { name: 'records behind when the load ended', value: lagAtEnd, unit: '' },
      {
        name: 'rules, alarms and acknowledgements up to date after the load ended',
        value: recovery_s,
        unit: 's',
        wanted: { atMost: 30 },
      },
      { name: 'all stored after the load ended', value: stored_s, unit: 's' },
    ];
  } finally {
    await service.kill('SIGTERM');
    await database.drop();
    await directory.remove();
  }
}

/** Everything that came is on disk, acknowledged, and seen by the rules. */
async function waitUntilUpToDate({ http }: Service): Promise<void> {
  const isUpToDate = async (): Promise<boolean> => {
    const figures = ['rules_lag_records', 'unsettled_messages'].map((name) => readFigure(http, name));
    return (await Promise.all(figures)).every((figure) => figure === 0);
  };
  await waitFor('the rules to catch up', isUpToDate, recoveryMax_ms);
}

async function waitUntilStored({ http }: Service): Promise<void> {
  const isStored = async (): Promise<boolean> => (await readFigure(http, 'store_lag_records')) === 0;
  await waitFor('the store to catch up', isStored, storedMax_ms);
}

/** Messages that were not taken, as the service counts them. */
async function readShed(service: Service): Promise<number> {
  return await readFigure(service.http, 'unaccepted_messages_total');
}

/** Each device's numbers have no gaps, so counts suffice: millions of lines need not be compared one by one. */
async function accountForSure(
  database: BenchDatabase,
  acknowledged: number,
): Promise<{ readonly lost: number; readonly doubled: number }> {
  const { rows } = await database.database.pool.query<{ rows: number; distinct: number; last: number }>(
    `select sum(rows)::int as rows, sum(different)::int as distinct, sum(last)::int as last
     from (select count(*) as rows, count(distinct seq) as different, max(seq) as last
           from readings_electrical where device_id like 'sure-%' group by device_id) as devices`,
  );
  const { rows: stored = 0, distinct = 0, last = 0 } = rows[0] ?? {};
  return { lost: Math.max(acknowledged, last) - distinct, doubled: stored - distinct };
}

async function countRows(database: BenchDatabase, devices: string): Promise<number> {
  const { rows } = await database.database.pool.query<{ count: number }>(
    'select count(*)::int as count from readings_electrical where device_id like $1',
    [devices],
  );
  return rows[0]?.count ?? 0;
}
