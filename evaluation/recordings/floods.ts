import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { floodnet } from '../../simulators/recordings/floodnet.ts';
import type { Row } from '../../simulators/recordings/recording-format.ts';
import type { Series } from '../baselines.ts';

/** One flood at one street gauge: dry, wet, dry again. */
export interface RecordedFlood {
  readonly sensorId: string;
  /** Depth in m over the device's time in ms; before the flood, dry samples that the collection leaves out. */
  readonly series: Series;
  /** When the recording of the flood itself begins and ends, ms. */
  readonly from: number;
  readonly to: number;
  readonly depthMax_m: number;
}

/**
 * Outside of floods the gauges report a depth of 0 that is not recorded. Three of these samples are put back, s
 * before the flood: enough for any slope over ten minutes.
 */
const dryBefore_s = [600, 300, 60];

/** The floods of a file laid out as `floodnet_nyc/flood-events.csv`, the earliest first. */
export async function readFloods(path: string): Promise<readonly RecordedFlood[]> {
  const format = floodnet();
  const floods: RecordedFlood[] = [];
  let rowNumber = 0;
  const rows = createReadStream(path).pipe(parse({ bom: true, columns: true, relax_column_count: true }));
  for await (const row of rows) {
    rowNumber += 1;
    const flood = toFlood(format.toReadings(row as Row, rowNumber));
    if (flood !== null) floods.push(flood);
  }
  return floods.sort((a, b) => a.from - b.from);
}

function toFlood(readings: ReturnType<ReturnType<typeof floodnet>['toReadings']>): RecordedFlood | null {
  const samples = readings.map(({ time_ms, values }) => ({ time: time_ms, value: values['depth_m'] ?? NaN }));
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  const dry = dryBefore_s.map((before_s) => ({ time: first.time - before_s * 1_000, value: 0 }));
  return {
    sensorId: readings[0]?.deviceId ?? 'unnamed',
    series: [...dry, ...samples],
    from: first.time,
    to: last.time,
    depthMax_m: samples.reduce((max, { value }) => Math.max(max, value), 0),
  };
}
