import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Series } from '../baselines.ts';

/** A real temperature without a fire, °C; times in ms. */
export interface QuietSeries {
  readonly name: string;
  readonly series: Series;
}

/** An office's temperature by the hour, and a machine's by five minutes; both in °F as far as is known. */
const nabFiles = ['ambient_temperature_system_failure.csv', 'machine_temperature_system_failure.csv'];

/** Those of the Numenta benchmark's temperatures that are there. */
export async function readQuietTemperatures(data: string): Promise<readonly QuietSeries[]> {
  const found: QuietSeries[] = [];
  for (const file of nabFiles) {
    const path = join(data, 'nab', 'data', 'realKnownCause', file);
    if (!existsSync(path)) continue;
    const rows = parse(await readFile(path), {
      columns: true,
      bom: true,
      skip_empty_lines: true,
    }) as Readonly<Record<'timestamp' | 'value', string>>[];
    const series = rows
      .map((row) => ({
        time: Date.parse(`${row.timestamp.trim().replace(' ', 'T')}Z`),
        value: ((Number(row.value) - 32) * 5) / 9,
      }))
      .toSorted((a, b) => a.time - b.time);
    found.push({ name: file.replace(/\.csv$/, ''), series });
  }
  return found;
}

/** How long a series lasts, days; gaps count. */
export function daysOf(series: Series): number {
  return ((series.at(-1)?.time ?? 0) - (series[0]?.time ?? 0)) / 86_400_000;
}
