import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunAs } from './run-as.ts';

/** The name of the database and of its owner. */
export const databaseName = 'negative_one';

/** What a cluster was made by: it decides which server can open it. */
export interface ClusterDescription {
  readonly major: string;
  readonly timescale: boolean;
}

/** Null when there is no cluster yet. */
export async function readCluster(home: string): Promise<ClusterDescription | null> {
  const made = await readFile(join(home, 'cluster', 'PG_VERSION'), 'utf8').catch(() => null);
  if (made === null) return null;
  const description = JSON.parse(await readFile(join(home, 'cluster.json'), 'utf8')) as ClusterDescription;
  return { ...description, major: made.trim() };
}

/**
 * Makes the cluster with its password. It appears under its name only when whole, so a process that is killed
 * in between leaves nothing that could be taken for one.
 */
export async function makeCluster(
  home: string,
  bin: string,
  made: { readonly description: ClusterDescription; readonly runAs: RunAs | null },
): Promise<void> {
  const { description, runAs } = made;
  const draft = join(home, 'cluster.new');
  const passwordFile = join(home, 'password.new');
  await rm(draft, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  await writeFile(join(home, 'password'), password, { mode: 0o600 });
  await writeFile(join(home, 'cluster.json'), JSON.stringify(description));
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (runAs !== null) {
    await chown(draft, runAs.uid, runAs.gid);
    await chown(passwordFile, runAs.uid, runAs.gid);
  }
  try {
    await promisify(execFile)(
      join(bin, 'initdb'),
      [
        ['-D', draft],
        ['-U', databaseName],
        ['--pwfile', passwordFile],
        ['--auth', 'scram-sha-256'],
        ['--encoding', 'UTF8'],
        ['--locale', 'C'],
      ].flat(),
      { cwd: home, env: serverEnvironment, ...(runAs && { uid: runAs.uid, gid: runAs.gid }) },
    );
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`the embedded database could not be made: ${stderr?.trim() ?? ''}`, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, join(home, 'cluster'));
}

/** Nothing of ours reaches the server by its environment. */
export const serverEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};
