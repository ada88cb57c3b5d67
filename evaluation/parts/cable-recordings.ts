import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Series } from '../baselines.ts';

/** One thermocouple on a cable. */
export interface CableChannel {
  /** The file: channels of one test are not independent of each other. */
  readonly test: string;
  readonly channel: string;
  /** The one that scoring looks at. */
  readonly isLast: boolean;
  /** ms from the start of heating (negative before), °C. */
  readonly series: Series;
}

/** All cable channels of all tests in a folder of CAROLFIRE files; shroud and conduit are no cables. */
export async function readCableChannels(folder: string): Promise<readonly CableChannel[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.csv')).sort();
  const tests = await Promise.all(files.map((file) => readTest(join(folder, file), file)));
  return tests.flat();
}

async function readTest(path: string, test: string): Promise<readonly CableChannel[]> {
  const rows: Readonly<Record<string, string>>[] = parse(await readFile(path), {
    columns: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
  });
  const channels = Object.keys(rows[0] ?? {}).filter((column) => column.startsWith('Cable '));
  return channels.map((channel, index) => ({
    test,
    channel,
    isLast: index === channels.length - 1,
    series: rows.flatMap((row) => {
      const text = row[channel] ?? '';
      const value = text === '' ? NaN : Number(text);
      const time = Math.round(Number(row['Time']) * 1_000);
      return Number.isNaN(value) || Number.isNaN(time) ? [] : [{ time, value }];
    }),
  }));
}

/** As if read every `interval_s` only, the first time `from_s` after the start. */
export function thin(series: Series, interval_s: number, from_s = 0): Series {
  let next = (series[0]?.time ?? 0) + from_s * 1_000;
  return series.filter(({ time }) => {
    if (time < next) return false;
    next = time + interval_s * 1_000;
    return true;
  });
}
