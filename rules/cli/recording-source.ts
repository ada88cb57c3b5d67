import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { findMetric, kindNames, kinds, metricIndex, type SensorKind } from '../../domain/kinds.ts';
import { ReadingFlag, type Reading } from '../../domain/reading.ts';
import { readRecording } from '../../simulators/recordings/read-recording.ts';
import type { RecordedReading, RecordingFormat } from '../../simulators/recordings/recording-format.ts';
import { loadRecordingFormat } from '../../simulators/recordings/recording-formats.ts';

/** Recordings without a date begin here: midnight in China on a day of no importance. */
const undatedStart = Date.parse('2026-01-01T00:00:00+08:00');
const batchReadings = 1_000;

/** Recordings on disk, and what of them is wanted. */
export interface RecordingQuery {
  /** A CSV file, or a folder of them. */
  readonly path: string;
  /** A format of `simulate replay`, or a mapping file; `generic` finds the kind by the columns. */
  readonly mapping: string;
  readonly channel: string | null;
  readonly kind: SensorKind | null;
  readonly deviceId: string | null;
  readonly from: number;
  readonly to: number;
}

/** A stream for each file, in the order of time. Throws where there is no file, or one cannot be read. */
export async function openRecordings(
  query: RecordingQuery,
): Promise<readonly AsyncIterable<readonly Reading[]>[]> {
  const { path, mapping, kind, channel } = query;
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? (await readdir(path)).filter((name) => /\.csv$/i.test(name)).toSorted() : [];
  const files = isFolder ? names.map((name) => join(path, name)) : [path];
  if (files.length === 0) throw new Error(`there is no .csv file in ${path}`);
  const streams: AsyncIterable<readonly Reading[]>[] = [];
  for (const file of files) {
    const ofKind = mapping === 'generic' ? ((await findKind(file)) ?? kind) : kind;
    // A file beside the recordings that is none, such as a list of events.
    if (mapping === 'generic' && ofKind === null && isFolder) continue;
    const format = await loadRecordingFormat(mapping, {
      ...(ofKind === null ? {} : { kind: ofKind }),
      ...(channel === null ? {} : { channel }),
    });
    if (kind === null || format.kind === kind) streams.push(readFileOf(file, format, query));
  }
  if (streams.length === 0) throw new Error(`no recording in ${path} is in the format ${mapping}`);
  return streams;
}

/** The one kind that has every column of a file in the generic format. */
async function findKind(file: string): Promise<SensorKind | null> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    const columns = line
      .replace(/^\uFEFF/, '')
      .split(',')
      .map((name) => name.trim());
    if (!columns.includes('time')) return null;
    const metrics = columns.filter((name) => name !== 'time' && name !== 'device');
    const fitting = kindNames.filter((kind) => metrics.every((name) => findMetric(kind, name) !== undefined));
    return fitting.length === 1 ? (fitting[0] ?? null) : null;
  }
  return null;
}

async function* readFileOf(
  file: string,
  format: RecordingFormat,
  query: RecordingQuery,
): AsyncGenerator<readonly Reading[]> {
  let batch: Reading[] = [];
  for await (const recorded of readRecording(file, format)) {
    const reading = toReading(recorded, file, format);
    if (!isWanted(reading, query)) continue;
    batch.push(reading);
    if (batch.length < batchReadings) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function isWanted({ time, deviceId }: Reading, { from, to, ...query }: RecordingQuery): boolean {
  return time >= from && time < to && (query.deviceId === null || query.deviceId === deviceId);
}

/** As if it had arrived at the moment at which it was measured. */
function toReading(
  { kind, time_ms, deviceId, values: named }: RecordedReading,
  file: string,
  { clock }: RecordingFormat,
): Reading {
  const values = kinds[kind].metrics.map(() => NaN);
  let flags = 0;
  for (const [name, value] of Object.entries(named)) {
    const metric = findMetric(kind, name);
    const index = metricIndex(kind, name);
    if (metric === undefined || index === undefined) continue;
    values[index] = value;
    if (value < metric.min || value > metric.max) flags |= ReadingFlag.outOfRange;
  }
  const time = clock === 'relative' ? undatedStart + time_ms : time_ms;
  const id =
    deviceId ??
    basename(file, extname(file))
      .replace(/[^A-Za-z0-9.:-]+/g, '-')
      .toLowerCase();
  return { kind, deviceId: id, time, receivedAt: time, seq: null, values, extra: null, flags };
}
