import { setTimeout as delay } from 'node:timers/promises';
import { startBrowser, whyNoBrowser } from '../test/support/browser.ts';
import type { LoadResult } from '../simulators/load.ts';
import { logIn, type Api } from '../test/support/api.ts';
import { createDataDirectory, enrolmentKey, startService, type Service } from '../test/support/service.ts';
import { waitFor } from '../test/support/wait-for.ts';
import type { BenchServer } from './support/bench-database.ts';
import { enterFleet } from './support/bench-fleet.ts';
import { openDeskPage, type DeskPage } from './support/desk-page.ts';
import type { Figure } from './support/figure.ts';
import { runLoadProcess } from './support/load-process.ts';
import { percentile } from './support/median.ts';
import { progress } from './support/progress.ts';
import { connectStormDevices, type StormDevices } from './support/storm-devices.ts';
import {
  planStorm,
  quietValues,
  type StormMessage,
  type StormPlan,
  type StormSize,
} from './support/storm-plan.ts';
import { watchStolenTime } from './support/stolen-time.ts';
import { runStorm, stormRules } from './support/storm-run.ts';

const seed = 20_261_122;
/** Ten alerts a second on a thousand screens. */
const manyScreens: StormSize = {
  gateways: 0,
  devicesPerGateway: 0,
  buildings: 14,
  sitesPerBuilding: 5,
  devicesPerSite: 2,
  duration_s: 60,
  screens: 1_000,
};
/** Each device in a building of its own, so that each alert is a row of its own and can be seen to come. */
const watchedStreet: StormSize = { ...manyScreens, buildings: 600, sitesPerBuilding: 1, devicesPerSite: 1 };
/** Of the fleet that reports while the desk is watched: devices, each with a message a second. */
const busyDevices = 5_000;
const busyRate_per_s = 5_000;
/** Open alerts in the end: those there before, and the fires whose way is timed, alone and beside the busy fleet. */
const alertsBefore = 300;
const fires = 100;
const fireEvery_ms = 300;
/** Acts of the first operator that the second is to see. */
const acts = 20;
/** While the heap is watched, an alert comes and goes so often. */
const churnEvery_ms = 2_000;
const soak_min = Number(process.env['SCREENS_MINUTES'] ?? 30);
const longTasksShown = 8;

/** A thousand screens on one process; and one real desk in a browser beside a busy fleet. */
export async function measureScreens(server: BenchServer): Promise<readonly Figure[]> {
  return [...(await measureManyScreens(server)), ...(await measureDesk(server))];
}

async function measureManyScreens(server: BenchServer): Promise<readonly Figure[]> {
  return await withService(server, async (service, pool) => {
    const { screens, delays_ms, alerts, processor_s, memory_MB } = await runStorm({
      service,
      pool,
      size: manyScreens,
      seed,
    });
    const name = `alert → all of ${manyScreens.screens} screens`;
    const none = { atMost: 0 };
    return [
      { name: 'alerts a second', value: alerts / manyScreens.duration_s, unit: '' },
      { name: `${name}, p50`, value: percentile(delays_ms, 0.5), unit: 'ms' },
      { name: `${name}, p99`, value: percentile(delays_ms, 0.99), unit: 'ms', wanted: { atMost: 1_000 } },
      { name: 'alerts lost on screens', value: screens.lost, unit: 'alerts', wanted: none },
      { name: 'alerts doubled on screens', value: screens.doubled, unit: 'alerts', wanted: none },
      { name: 'screens that lost their line', value: screens.reconnects, unit: 'times', wanted: none },
      { name: 'processor time of the service', value: processor_s, unit: 's' },
      { name: 'memory at the most', value: memory_MB.peak, unit: 'MB' },
    ];
  });
}

