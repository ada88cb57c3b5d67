import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** What the number in a file's name says was wrong. */
export const groundFaultClasses = [
  'single-phase ground',
  'inter-phase',
  'two-phase ground',
  'transformer',
  'normal',
] as const;
export type GroundFaultClass = (typeof groundFaultClasses)[number];

/** 100 instants of three voltages and three currents, V and A: six numbers a row. */
export interface FaultWindow {
  readonly label: GroundFaultClass;
  /** Place of the window in its file, from 0: neighbours are not independent. */
  readonly index: number;
  readonly rows: readonly (readonly number[])[];
}

const windowRows = 100;
const columnCount = 6;

/**
 * The windows of a folder laid out as `sgah_ground_faults`: `1-…csv` to `5-…csv`, with or without a header. A
 * window with a row that is no six numbers is left out, and so are rows at the end that fill none.
 */
export async function readFaultWindows(folder: string): Promise<readonly FaultWindow[]> {
  const files = (await readdir(folder)).filter((file) => /^[1-5]\D.*\.csv$/.test(file)).sort();
  const windows = await Promise.all(files.map((file) => readClass(join(folder, file), Number(file[0]))));
  return windows.flat();
}

async function readClass(path: string, number: number): Promise<readonly FaultWindow[]> {
  const label = groundFaultClasses[number - 1];
  if (label === undefined) return [];
  const cells: string[][] = parse(await readFile(path), {
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
  });
  const rows = cells.map((row) => row.map(Number));
  if (!isMeasured(rows[0])) rows.shift();
  const windows: FaultWindow[] = [];
  for (let index = 0; (index + 1) * windowRows <= rows.length; index += 1) {
    const own = rows.slice(index * windowRows, (index + 1) * windowRows);
    if (own.every(isMeasured)) windows.push({ label, index, rows: own });
  }
  return windows;
}

function isMeasured(row: readonly number[] | undefined): boolean {
  return row?.length === columnCount && row.every(Number.isFinite);
}
