import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { fromLocalTime } from '../../simulators/recordings/local-time.ts';
import type { Row } from '../../simulators/recordings/recording-format.ts';
import type { Sample } from '../run-engine.ts';

/** A stretch in which technicians declared a gauge faulty. */
export interface LabelledFault {
  /** The collection's own code. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** A gauge with everything that it sent, in the order in which that came in. Levels in m. */
export interface RecordedGauge {
  readonly name: string;
  readonly samples: readonly Sample[];
  readonly faults: readonly LabelledFault[];
}

async function readRows(path: string, columns: true | readonly string[]): Promise<readonly Row[]> {
  const options = { bom: true, skip_empty_lines: true, relax_column_count: true, trim: true };
  return parse(await readFile(path), { ...options, columns: columns === true ? true : [...columns] });
}

async function csvFilesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.csv')).toSorted();
}

/** Gauges of the UK Environment Agency: several stations in a file, or a file for each. Times are UTC. */
export async function readEaGauges(folder: string): Promise<readonly RecordedGauge[]> {
  const gauges: RecordedGauge[] = [];
  for (const file of await csvFilesOf(folder)) {
    const rows = await readRows(join(folder, file), true);
    for (const [station, own] of Map.groupBy(
      rows,
      (row) => row['station'] ?? file.replace(/-level.*$/, ''),
    )) {
      const samples = own
        .map((row) => toSample(toUtc(row['dateTime'] ?? ''), toLevel(row['value'])))
        .filter((sample) => sample !== null)
        .sort((a, b) => a.time - b.time);
      gauges.push({ name: station, samples, faults: [] });
    }
  }
  return gauges;
}

const notMeasured = -9999;

/** River stages of the Logan River Observatory, cm, with the technicians' labels. Its clock is taken as UTC. */
export async function readLroGauges(folder: string): Promise<readonly RecordedGauge[]> {
  const gauges: RecordedGauge[] = [];
  for (const file of await csvFilesOf(folder)) {
    const samples: Sample[] = [];
    const faults: { label: string; from: number; to: number }[] = [];
    let labelBefore = '';
    for (const row of await readRows(join(folder, file), true)) {
      const time = toUtc(row['datetime'] ?? '');
      const stage_cm = toLevel(row['stage']);
      const sample = toSample(time, stage_cm === notMeasured ? NaN : stage_cm / 100);
      if (sample !== null) samples.push(sample);
      const label = toLabel(row['stage_qual']);
      const open = faults.at(-1);
      if (label !== '' && label === labelBefore && open !== undefined) open.to = time;
      else if (label !== '') faults.push({ label, from: time, to: time });
      labelBefore = label;
    }
    gauges.push({ name: file.replace('.csv', ''), samples, faults });
  }
  return gauges;
}

function toLabel(text = ''): string {
  return text === 'NULL' ? '' : text;
}

const owlColumns = ['device', 'server', 'sensor', 'type', 'epoch_s', 'distance_cm', 'voltage', 'battery_pct'];
/** An ultrasonic gauge measures down to the water: how high it hangs only moves the zero. m */
const owlHeight_m = 5;
/** Gauges with fewer messages were tried on a desk. */
const owlMessages_min = 100;

/**
 * Raw messages of cheap cellular gauges, the file of `owl_iot_water_level` that has both clocks: the device's, which
 * now and then stands at the year 2000, and the server's, by which it came in (local time of the coast of Carolina).
 */
export async function readOwlGauges(path: string): Promise<readonly RecordedGauge[]> {
  const rows = await readRows(path, owlColumns);
  const gauges: RecordedGauge[] = [];
  for (const [name, own] of Map.groupBy(rows, (row) => row['sensor'] ?? '')) {
    if (own.length < owlMessages_min) continue;
    const samples = own.map((row) => ({
      time: Number(row['epoch_s']) * 1_000,
      receivedAt: fromLocalTime(toIsoDate(row['server'] ?? ''), 'America/New_York'),
      values: { depth_m: owlHeight_m - toLevel(row['distance_cm']) / 100 },
    }));
    gauges.push({
      name,
      samples: samples.filter(({ time, receivedAt }) => Number.isFinite(time + receivedAt)),
      faults: [],
    });
  }
  return gauges;
}

/** `2/19/2024 22:12:13` as `2024-2-19 22:12:13`. */
function toIsoDate(text: string): string {
  return text.replace(/^(\d+)\/(\d+)\/(\d+)/, '$3-$1-$2');
}

/** `2022-11-16 00:00:00+00:00`, `2025-08-16T00:15:00`, `2019-01-01 00:15`, `2014-06-20 13:00:00.000`. */
function toUtc(text: string): number {
  return fromLocalTime(text.replace(/(\+00:00|Z)$/, ''), 'UTC');
}

function toLevel(text = ''): number {
  return text === '' || text === 'NULL' ? NaN : Number(text);
}

function toSample(time: number, depth_m: number): Sample | null {
  return Number.isFinite(time + depth_m) ? { time, values: { depth_m } } : null;
}
