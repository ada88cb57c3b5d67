import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { Area, Site } from '../domain/area.ts';
import { deviceFactsOf } from '../domain/device-facts.ts';
import type { EnrolmentKey } from './enrolment-keys.ts';
import type { Device, FleetState } from './fleet-state.ts';
import { openKept, writeKept } from '../keeping/kept-file.ts';
import { copyDelayMs } from './limits.ts';
import type { Lock } from './locks.ts';
import type { SecretHash } from './secret.ts';

/** As it lies on disk. */
interface CopyFile {
  readonly version: 1;
  readonly devices: readonly (Device & {
    readonly salt: string | null;
    readonly hash: string | null;
    /** Missing in copies from before secrets could be changed. */
    readonly former?: {
      readonly salt: string | null;
      readonly hash: string | null;
      readonly until: number;
    } | null;
    /** Missing in copies from before there were several keys; so are the keys. */
    readonly enrolmentKeyId?: string | null;
  })[];
  readonly keys?: readonly (EnrolmentKey & { readonly salt: string; readonly hash: string })[];
  readonly sites: readonly Site[];
  readonly areas: readonly Area[];
  readonly unsaved: readonly string[];
  /** Missing in copies from before they waited for the database. */
  readonly locks?: readonly Lock[];
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
        await mkdir(dirname(path), { recursive: true });
        await writeKept(path, encode(state()));
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
        return decode(openKept(text));
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

function encode({ devices, sites, areas, keys, unsaved, locks }: FleetState): string {
  const file: CopyFile = {
    version: 1,
    devices: devices.map(({ device, secret, former, enrolmentKeyId }) => ({
      ...device,
      enrolmentKeyId,
      ...toText(secret),
      former: former === null ? null : { ...toText(former.secret), until: former.until },
    })),
    sites,
    areas,
    keys: keys.map(({ key, secret: { salt, hash } }) => ({
      ...key,
      salt: salt.toString('base64'),
      hash: hash.toString('base64'),
    })),
    unsaved,
    locks,
  };
  return JSON.stringify(file);
}

function decode(text: string): FleetState {
  const file = JSON.parse(text) as CopyFile;
  if (file.version !== 1) throw new Error('unknown version');
  return {
    devices: file.devices.map(({ salt, hash, former = null, enrolmentKeyId = null, ...device }) => ({
      enrolmentKeyId,
      // Copies from before there were facts have none.
      device: { ...device, ...deviceFactsOf(device) },
      secret: toSecret({ salt, hash }),
      former: former === null ? null : { secret: toSecret(former), until: former.until },
    })),
    sites: file.sites,
    areas: file.areas,
    keys: (file.keys ?? []).map(({ salt, hash, ...key }) => ({
      key,
      secret: { salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') },
    })),
    unsaved: file.unsaved,
    locks: file.locks ?? [],
  };
}

function toText(secret: SecretHash | null): { salt: string | null; hash: string | null } {
  return {
    salt: secret?.salt.toString('base64') ?? null,
    hash: secret?.hash.toString('base64') ?? null,
  };
}

function toSecret({ salt, hash }: { salt: string | null; hash: string | null }): SecretHash | null {
  if (salt === null || hash === null) return null;
  return { salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}
