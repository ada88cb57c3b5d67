import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedLicences, broughtAlong } from './licence-rules.ts';

export interface LicensedPackage {
  readonly name: string;
  readonly version: string;
  /** As SPDX has it; `unknown` where the package says nothing. */
  readonly licence: string;
  /** Whether it comes along with `npm ci --omit=dev`, on any kind of machine. */
  readonly isShipped: boolean;
  /** Where the lock file has it: `node_modules/…`. */
  readonly path: string;
}

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly license?: string; readonly dev?: boolean }>
  >;
}

/** Every package of the lock file, also those for other kinds of machines. */
export function readPackages(root: string): readonly LicensedPackage[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile;
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { version = '', license = 'unknown', dev = false }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
      isShipped: !dev,
      path,
    }));
}

/** Those whose installed `package.json` says another licence or version than the lock file; a line each. */
export function findDifferences(root: string, packages: readonly LicensedPackage[]): readonly string[] {
  return packages.flatMap(({ path, name, version, licence }) => {
    const file = join(root, path, 'package.json');
    // For another kind of machine.
    if (!existsSync(file)) return [];
    const said = JSON.parse(readFileSync(file, 'utf8')) as { version?: string; license?: unknown };
    const isSame = said.version === version && said.license === licence;
    return isSame ? [] : [`${name} ${version} ${licence}: ${said.version} ${JSON.stringify(said.license)}`];
  });
}

/** The document: a table of what ships, one of what is for development, and how many there are of each licence. */
export function toDocument(packages: readonly LicensedPackage[]): string {
  const shipped = packages.filter(({ isShipped }) => isShipped);
  const others = packages.filter(({ isShipped }) => !isShipped);
  return [
    '# Licences',
    '',
    'Of all packages that this project is made of, by `package-lock.json`, also those for other kinds of machines.',
    'Written by `npm run licences`; a test holds it to what is there, and each licence to those that are allowed.',
    'Icons, sounds and pictures of the page are our own; there are no fonts.',
    '',
    '## What is allowed',
    '',
    ...toTable(['licence', 'ships', 'for development', 'why it may'], countByLicence(shipped, others)),
    '',
    '## What packages bring along',
    '',
    ...toTable(
      ['package', 'brings'],
      broughtAlong.map((entry) => [entry.package, entry.what]),
    ),
    '',
    '## What ships',
    '',
    ...toTable(['package', 'version', 'licence'], toRows(shipped)),
    '',
    '## For development only',
    '',
    ...toTable(['package', 'version', 'licence'], toRows(others)),
    '',
  ].join('\n');
}

function countByLicence(
  shipped: readonly LicensedPackage[],
  others: readonly LicensedPackage[],
): readonly (readonly string[])[] {
  const count = (list: readonly LicensedPackage[], licence: string): string =>
    String(list.filter((entry) => entry.licence === licence).length);
  const names = [...new Set([...shipped, ...others].map(({ licence }) => licence))].toSorted();
  return names.map((name) => [
    name,
    count(shipped, name),
    count(others, name),
    allowedLicences[name] ?? 'one of its sides may',
  ]);
}

/** A package that is there twice in one version is one row. */
function toRows(packages: readonly LicensedPackage[]): readonly (readonly string[])[] {
  const rows = new Map(
    packages.map(({ name, version, licence }) => [`${name} ${version}`, [name, version, licence]]),
  );
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function toTable(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
