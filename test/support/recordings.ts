import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

const folder = process.env['DATASETS_DIR'] ?? '';

/** Why the recordings cannot be used; null when they can. */
export function whyNoRecordings(): string | null {
  return folder !== '' && existsSync(folder) ? null : 'DATASETS_DIR names no folder of recordings';
}

/** The path of a file of the recordings. */
export function recordingPath(...names: readonly string[]): string {
  return join(folder, ...names);
}

/** The rows of a CSV file of the recordings, by column: read here apart from what the simulators do. */
export async function readCsv(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  return parse(await readFile(path), { columns: true, bom: true, skip_empty_lines: true });
}
