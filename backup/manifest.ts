import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

/** The file that makes a folder a backup: written last, and only when everything else is there. */
export const manifestName = 'manifest.json';

const offset = Type.Integer({ minimum: 0 });
const time = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' });

/** What a backup is of, and everything that is in it. */
const manifestSchema = Type.Object({
  format: Type.Literal(1, { description: 'Of this file and of the folder.' }),
  madeAt: time,
  version: Type.String({ description: 'Of the program that made it.' }),
  journal: Type.Object({
    id: Type.String(),
    firstOffset: offset,
    lastOffset: offset,
    damagedRecords: Type.Integer({ minimum: 0, description: 'Damaged before they were copied.' }),
  }),
  database: Type.Object({
    edition: Type.Enum(['community', 'apache', 'plain']),
    server: Type.String({ description: 'The version of PostgreSQL.' }),
    migrations: Type.Array(Type.String(), { description: 'The version of the schema: all that ran.' }),
    storedOffset: Type.Integer({
      minimum: 0,
      description: 'Up to here the readings of the journal are in its tables.',
    }),
    madeAt: time,
    readingsKept_days: Type.Integer({ minimum: 1 }),
    readingsDroppedBefore: Type.Union([time, Type.Null()], {
      description: 'Readings from before may be gone, their roll-ups not.',
    }),
  }),
  tables: Type.Array(
    Type.Object({
      name: Type.String(),
      columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
      months: Type.Union([Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}$' })), Type.Null()]),
      rows: Type.Integer({ minimum: 0 }),
    }),
  ),
  files: Type.Array(
    Type.Object({
      path: Type.String({ pattern: '^[\\w.-]+(/[\\w.-]+)*$', description: 'Within the folder.' }),
      bytes: Type.Integer({ minimum: 0 }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
});

export type Manifest = Readonly<Static<typeof manifestSchema>>;

/** Where the files of the data folder lie in a backup, as they lie there; and the tables. */
export const dataFolder = 'data';
export const tablesFolder = 'database';

/** Where the rows of a table lie in a backup: binary COPY, compressed with zstd. */
export function tableFile(name: string): string {
  return `${tablesFolder}/${name}.copy.zst`;
}

/** As text, with a checksum of its own. */
export function encodeManifest(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, checksum: checksumOf(manifest) }, null, 2)}\n`;
}

/** Throws, in words for people, where a folder has no manifest or one that is not as it was written. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new Error(
      `${folder} is no backup: it has no ${manifestName}. One that did not end has none, and its name ends with .unfinished`,
    );
  });
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is damaged: it is no JSON. Take another backup`, { cause: error });
  }
  const { checksum, ...manifest } = read as Record<string, unknown>;
  if (manifest['format'] !== 1) {
    throw new Error(`${path} is of a format that this program does not know: use a newer one`);
  }
  if (checksum !== checksumOf(manifest)) {
    throw new Error(`${path} is damaged: it is not as it was written. Take another backup`);
  }
  if (!Value.Check(manifestSchema, manifest)) {
    const [first] = Value.Errors(manifestSchema, manifest);
    throw new Error(`${path}: ${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'}`);
  }
  return manifest;
}

/** Of the values in the order in which they stand there, which reading and writing keep. */
function checksumOf(manifest: object): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
