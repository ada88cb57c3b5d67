import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, measureFile } from './files.ts';
import { faultsToldMax } from './limits.ts';
import { manifestName, readManifest, tableFile, type Manifest } from './manifest.ts';

/** What a backup has that is not as it was written. */
export interface CheckedBackup {
  readonly manifest: Manifest;
  /** In words for people, each with its file; empty: everything is whole. */
  readonly faults: readonly string[];
}

/** Holds every file of a backup to its manifest. Throws where there is no manifest that can be read. */
export async function checkBackup(folder: string): Promise<CheckedBackup> {
  const manifest = await readManifest(folder);
  const faults: string[] = [];
  const listed = new Set(manifest.files.map(({ path }) => path));
  for (const file of manifest.files) {
    const fault = await faultOf(join(folder, file.path), file);
    if (fault !== null) faults.push(`${join(folder, file.path)} ${fault}`);
  }
  for (const { name } of manifest.tables) {
    if (!listed.has(tableFile(name))) faults.push(`the table ${name} has no file`);
  }
  for (const path of await filesBelow(folder)) {
    if (path !== manifestName && !listed.has(path)) {
      faults.push(`${join(folder, path)} is not part of the backup: take it away`);
    }
  }
  return { manifest, faults };
}

async function faultOf(path: string, file: Manifest['files'][number]): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return 'is missing';
  if (found.size !== file.bytes) return `is damaged: it has ${found.size} bytes instead of ${file.bytes}`;
  const { sha256 } = await measureFile(path);
  return sha256 === file.sha256 ? null : 'is damaged: its content is not what was written';
}

/** The faults as one text, not more of them than anybody reads. */
export function toText(faults: readonly string[]): string {
  const told = faults.slice(0, faultsToldMax);
  const more = faults.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
