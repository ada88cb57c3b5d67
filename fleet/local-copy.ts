import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { Area, Site } from '../domain/area.ts';
import { deviceFactsOf } from '../domain/device-facts.ts';
import type { Device, FleetState } from './fleet-state.ts';
import { copyDelayMs } from './limits.ts';

/** As it lies on disk. */
interface CopyFile {
  readonly version: 1;
  readonly devices: readonly (Device & { readonly salt: string | null; readonly hash: string | null })[];
  readonly sites: readonly Site[];
  readonly areas: readonly Area[];
  readonly unsaved: readonly string[];
}

export interface LocalCopy {
  /** Null when there is none, or none that can be read. */
  load(): Promise<FleetState | null>;
  /** Written soon, once for all changes until then. */
  changed(): void;
  /** Writes what is outstanding. */
  stop(): Promise<void>;
  /** How often it was written. */
  writes(): number;
}

/** The fleet beside the journal, so that devices are let in while the database is away, also after a restart. */
export function createLocalCopy(options: { path: string; state: () => FleetState; log: Logger }): LocalCopy {
  const { path, state, log } = options;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let writes = 0;

  function writeNow(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    // One after the other: two at once would share the temporary file.
    writing = writing.then(async () => {
      try {
        await writeAtomically(path, encode(state()));
        writes += 1;
      } catch (error) {
        // The fleet goes on in memory and in the database; the next change tries again.
        log.error({ err: error, path }, 'the local copy of the fleet cannot be written');
      }
    });
    return writing;
  }

  return {
    async load() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw new Error(`the local copy of the fleet cannot be read: ${path}`, { cause: error });
      }
      try {
        return decode(text);
      } catch (error) {
        log.error({ err: error, path }, 'the local copy of the fleet is damaged and left out');
        return null;
      }
    },
    changed() {
      timer ??= setTimeout(() => void writeNow(), copyDelayMs);
    },
    async stop() {
      if (timer !== null) await writeNow();
      else await writing;
    },
    writes: () => writes,
  };
}

function encode({ devices, sites, areas, unsaved }: FleetState): string {
  const file: CopyFile = {
    version: 1,
    devices: devices.map(({ device, secret }) => ({
      ...device,
      salt: secret?.salt.toString('base64') ?? null,
      hash: secret?.hash.toString('base64') ?? null,
    })),
    sites,
    areas,
    unsaved,
  };
  return JSON.stringify(file);
}

function decode(text: string): FleetState {
  const file = JSON.parse(text) as CopyFile;
  if (file.version !== 1) throw new Error('unknown version');
  return {
    devices: file.devices.map(({ salt, hash, ...device }) => ({
      // Copies from before there were facts have none.
      device: { ...device, ...deviceFactsOf(device) },
      secret:
        salt === null || hash === null
          ? null
          : { salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') },
    })),
    sites: file.sites,
    areas: file.areas,
    unsaved: file.unsaved,
  };
}

/** Whole or not at all, also through a power cut; readable by the service's own user only. */
async function writeAtomically(path: string, text: string): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.chmod(0o600); // it may have been left behind with another mode
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
