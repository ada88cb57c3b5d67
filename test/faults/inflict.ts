import { setTimeout as sleep } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import type { Client } from 'pg';
import { waitFor } from '../support/wait-for.ts';
import type { Fault } from './fault.ts';
import type { FaultDevice } from './fault-device.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { FaultServer } from './fault-server.ts';
import type { SmallVolume } from './small-volume.ts';
import type { SupervisedService } from './supervised-service.ts';

const knownMax_ms = 30_000;

/** What can go wrong, and where. */
export interface Victims {
  readonly service: SupervisedService;
  readonly deviceLine: FaultProxy;
  readonly databaseLine: FaultProxy;
  readonly server: FaultServer;
  readonly devices: readonly FaultDevice[];
  /** Where the journal lies, when it is a volume that can be filled. */
  readonly volume: SmallVolume | null;
  /** Whether the service knows that it is full; where there is room for alarms: whether it has told. */
  readonly isFullKnown: (leaves: 'alarms' | 'nothing') => Promise<boolean>;
  /** Of the run's database, past the line. */
  readonly databaseUrl: string;
  /** Holds by how much the service's clock is off, ms. */
  readonly clockFile: string;
}

/** Lets one fault happen and takes it back; resolves when it is over. */
export async function inflict(fault: Fault, victims: Victims): Promise<void> {
  switch (fault.type) {
    case 'restart':
      return victims.service.restart(fault.signal, fault.pause_ms);
    case 'outage':
      return outlast(fault, victims);
    case 'devices':
      return failLine(victims.deviceLine, fault);
    case 'database':
      return failLine(victims.databaseLine, fault);
    case 'server':
      await victims.server.end(fault.signal);
      await sleep(fault.for_ms);
      return victims.server.start();
    case 'readOnly':
      return makeReadOnly(victims, fault.for_ms);
    case 'connections':
      return holdConnections(victims, fault.for_ms);
    case 'disk':
      return fillVolume(fault, victims);
    case 'storm':
      for (const device of victims.devices) device.breakOff();
      return;
    case 'clock':
      await writeFile(victims.clockFile, String(fault.by_ms));
      await sleep(fault.for_ms);
      if (fault.stays !== true) await writeFile(victims.clockFile, '0');
      return;
  }
}

async function outlast(fault: Extract<Fault, { type: 'outage' }>, victims: Victims): Promise<void> {
  const { service, server, databaseLine } = victims;
  if (fault.how === 'cut') databaseLine.fail('cut');
  else await server.end(fault.how);
  for (const { signal, after_ms } of fault.restarts) {
    await sleep(after_ms);
    await service.restart(signal, 0);
  }
  await sleep(fault.for_ms);
  databaseLine.heal();
  await server.start();
}

async function failLine(line: FaultProxy, fault: Extract<Fault, { line: unknown }>): Promise<void> {
  line.fail(fault.line);
  await sleep(fault.for_ms);
  line.heal();
}

/** At least until it is known: the service looks at its disk now and then, and may be ended in between. */
async function fillVolume(
  { leaves, for_ms }: Extract<Fault, { type: 'disk' }>,
  { volume, isFullKnown }: Victims,
): Promise<void> {
  if (volume === null) return;
  await volume.fill(leaves);
  await sleep(for_ms);
  // Where it never comes to be known, the accountant says so.
  await waitFor('the full disk to be known', () => isFullKnown(leaves), knownMax_ms).catch(() => undefined);
  await volume.empty();
}

/** Whoever was connected is sent away, so that the next connection is one that cannot write. */
async function makeReadOnly({ server, databaseUrl }: Victims, for_ms: number): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await ask(server, `alter database ${name} set default_transaction_read_only = on`);
  await ask(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  await sleep(for_ms);
  await ask(server, `alter database ${name} reset default_transaction_read_only`);
}

/** Another fault may have ended the server at the same time: then there is nobody to be asked until it is back. */
async function ask(server: FaultServer, statement: string): Promise<void> {
  for (;;) {
    try {
      const client = await server.connect();
      await client.query(statement);
      await client.end();
      return;
    } catch {
      await sleep(100);
    }
  }
}

/** Takes what is free, and what becomes free. */
async function holdConnections({ server }: Victims, for_ms: number): Promise<void> {
  const held: Client[] = [];
  const end = performance.now() + for_ms;
  while (performance.now() < end) {
    const client = await server.connect().catch(() => null);
    if (client === null) await sleep(20);
    else held.push(client);
  }
  await Promise.all(held.map((client) => client.end().catch(() => undefined)));
}
