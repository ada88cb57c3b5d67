import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Alert } from '../../domain/alert.ts';
import { logIn, type Api } from '../support/api.ts';
import { openInbox } from '../support/inbox.ts';
import { connectLive, type LiveClient, type Received } from '../support/live-client.ts';
import { readFigure } from '../support/metrics.ts';
import { findServicePorts } from '../support/ports.ts';
import { createDataDirectory, type Service } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';
import { account, diskRule, serviceItself, type Account } from './accountant.ts';
import { readBooks } from './books.ts';
import { createChance } from './chance.ts';
import { deskSettings } from './desk-settings.ts';
import { rulesDirectory } from './expected-alerts.ts';
import { startFaultDevice } from './fault-device.ts';
import { createFaultProxy } from './fault-proxy.ts';
import type { FaultServer } from './fault-server.ts';
import { inflict } from './inflict.ts';
import type { Plan } from './plan.ts';
import { waitForQuiet } from './quiet.ts';
import { mountSmallVolume, smallJournal_MB } from './small-volume.ts';
import { startStaff } from './staff.ts';
import { superviseService, type SupervisedService } from './supervised-service.ts';

/** Patience after the last fault: for the devices to be rid of everything, and for the service to be quiet. */
const doneMax_ms = 240_000;
const quietMax_ms = 120_000;

export interface Outcome {
  readonly account: Account;
  readonly starts: number;
  /** What went wrong beside the books; empty in a good run. */
  readonly complaints: readonly string[];
  readonly took_ms: number;
}

/** Runs one scenario against the real service and compares the books. Rejects when the run itself cannot go on. */
export async function runPlan(plan: Plan, server: FaultServer): Promise<Outcome> {
  const began = performance.now();
  await using stack = new AsyncDisposableStack();
  const directory = await createDataDirectory();
  stack.defer(directory.remove);
  const databaseUrl = await server.createDatabase();
  stack.defer(async () => {
    await server.start();
    await server.dropDatabase(databaseUrl);
  });
  const deviceLine = await createFaultProxy(createChance(plan.seed, 2));
  stack.defer(() => deviceLine.close());
  const databaseLine = await createFaultProxy(createChance(plan.seed, 3));
  stack.defer(() => databaseLine.close());
  databaseLine.forwardTo(server.port);
  const inbox = await openInbox();
  stack.defer(() => inbox.close());
  const clockFile = join(directory.path, 'clock');
  await writeFile(clockFile, '0');
  await writeFile(join(directory.path, 'desk.yaml'), deskSettings(inbox.url));
  await mkdir(join(directory.path, 'plans'));
  const dataDirectory = join(directory.path, 'data');
  const hasDiskFault = plan.faults.some(({ type }) => type === 'disk');
  const volume = hasDiskFault ? await mountSmallVolume(dataDirectory) : null;
  stack.defer(async () => await volume?.unmount());

  const pages: LiveClient[] = [];
  const frames = (): readonly Received[] => pages.flatMap(({ received }) => received);
  let api: Api | null = null;
  const throughLine = new URL(databaseUrl);
  throughLine.port = String(databaseLine.port);
  const service = await superviseService(
    {
      dataDirectory,
      databaseUrl: throughLine.href,
      ...(await findServicePorts()),
      environment: {
        RULES_DIR: rulesDirectory,
        PLANS_DIR: join(directory.path, 'plans'),
        DESK_SETTINGS: join(directory.path, 'desk.yaml'),
        ...(volume === null ? {} : { JOURNAL_MAX_MB: String(smallJournal_MB) }),
        FAULT_CLOCK: clockFile,
        // A start is most of what a run costs.
        NODE_COMPILE_CACHE: join(tmpdir(), 'negative-one-faults-compiled'),
        NODE_OPTIONS: `--import ${fileURLToPath(new URL('shifted-clock.ts', import.meta.url))}`,
      },
    },
    async (started: Service) => {
      deviceLine.forwardTo(Number(new URL(started.mqtt).port));
      api ??= await logIn(started.http);
      pages.push(await connectLive(started.http, api));
    },
  );
  stack.defer(async () => {
    await (await service.current()).kill('SIGKILL');
  });

  const { http, mqtt } = await service.current();
  const startsAt = Date.now();
  const total = plan.devices.reduce((sum, { messages }) => sum + messages.length, 0);
  let acknowledged = 0;
  const secrets = plan.haveSecrets ? await enterDevices(api!, plan) : null;
  const devices = plan.devices.map((device, index) =>
    startFaultDevice(device, {
      ...(secrets === null ? {} : { password: secrets.get(device.id) ?? '' }),
      port: plan.isDirect ? Number(new URL(mqtt).port) : deviceLine.port,
      startsAt,
      isDirect: plan.isDirect,
      chance: createChance(plan.seed, 200 + index),
      acknowledged: () => (acknowledged += 1),
    }),
  );
  stack.defer(async () => {
    await Promise.all(devices.map((device) => device.stop()));
  });
  const staff =
    plan.staffEvery_ms === null ? null : startStaff(http, plan.staffEvery_ms, createChance(plan.seed, 4));
  stack.defer(async () => await staff?.stop());

  const isFullKnown = (leaves: 'alarms' | 'nothing') => knowsFullDisk(service, api!, leaves);
  const victims = {
    isFullKnown,
    service,
    devices,
    volume,
    deviceLine,
    databaseLine,
    server,
    databaseUrl,
    clockFile,
  };
  await Promise.all(
    plan.faults.map(async (fault) => {
      await waitFor(`${fault.at} of the messages`, () => acknowledged >= fault.at * total, doneMax_ms);
      await inflict(fault, victims);
    }),
  );
  const complaints: string[] = [];
  await waitFor(
    'every message to be acknowledged',
    () => acknowledged === total || service.ownEnd(),
    doneMax_ms,
  );
  await staff?.stop();
  if (volume !== null) await waitForOwnAlerts(api!).catch((error: unknown) => complaints.push(String(error)));
  await waitForQuiet(http, () => service.ownEnd() !== null, quietMax_ms).catch((error: unknown) =>
    complaints.push(String(error)),
  );
  const own = service.ownEnd();
  if (own !== null) complaints.push(`the service ended by itself:\n${own}`);

  const database = await server.connect(databaseUrl);
  stack.defer(() => database.end());
  const books = await readBooks({ database, api: api!, frames: frames(), inbox: inbox.received });
  const messages = devices.flatMap((device) => device.messages);
  const result = await account({
    plan,
    startsAt,
    messages,
    acknowledged: staff?.acknowledged ?? [],
    books,
    wasFull: volume !== null,
  });
  const code = await service.stop();
  if (code !== 0) complaints.push(`the last SIGTERM: exit code ${code}`);
  return { account: result, starts: service.starts(), complaints, took_ms: performance.now() - began };
}

