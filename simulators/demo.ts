/**
 * `npm run demo`: the whole service, a simulated street that talks to it, and an accident every few minutes.
 * Everything is kept in `data/demo`, so that a second run goes on where the first one stopped.
 */
import { mkdir } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { dateIn } from '../domain/calendar-date.ts';
import { toInteger, toPositive } from './commands/common-options.ts';
import { loadDemoKeys, saveDemoKeys, type DemoKeys } from './demo/demo-keys.ts';
import { playIncidents } from './demo/incidents.ts';
import { placeFleet } from './demo/place-fleet.ts';
import { employ, people } from './demo/people.ts';
import { gather, playDesk } from './demo/play-desk.ts';
import { createServiceApi } from './demo/service-api.ts';
import { LogInRefused, openServiceSession } from './demo/service-session.ts';
import { startServiceProcess, type ServiceProcess } from './demo/service-process.ts';
import { createStreet, fullSize, type Street } from './demo/street.ts';
import { openTelephone, writeDeskSettings } from './demo/telephone.ts';
import { createSimulatedFleet, type FleetSize, type SimulatedFleet } from './fleet.ts';
import { createStopSignal } from './stop-signal.ts';
import { createTerminal } from './terminal.ts';

interface Flags {
  readonly scale?: number;
  readonly every: number;
  readonly seed: number;
}

/** Below this a laptop is spared: a tenth of the fleet. */
const memoryForAll_bytes = 6e9;
const smallScale = 0.1;
const streetTimeZone = 'Asia/Shanghai';

const terminal = createTerminal({ output: process.stdout, errors: process.stderr });
const stop = new AbortController();
createStopSignal().addEventListener('abort', () => stop.abort());

// An entry point like main.ts: what it hands on to the service is the environment it was given.
const environment = process.env;
const root = fileURLToPath(new URL('..', import.meta.url));
const directory = resolve(environment['DATA_DIR'] ?? join(root, 'data', 'demo'));

const program = new Command('npm run demo --')
  .description('the whole service with a simulated street, and an accident every few minutes, until Ctrl-C')
  .option(
    '--scale <x>',
    `times ${Object.values(fullSize).join(' + ')} devices; 1 if the machine can`,
    toPositive,
  )
  .option('--every <s>', 'seconds between accidents, on average', toPositive, 150)
  .option('--seed <n>', 'where chance starts', toInteger, 1)
  .addHelpText(
    'after',
    '\nDATA_DIR, HTTP_PORT, MQTT_PORT and the other settings of the service hold here too.',
  )
  .action(demo);

try {
  await program.parseAsync();
} catch (error) {
  terminal.error(error instanceof Error ? error.message : String(error));
  process.exitCode = stop.signal.aborted ? 0 : 1;
}

async function demo(flags: Flags): Promise<void> {
  const size = toSize(flags);
  await mkdir(directory, { recursive: true });
  let keys = await loadDemoKeys(directory);
  const telephone = await openTelephone(keys.telephonePort, (words) => terminal.line(words));
  keys = { ...keys, telephonePort: telephone.port };
  await saveDemoKeys(directory, keys);
  const settings = join(directory, 'desk.yaml');
  await writeDeskSettings(settings, telephone);
  terminal.line(`starting the service in ${directory}; its log is service.log there`);
  const service = await startServiceProcess({
    environment: {
      DESK_SETTINGS: settings,
      ...environment,
      DATA_DIR: directory,
      ENROLMENT_KEY: keys.enrolmentKey,
      ADMIN_PASSWORD: keys.adminPassword,
    },
    logPath: join(directory, 'service.log'),
    warned: (text) => terminal.error(text),
    signal: stop.signal,
  });
  void service.ended.then((code) => {
    if (!stop.signal.aborted) terminal.error(`the service ended with ${code ?? 'a signal'}`);
    process.exitCode = stop.signal.aborted ? 0 : 1;
    stop.abort();
  });
  try {
    const street = createStreet(size, flags.seed, dateIn(streetTimeZone, Date.now()));
    keys = await place(service, street, keys);
    await Promise.all([run({ service, keys, size, flags }), attend({ service, street, keys, flags })]);
  } finally {
    stop.abort();
    await service.stop();
    telephone.close();
    terminal.line('stopped');
  }
}

