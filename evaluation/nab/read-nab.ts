import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { NabFile, NabProfile } from './score.ts';

/**
 * Reads a folder laid out as the benchmark is: `data/<group>/<file>.csv`, `labels/combined_windows.json`,
 * `config/profiles.json`. Labelled files that are not there are left out, and named.
 */
export async function readNab(folder: string): Promise<{
  readonly files: readonly NabFile[];
  readonly absent: readonly string[];
  readonly profiles: readonly NabProfile[];
}> {
  const labels = (await readJson(join(folder, 'labels', 'combined_windows.json'))) as Labels;
  const files: NabFile[] = [];
  const absent: string[] = [];
  for (const name of Object.keys(labels).toSorted()) {
    const path = join(folder, 'data', name);
    if (existsSync(path)) files.push(await readNabFile(path, { name, windows: labels[name] ?? [] }));
    else absent.push(name);
  }
  return { files, absent, profiles: await readProfiles(folder) };
}

type Labels = Readonly<Record<string, readonly (readonly [string, string])[]>>;

async function readNabFile(
  path: string,
  { name, windows }: { name: string; windows: Labels[string] },
): Promise<NabFile> {
  const rows = parse(await readFile(path), { columns: true, bom: true, skip_empty_lines: true }) as Readonly<
    Record<'timestamp' | 'value', string>
  >[];
  const times = Float64Array.from(rows, (row) => toTime(row.timestamp));
  return {
    name,
    times,
    values: Float64Array.from(rows, (row) => Number(row.value)),
    windows: windows.map(([from, to]) => ({
      first: rowAt(times, from, name),
      last: rowAt(times, to, name),
    })),
  };
}

function rowAt(times: Float64Array, text: string, name: string): number {
  const row = times.indexOf(toTime(text));
  if (row === -1) throw new Error(`${name} has no row at ${text}, where a window begins or ends.`);
  return row;
}

function toTime(text: string): number {
  return Date.parse(`${text.trim().replace(' ', 'T')}Z`);
}

async function readProfiles(folder: string): Promise<readonly NabProfile[]> {
  const profiles = (await readJson(join(folder, 'config', 'profiles.json'))) as Readonly<
    Record<string, { CostMatrix: { tpWeight: number; fpWeight: number; fnWeight: number } }>
  >;
  return Object.entries(profiles).map(([name, { CostMatrix: cost }]) => ({
    name,
    truePositive: cost.tpWeight,
    falsePositive: cost.fpWeight,
    falseNegative: cost.fnWeight,
  }));
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
