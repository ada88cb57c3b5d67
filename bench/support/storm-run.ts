import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { logIn } from '../../test/support/api.ts';
import type { Service } from '../../test/support/service.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { progress } from './progress.ts';
import { connectStormDevices } from './storm-devices.ts';
import { enterFleet, openAccounts } from './bench-fleet.ts';
import { planStorm, type StormSize } from './storm-plan.ts';
import type { ScreensAnswer, ScreensOrder, ScreensReport } from './storm-screens.ts';

const screensPerAccount = 20;
/** Devices of lost gateways report for the last time so long before the first alert. */
const silenceLimit_s = 20;
/** How long after the last message everything must have arrived. */
const patience_ms = 120_000;

/** For `RULES_DIR`: rules that make one alert of each message. */
export const stormRules = fileURLToPath(new URL('storm-rules', import.meta.url));

export interface StormResult {
  readonly alerts: number;
  readonly screens: ScreensReport;
  /** Of every critical alert: from the device's publish to the last of the screens, ms. */
  readonly criticalDelays_ms: readonly number[];
  readonly delays_ms: readonly number[];
  /** The service's own part of it: from taking a message in to putting its alert on the wire, ms. */
  readonly ownDelays_ms: readonly number[];
  /** Of the service, s. */
  readonly processor_s: number;
  readonly database: {
    readonly lost: number;
    readonly doubled: number;
    readonly unexpected: number;
    /** Alerts that are not part of exactly one incident. */
    readonly astray: number;
  };
  /** Of the service: before the storm, the most, and when everything was saved, MB. */
  readonly memory_MB: { readonly before: number; readonly peak: number; readonly after: number };
}

/** Raises a storm in a running service and tells what came of it. Linux only, for the memory. */
export async function runStorm(options: {
  readonly service: Service;
  readonly pool: Pool;
  readonly size: StormSize;
  readonly seed: number;
}): Promise<StormResult> {
  const { service, pool, size, seed } = options;
  const plan = planStorm(size, seed);
  const api = await logIn(service.http);
  const secrets = await enterFleet(api, plan.devices);
  progress(`${plan.devices.length} devices entered`);
  const devices = await connectStormDevices(service.mqtt, plan, (id) => secrets.get(id) ?? '');
  const screens = fork(fileURLToPath(new URL('storm-screens.ts', import.meta.url)), { stdio: 'inherit' });
  try {
    const cookies = await openAccounts(api, service.http, Math.ceil(size.screens / screensPerAccount));
    await order(screens, { type: 'open', url: service.http, cookies, count: size.screens });
    progress(`${size.screens} screens connected`);
    const memory = watchMemory(service.pid);
    const processor_s = processorTime_s(service.pid);
    devices.reportAll();
    // Nobody but the devices of the lost gateways may be silent: the others go on while those are waited for.
    const silence_ms = silenceLimit_s * 1_000;
    const first = plan.messages.map((message) => ({ ...message, at_ms: message.at_ms + silence_ms }));
    const sentAt = await devices.run(first);
    const isComplete = await hasAll(screens, plan.expected.length);
    if (!isComplete) progress('not everything arrived in time');
    const causeOf = Object.fromEntries(
      plan.devices.map(({ id, gatewayId, buildingId }) => [id, gatewayId ?? buildingId]),
    );
    const report = await order<ScreensReport>(screens, { type: 'report', expected: plan.expected, causeOf });
    const database = await compareWithDatabase(pool, plan.expected);
    return {
      alerts: plan.expected.length,
      screens: report,
      criticalDelays_ms: toDelays(report, sentAt, 'storm-alarm@'),
      delays_ms: toDelays(report, sentAt, ''),
      ownDelays_ms: Object.values(report.arrivals).map(({ receivedAt, sentAt }) => sentAt - receivedAt),
      processor_s: processorTime_s(service.pid) - processor_s,
      database,
      memory_MB: memory(),
    };
  } finally {
    devices.close();
    const exited = once(screens, 'exit');
    screens.kill('SIGKILL');
    await exited;
  }
}

async function order<A extends ScreensAnswer>(screens: ChildProcess, message: ScreensOrder): Promise<A> {
  screens.send(message);
  const [answer] = (await once(screens, 'message')) as [A];
  return answer;
}

async function hasAll(screens: ChildProcess, count: number): Promise<boolean> {
  const end = performance.now() + patience_ms;
  while (performance.now() < end) {
    const { least } = await order<Extract<ScreensAnswer, { type: 'counted' }>>(screens, { type: 'count' });
    if (least >= count) return true;
    await delay(200);
  }
  return false;
}

/** The returned function ends it. */
function watchMemory(pid: number): () => StormResult['memory_MB'] {
  const read = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
  const before = read();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, read())), 200);
  return () => {
    clearInterval(timer);
    const after = read();
    return { before, peak: Math.max(peak, after), after };
  };
}

/** User and system time so far, s; the kernel counts in hundredths. */
function processorTime_s(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function toDelays(
  report: ScreensReport,
  sentAt: ReadonlyMap<string, number>,
  rule: string,
): readonly number[] {
  return [...sentAt].flatMap(([key, at]) => {
    const arrival = report.arrivals[key];
    return key.startsWith(rule) && arrival !== undefined ? [arrival.last - at] : [];
  });
}

async function compareWithDatabase(
  pool: Pool,
  expected: readonly string[],
): Promise<StormResult['database']> {
  await waitFor(
    'the database to have everything',
    async () => {
      const { rows } = await pool.query<{ alerts: number; members: number }>(
        `select (select count(*)::int from alerts) as alerts,
                (select count(*)::int from incident_members where left_at is null) as members`,
      );
      return (rows[0]?.alerts ?? 0) >= expected.length && (rows[0]?.members ?? 0) >= expected.length;
    },
    patience_ms,
  ).catch((error: unknown) => progress(String(error)));
  const { rows } = await pool.query<{ key: string; copies: number; incidents: number }>(
    `select rule_id || '@' || device_id as key, count(*)::int as copies,
            sum((select count(*) from incident_members
                 where incident_members.alert_id = alerts.id and left_at is null))::int as incidents
     from alerts group by 1`,
  );
  const wanted = new Set(expected);
  const stored = new Set(rows.map(({ key }) => key));
  return {
    lost: expected.filter((key) => !stored.has(key)).length,
    doubled: rows.filter(({ copies }) => copies > 1).length,
    unexpected: rows.filter(({ key }) => !wanted.has(key)).length,
    astray: rows.filter(({ copies, incidents }) => incidents !== copies).length,
  };
}
