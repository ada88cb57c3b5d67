import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { findServicePorts } from '../support/ports.ts';
import { createDataDirectory, startService, type ServiceOptions } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';
import { createChance } from './chance.ts';
import { rulesDirectory } from './expected-alerts.ts';
import { startFaultDevice, type FaultDevice } from './fault-device.ts';
import { startFaultServer } from './fault-server.ts';
import type { DevicePlan, PlannedReading } from './plan.ts';
import { waitForQuiet } from './quiet.ts';

const day_ms = 86_400_000;
const every_ms = 60_000;
const buffered = day_ms / every_ms;
const perMessage = 480;
/** One in so many had a fire while it was cut off, for ten minutes; one in so many has one when it is back. */
const pastFireEvery = 50;
const presentFireEvery = 40;
const pastFire = { from: 600, to: 610 } as const;
const doneMax_ms = 900_000;
const quiet = { alarm: 0, temperature_c: 22 } as const;
const burning = { alarm: 1, temperature_c: 24 } as const;

/**
 * A day without the service: devices report, the service stops and is started a day later (its clock says
 * so), and all send what they measured meanwhile at once, minute by minute, and how things are now. In the middle
 * of that the service is killed. Every reading is stored once; what burned then is an alert about the past, what
 * burns now rings. Returns the number of things that are wrong.
 */
export async function runBacklog(devices: number, print: (line: string) => void): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const directory = await createDataDirectory();
  stack.defer(directory.remove);
  const server = await startFaultServer();
  stack.defer(() => server.stop());
  const databaseUrl = await server.createDatabase();
  const clockFile = join(directory.path, 'clock');
  await writeFile(clockFile, String(-day_ms));
  const options: ServiceOptions = {
    dataDirectory: join(directory.path, 'data'),
    databaseUrl,
    ...(await findServicePorts()),
    environment: {
      RULES_DIR: rulesDirectory,
      FAULT_CLOCK: clockFile,
      NODE_OPTIONS: `--import ${fileURLToPath(new URL('shifted-clock.ts', import.meta.url))}`,
    },
  };
  let service = await startService(options);
  stack.defer(async () => void (await service.kill('SIGKILL')));
  const startsAt = Date.now() - day_ms;
  const port = options.mqttPort ?? 0;

  function start(toPlan: (index: number) => DevicePlan, acknowledged: () => void): readonly FaultDevice[] {
    return Array.from({ length: devices }, (_, index) =>
      startFaultDevice(toPlan(index), {
        port,
        startsAt,
        isDirect: true,
        chance: createChance(index, 7),
        acknowledged,
      }),
    );
  }

  const before = start(toFirst, () => undefined);
  await Promise.all(before.map(({ done }) => done));
  await Promise.all(before.map((device) => device.stop()));
  await service.kill('SIGTERM');
  print(`${devices} devices have reported; a day passes`);
  await writeFile(clockFile, '0');
  service = await startService(options);

  const began = performance.now();
  let acknowledged = 0;
  const after = start(toBacklog, () => (acknowledged += 1));
  stack.defer(async () => void (await Promise.all(after.map((device) => device.stop()))));
  const total = after.reduce((sum, { messages }) => sum + messages.length, 0);
  await waitFor('half of it', () => acknowledged >= total / 2, doneMax_ms);
  await service.kill('SIGKILL');
  service = await startService(options);
  await waitFor('all of it', () => acknowledged === total, doneMax_ms);
  const flushed_s = (performance.now() - began) / 1_000;
  await waitForQuiet(service.http, () => false, doneMax_ms);
  const quiet_s = (performance.now() - began) / 1_000;

  const database = await server.connect(databaseUrl);
  stack.defer(() => database.end());
  const wrong = [
    ...(await compareReadings(database, devices)),
    ...(await compareAlerts(database, startsAt, devices)),
  ];
  for (const line of wrong.slice(0, 20)) print(`  ${line}`);
  print(
    `${devices} devices × ${buffered} readings flushed at once: acknowledged after ${flushed_s.toFixed(1)} s (a kill ` +
      `in between), all stored and evaluated after ${quiet_s.toFixed(1)} s; ${wrong.length} things wrong`,
  );
  return wrong.length;
}

function toFirst(index: number): DevicePlan {
  return toDevice(index, [[{ after_ms: 0, seq: 0, values: quiet }]]);
}

/** The day's readings, and at its end one that says how it is now. */
function toBacklog(index: number): DevicePlan {
  const readings = Array.from({ length: buffered - 1 }, (_, minute): PlannedReading => {
    const isBurning = index % pastFireEvery === 0 && minute >= pastFire.from && minute < pastFire.to;
    return { after_ms: (minute + 1) * every_ms, seq: minute + 1, values: isBurning ? burning : quiet };
  });
  const messages: PlannedReading[][] = [];
  for (let from = 0; from < readings.length; from += perMessage)
    messages.push(readings.slice(from, from + perMessage));
  const isBurning = index % presentFireEvery === 1;
  messages.push([{ after_ms: day_ms, seq: buffered, values: isBurning ? burning : quiet }]);
  return toDevice(index, messages);
}

function toDevice(index: number, messages: DevicePlan['messages']): DevicePlan {
  const waits_ms = messages.map(() => 0);
  return { id: `B${index}`, kind: 'smoke', clock_ms: 0, window: 2, messages, waits_ms, said: [] };
}

async function compareReadings(database: Client, devices: number): Promise<readonly string[]> {
  const { rows } = await database.query<{ device: string; rows: number; different: number; last: number }>(
    `select device_id as device, count(*)::int as rows, count(distinct seq)::int as different, max(seq)::int as last
     from readings_smoke group by device_id`,
  );
  const known = new Map(rows.map((row) => [row.device, row]));
  return Array.from({ length: devices }, (_, index) => `B${index}`).flatMap((id) => {
    const { rows: stored = 0, different = 0, last = 0 } = known.get(id) ?? {};
    const isRight = stored === buffered + 1 && different === stored && last === buffered;
    return isRight
      ? []
      : [`${id}: ${stored} rows, ${different} different, up to ${last}, of ${buffered + 1}`];
  });
}

async function compareAlerts(
  database: Client,
  startsAt: number,
  devices: number,
): Promise<readonly string[]> {
  const { rows } = await database.query<{ said: string; copies: number }>(
    `select a.device_id || ' ' || a.rule_id || ' ' || e.type || ' ' || a.retrospective || ' ' ||
            (e.detail->>'eventTime') as said, count(*)::int as copies
     from alert_events e join alerts a on a.id = e.alert_id group by 1`,
  );
  const past = startsAt + (pastFire.from + 1) * every_ms;
  const expected = new Set(
    Array.from({ length: devices }, (_, index) => index).flatMap((index) => [
      ...(index % pastFireEvery === 0 ? [`B${index} fire-alarm raise true ${past}`] : []),
      ...(index % presentFireEvery === 1 ? [`B${index} fire-alarm raise false ${startsAt + day_ms}`] : []),
    ]),
  );
  const said = new Set(rows.map((row) => row.said));
  return [
    ...[...expected].filter((each) => !said.has(each)).map((each) => `lost: ${each}`),
    ...rows.flatMap(({ said, copies }) =>
      expected.has(said) && copies === 1 ? [] : [`too much: ${copies} × ${said}`],
    ),
  ];
}