/** Enters the fleet over HTTP; the devices' secrets. */
async function enterDevices(api: Api, { devices }: Plan): Promise<ReadonlyMap<string, string>> {
  const rows = devices.map(({ id, kind }) => `${id},${kind}`);
  const answer = await api.post('/api/devices/import', ['id,kind', ...rows].join('\n'), {
    'content-type': 'text/csv',
  });
  if (!answer.ok) throw new Error(`import: ${answer.status} ${await answer.text()}`);
  const { created } = (await answer.json()) as { created: readonly { id: string; secret: string }[] };
  return new Map(created.map(({ id, secret }) => [id, secret]));
}

/** With room for alarms, there is one about it; without any, the service can know it and no more. */
async function knowsFullDisk(
  service: SupervisedService,
  api: Api,
  leaves: 'alarms' | 'nothing',
): Promise<boolean> {
  const { http } = await service.current();
  if (leaves === 'nothing') return (await readFigure(http, 'journal_space_level').catch(() => 0)) > 0;
  const { alerts } = await api
    .getJson<{ alerts: readonly Alert[] }>('/api/alerts?state=open&limit=1000')
    .catch(() => ({ alerts: [] }));
  return alerts.some(({ ruleId, condition }) => ruleId === diskRule && condition === 'active');
}

/** Until the service has nothing more to say about itself: it looks at its disk only now and then. */
async function waitForOwnAlerts(api: Api): Promise<void> {
  await waitFor(
    'the alerts of the service about itself to end',
    async () => {
      const { alerts } = await api.getJson<{ alerts: readonly Alert[] }>('/api/alerts?state=open&limit=1000');
      return alerts.every(({ deviceId, condition }) => deviceId !== serviceItself || condition === 'normal');
    },
    quietMax_ms,
  );
}