async function place(service: ServiceProcess, street: Street, given: DemoKeys): Promise<DemoKeys> {
  let keys = given;
  try {
    const logIn = { username: 'admin', password: keys.adminPassword };
    const admin = await openServiceSession(service.http, logIn);
    await employ(admin, keys.staffPassword);
    const api = createServiceApi(admin);
    const { added } = await placeFleet(api, street, async (secrets) => {
      keys = { ...keys, secrets: { ...keys.secrets, ...Object.fromEntries(secrets) } };
      await saveDemoKeys(directory, keys);
      terminal.progress(`${Object.keys(keys.secrets).length} devices added`);
    });
    terminal.line(`${street.sites.length} sites in ${street.areas.length} areas, ${added} devices added`);
  } catch (error) {
    if (!(error instanceof LogInRefused)) throw error;
    terminal.error(`${error.message}: the street is not placed anew, its devices enrol where they are`);
  }
  terminal.line('');
  terminal.line(`  dashboard   ${service.http}`);
  terminal.line(`  user        admin`);
  terminal.line(`  password    ${keys.adminPassword}`);
  terminal.line(
    `  staff       ${people.leader.username} (shift leader), ${people.gridWorkers[0].username} (grid worker)`,
  );
  terminal.line(`              and others, all with the password ${keys.staffPassword}`);
  terminal.line('');
  return keys;
}

async function run(options: {
  service: ServiceProcess;
  keys: DemoKeys;
  size: FleetSize;
  flags: Flags;
}): Promise<void> {
  const { service, keys, size, flags } = options;
  const fleet = createSimulatedFleet({
    url: service.mqtt,
    passwordOf: (id) => keys.secrets[id] ?? keys.enrolmentKey,
    size,
    imperfections: { repeats: 0.002, late: 0.002, outagesPerDay: 0.15 },
    seed: flags.seed,
    patience_s: 60,
  });
  const status = setInterval(() => terminal.progress(toStatus(fleet)), 1_000);
  try {
    await fleet.start(stop.signal);
    terminal.line(`${fleet.connected()} devices connected (database: ${service.database}); Ctrl-C ends it`);
    await playIncidents({
      fleet,
      every_s: flags.every,
      seed: flags.seed,
      signal: stop.signal,
      began: (definition, { id }) => terminal.line(`${toClock(Date.now())} ${id}: ${definition.title}`),
      truth: ({ id }, { event, text }, time) => terminal.line(`${toClock(time)} ${id}: ${event}, ${text}`),
    });
  } finally {
    clearInterval(status);
    terminal.line('stopping');
    await fleet.stop();
  }
}

/** The people of the centre, and what residents report. Where their log-ins are not the demo's any more: nothing. */
async function attend(options: {
  service: ServiceProcess;
  street: Street;
  keys: DemoKeys;
  flags: Flags;
}): Promise<void> {
  const { service, street, keys, flags } = options;
  const password = keys.staffPassword;
  try {
    const crew = await gather((username) => openServiceSession(service.http, { username, password }));
    await playDesk({ crew, areas: street.areas, seed: flags.seed, signal: stop.signal });
  } catch (error) {
    if (!stop.signal.aborted) terminal.error(`the desk is left to you: ${String(error)}`);
  }
}

function toSize(flags: Flags): FleetSize {
  const canTakeAll = availableParallelism() >= 2 && totalmem() >= memoryForAll_bytes;
  const scale = flags.scale ?? (canTakeAll ? 1 : smallScale);
  if (flags.scale === undefined && !canTakeAll) {
    terminal.line(`a small machine: ${smallScale} of the fleet (--scale 1 for all of it)`);
  }
  return Object.fromEntries(
    Object.entries(fullSize).map(([kind, count]) => [kind, Math.max(1, Math.round(count * scale))]),
  );
}

function toStatus(fleet: SimulatedFleet): string {
  const { readings, acknowledged } = fleet.counts();
  return `${fleet.connected()} connected, ${readings} readings, ${acknowledged} acknowledged`;
}

function toClock(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