async function measureDesk(server: BenchServer): Promise<readonly Figure[]> {
  const reason = whyNoBrowser();
  if (reason !== null) throw new Error(reason);
  return await withService(server, async (service) => {
    const plan = planStorm(watchedStreet, seed);
    const api = await logIn(service.http);
    const secrets = await enterFleet(api, plan.devices);
    const devices = await connectStormDevices(service.mqtt, plan, (id) => secrets.get(id) ?? '');
    const browser = await startBrowser();
    const done = new AbortController();
    let load: Promise<LoadResult> | null = null;
    try {
      await devices.run(raising(plan, 'storm-dust', { from: 0, count: alertsBefore, every_ms: 20 }));
      const desk = await openDeskPage(browser, service.http);
      await desk.page.waitForLoadState('networkidle');
      const loaded = desk.loaded_bytes();
      const watch = { desk, devices, plan, api };
      const alone = await timeFires(watch, { from: alertsBefore, beside: 'no other device' });
      load = runLoadProcess({
        signal: done.signal,
        url: service.mqtt,
        key: enrolmentKey,
        prefix: 'busy',
        connections: busyDevices,
        window: 1,
        rate_per_s: busyRate_per_s,
        duration_s: soak_min * 60 + 300,
      });
      await connected(service.http, api);
      const busyFires = await timeFires(watch, {
        from: alertsBefore + fires,
        beside: `${busyRate_per_s} messages a second`,
      });
      const second = await openDeskPage(browser, service.http);
      const seen = await timeActs(desk, second);
      await second.close();
      const heap = await watchHeap(watch);
      done.abort();
      const busy = await load;
      return [
        {
          name: 'telemetry acknowledged meanwhile',
          value: busy.perSecond,
          unit: 'messages/s',
          wanted: { atLeast: 0.99 * busyRate_per_s },
        },
        { name: '… p99 of its acknowledgements', value: busy.latency_ms.p99, unit: 'ms' },
        {
          name: 'first load of the desk without the map, over the line',
          value: loaded.page / 1_000,
          unit: 'KB',
          wanted: { atMost: 300 },
        },
        { name: '… the map’s code and data', value: loaded.map / 1_000, unit: 'KB' },
        ...alone,
        ...busyFires,
        ...seen,
        ...heap,
      ];
    } finally {
      done.abort();
      devices.close();
      await browser.close();
      // What went wrong before is what counts.
      await load?.catch(() => undefined);
    }
  });
}

interface Watch {
  readonly desk: DeskPage;
  readonly devices: StormDevices;
  readonly plan: StormPlan;
  readonly api: Api;
}

/** Fires, one after the other: how soon each is seen, and whether the page keeps its pace. */
async function timeFires(
  { desk, devices, plan, api }: Watch,
  { from, beside }: { readonly from: number; readonly beside: string },
): Promise<readonly Figure[]> {
  await desk.takePace();
  const stolen = await watchStolenTime();
  const began = performance.now();
  const sentAt = await devices.run(
    raising(plan, 'storm-alarm', { from, count: fires, every_ms: fireEvery_ms }),
  );
  await delay(2_000);
  const minutes = (performance.now() - began) / 60_000;
  const stolen_pct = await stolen();
  const { frames, longTasks } = await desk.takePace();
  const seenAt = await desk.seenAt();
  const { alerts } = await api.getJson<{
    alerts: readonly { id: string; ruleId: string; deviceId: string }[];
  }>('/api/alerts?state=open&limit=1000');
  const seen = alerts.flatMap(({ id, ruleId, deviceId }) => {
    const sent = sentAt.get(`${ruleId}@${deviceId}`);
    return sent === undefined || seenAt[id] === undefined ? [] : [seenAt[id] - sent];
  });
  for (const { duration_ms, name } of longTasks.slice(0, longTasksShown)) {
    progress(`beside ${beside}: a long task of ${Math.round(duration_ms)} ms (${name})`);
  }
  const at = (share: number): number => percentile(seen, share);
  const perMinute = longTasks.length / minutes;
  return [
    { name: `open alerts on the desk, beside ${beside}`, value: alerts.length, unit: 'alerts' },
    { name: 'fires published and seen', value: seen.length, unit: 'alerts', wanted: { atLeast: fires } },
    { name: 'fire published → painted, p50', value: at(0.5), unit: 'ms' },
    { name: 'fire published → painted, p99', value: at(0.99), unit: 'ms', wanted: { atMost: 300 } },
    { name: 'frames a second meanwhile, median', value: 1_000 / percentile(frames, 0.5), unit: '/s' },
    { name: 'time from frame to frame, p99', value: percentile(frames, 0.99), unit: 'ms' },
    { name: 'long tasks (> 50 ms) a minute', value: perMinute, unit: '/min', wanted: { atMost: 1 } },
    { name: 'processor time that the host gave to others', value: stolen_pct, unit: '%' },
  ];
}

