import { createHash, randomBytes } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Binaries } from './binaries.ts';
import { isReachable, type RunAs } from './run-as.ts';

/** Where root's server keeps what its user cannot reach in the data folder. */
const shelter = '/var/lib/negative-one';

/**
 * The folder that holds the cluster, its password and its log: the given one, or, where the server's user
 * cannot reach it (a clone under /root or a private temporary folder), one under /var/lib with a link to it
 * in the given folder. The link is what makes the data belong to this folder: without it, a new place is made.
 */
export async function findPlace(directory: string, runAs: RunAs | null, log: Logger): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const link = join(directory, 'home');
  const linked = await readlink(link).catch(() => null);
  if (linked !== null) return linked;
  const home = join(directory, 'home');
  if (await isFolder(home)) {
    if (await isReachable(home, runAs)) return home;
    throw new Error(
      `the user ${runAs?.name ?? ''} that runs PostgreSQL can no longer reach ${home}: allow it to pass (chmod o+x) through every folder above`,
    );
  }
  if (runAs !== null) await chmod(directory, 0o711);
  if (await isReachable(directory, runAs)) {
    await mkdir(home, { mode: 0o711 });
    return home;
  }
  const key = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 12);
  const place = join(shelter, `${key}-${randomBytes(4).toString('hex')}`);
  await mkdir(place, { recursive: true, mode: 0o711 });
  await symlink(place, link);
  log.info(
    { directory, place },
    'the server cannot reach the data folder as its user: its data lies elsewhere',
  );
  return place;
}

/** The binaries themselves, or a copy of them where the server's user cannot reach the package. */
export async function placeBinaries(binaries: Binaries, runAs: RunAs | null, log: Logger): Promise<string> {
  const { bin, folder, version } = binaries;
  if (folder === null || (await isReachable(bin, runAs))) return bin;
  const place = join(shelter, `postgresql-${version}`);
  if (!(await isFolder(place))) {
    // Copied beside and renamed, so that nobody ever runs half a copy.
    const copy = `${place}.${randomBytes(4).toString('hex')}`;
    await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
    await rename(copy, place).catch(async (error: unknown) => {
      await rm(copy, { recursive: true, force: true });
      if (!(await isFolder(place))) throw error;
    });
    log.info({ place }, 'the server cannot reach the installed package as its user: it runs a copy');
  }
  return join(place, 'bin');
}

async function isFolder(path: string): Promise<boolean> {
  return await lstat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