/** Two operators: how soon the second sees that the first has acknowledged. */
async function timeActs(first: DeskPage, second: DeskPage): Promise<readonly Figure[]> {
  const delays: number[] = [];
  for (let act = 0; act < acts; act += 1) {
    const there = new Set(await second.waiting());
    const id = (await first.waiting()).find((each) => there.has(each));
    if (id === undefined) throw new Error('no row waits on both desks');
    await second.awaitCalm(id);
    const pressedAt = await first.acknowledge(id);
    delays.push((await second.calmAt(id)) - pressedAt);
  }
  const name = 'pressed → painted at the second operator';
  return [
    { name: `${name}, p50`, value: percentile(delays, 0.5), unit: 'ms' },
    { name: `${name}, most`, value: Math.max(...delays), unit: 'ms', wanted: { atMost: 200 } },
  ];
}

/** Alerts come and go; what the page holds must stay the same. */
async function watchHeap({ desk, devices, plan, api }: Watch): Promise<readonly Figure[]> {
  const heaps: number[] = [];
  const longTasks: number[] = [];
  const churned = plan.devices.slice(alertsBefore + 2 * fires);
  let turn = 0;
  for (let minute = 0; minute <= soak_min; minute += 1) {
    heaps.push(await desk.heap_MB());
    longTasks.push((await desk.takePace()).longTasks.length);
    progress(`minute ${minute}: heap ${heaps.at(-1)?.toFixed(1)} MB, ${longTasks.at(-1)} long tasks`);
    if (minute === soak_min) break;
    for (const end = performance.now() + 60_000; performance.now() < end; turn += 1) {
      await comeAndGo({ devices, api, id: churned[turn % churned.length]?.id ?? '' });
    }
  }
  // The first minutes fill caches.
  const [first = 0] = heaps.slice(Math.min(3, heaps.length - 1));
  const last = percentile(heaps.slice(-5), 0.5);
  return [
    { name: `heap of the page after ${soak_min} minutes`, value: last, unit: 'MB' },
    {
      name: '… compared with the fourth minute',
      value: Math.abs(last / first - 1) * 100,
      unit: '%',
      wanted: { atMost: 10 },
    },
    { name: 'long tasks in the median minute of it', value: percentile(longTasks.slice(1), 0.5), unit: '' },
  ];
}

/** One more alert, acknowledged at once; the device is well again, so that it ends by itself. */
async function comeAndGo({
  devices,
  api,
  id,
}: Pick<Watch, 'devices' | 'api'> & { id: string }): Promise<void> {
  const dusty = { ...quietValues, obscuration_pct_m: 5 };
  await devices.run([{ at_ms: 0, deviceId: id, ruleId: 'storm-dust', values: dusty }]);
  await delay(churnEvery_ms / 2);
  const { alerts } = await api.getJson<{
    alerts: readonly { id: string; version: number; operator: string }[];
  }>(`/api/alerts?state=open&device=${id}`);
  for (const alert of alerts.filter(({ operator }) => operator === 'unacknowledged')) {
    await api.post(`/api/alerts/${alert.id}/acknowledge`, { version: alert.version });
  }
  await devices.run([{ at_ms: 0, deviceId: id, ruleId: 'storm-dust', values: quietValues }]);
  await delay(churnEvery_ms / 2);
}

function raising(
  plan: StormPlan,
  ruleId: 'storm-dust' | 'storm-alarm',
  { from, count, every_ms }: { from: number; count: number; every_ms: number },
): readonly StormMessage[] {
  const cause = ruleId === 'storm-dust' ? { obscuration_pct_m: 5 } : { alarm: 1 };
  return plan.devices.slice(from, from + count).map(({ id }, index) => ({
    at_ms: index * every_ms,
    deviceId: id,
    ruleId,
    values: { ...quietValues, ...cause },
  }));
}

/** Until the busy fleet is there, and sends. */
async function connected(http: string, api: Api): Promise<void> {
  await waitFor(
    'the busy fleet',
    async () => {
      const { total } = await api.getJson<{ total: number }>(
        '/api/devices?kind=electrical&state=online&limit=1',
      );
      return total >= busyDevices;
    },
    180_000,
  );
  progress(`${busyDevices} devices report to ${http}`);
}

async function withService<T>(
  server: BenchServer,
  measure: (
    service: Service,
    pool: Awaited<ReturnType<BenchServer['createDatabase']>>['database']['pool'],
  ) => Promise<T>,
): Promise<T> {
  const database = await server.createDatabase();
  const directory = await createDataDirectory();
  const service = await startService({
    dataDirectory: directory.path,
    databaseUrl: database.url,
    environment: { RULES_DIR: stormRules },
  });
  try {
    return await measure(service, database.database.pool);
  } finally {
    await service.kill('SIGTERM');
    await database.drop();
    await directory.remove();
  }
}
