import { isUtf8 } from 'node:buffer';
import type { Metric } from '../domain/kind.ts';
import { kindNames, kinds, type SensorKind } from '../domain/kinds.ts';
import { ReadingFlag, type Reading } from '../domain/reading.ts';
import type { Problem, TelemetryRecord } from '../domain/record.ts';
import { decodeTime } from './decode-time.ts';
import { ingestLimits } from './limits.ts';
import { scanReading } from './scan-reading.ts';

type Message = Pick<TelemetryRecord, 'receivedAt' | 'kind' | 'deviceId' | 'payload'>;
type Decoded = Pick<TelemetryRecord, 'readings' | 'problems'>;

/** What decoding needs of a kind, in one look-up per metric: this runs for every value that ever arrives. */
interface KindTable {
  readonly metrics: ReadonlyMap<string, { readonly index: number; readonly metric: Metric }>;
  /** NaN for each metric: copied for every reading, which is quicker than filling. */
  readonly blank: readonly number[];
}

const tables = Object.fromEntries(
  kindNames.map((kind): [SensorKind, KindTable] => {
    const { metrics } = kinds[kind];
    const entries = metrics.map((metric, index) => [metric.name, { index, metric }] as const);
    return [kind, { metrics: new Map(entries), blank: metrics.map(() => Number.NaN) }];
  }),
) as Readonly<Record<SensorKind, KindTable>>;

const noProblems: readonly Problem[] = [];
const noReadings: readonly Reading[] = [];

/**
 * The JSON payload of the contract: one object or an array of at most 1,000, each
 * `{ time?, seq?, values: { metric: number | boolean } }`.
 *
 * A pure function of the message, so that a replay decodes the same. What can be read is read even when its
 * neighbour cannot: an alarm must not be lost to a broken thermometer in the same message. Everything that
 * could not be read is a problem, and a message with problems is also quarantined.
 */
export function decodeJson(message: Message): Decoded {
  const scanned = scanReading(message);
  return scanned === null ? parseReadings(message) : { readings: [scanned], problems: noProblems };
}

/** The whole contract, with a reason for whatever cannot be read. */
export function parseReadings(message: Message): Decoded {
  const { payload } = message;
  if (payload.length === 0) return refused('empty', 'The payload is empty.');
  if (!isUtf8(payload)) return refused('bad-utf8', 'The payload is not valid UTF-8.');
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8'));
  } catch (error) {
    return refused('bad-json', error instanceof Error ? error.message.slice(0, 200) : 'not JSON');
  }
  if (!Array.isArray(body)) {
    const problems: Problem[] = [];
    const reading = decodeReading(message, body, problems);
    return {
      readings: reading === null ? noReadings : [reading],
      problems: problems.length === 0 ? noProblems : problems,
    };
  }
  if (body.length === 0) return refused('empty', 'The array is empty.');
  if (body.length > ingestLimits.readingsPerPayloadMax) {
    return refused(
      'too-many-readings',
      `The array has ${body.length} readings; at most ${ingestLimits.readingsPerPayloadMax} are allowed.`,
    );
  }
  return decodeArray(message, body);
}

function decodeArray(message: Message, body: readonly unknown[]): Decoded {
  const problems: Problem[] = [];
  const readings: Reading[] = [];
  for (const item of body) {
    const reading = decodeReading(message, item, problems);
    if (reading !== null) readings.push(reading);
  }
  return { readings, problems: problems.slice(0, ingestLimits.problemsPerPayloadMax) };
}

function refused(code: string, detail: string): Decoded {
  return { readings: noReadings, problems: [{ code, detail }] };
}

/** One object to a reading; null, with a problem, when it holds none. */
function decodeReading(message: Message, item: unknown, problems: Problem[]): Reading | null {
  if (!isPlainObject(item)) {
    problems.push({ code: 'not-an-object', detail: 'A reading must be an object with "values".' });
    return null;
  }
  const source = item['values'];
  if (!isPlainObject(source)) {
    problems.push({ code: 'no-values', detail: 'A reading must have "values", an object of metrics.' });
    return null;
  }
  const { kind } = message;
  const table = tables[kind];
  const values = table.blank.slice();
  let extra: ExtraValues | null = null;
  let flags = 0;
  let known = 0;
  // What JSON.parse made has own properties only, and this walks them without allocating their names.
  // oxlint-disable-next-line guard-for-in
  for (const name in source) {
    const value = source[name];
    if (value === null) continue;
    const entry = table.metrics.get(name);
    if (entry === undefined) {
      extra ??= new ExtraValues(problems);
      extra.keep(name, value);
      flags |= ReadingFlag.unknownMetric;
      continue;
    }
    const { metric, index } = entry;
    const number = toMetricNumber(metric, value);
    if (Number.isNaN(number)) {
      problems.push({ code: 'bad-value', detail: `"${name}" is not a usable value.` });
      extra ??= new ExtraValues(problems);
      extra.keep(name, value);
      flags |= ReadingFlag.badValue;
      continue;
    }
    values[index] = number;
    known += 1;
    if (number < metric.min || number > metric.max) flags |= ReadingFlag.outOfRange;
  }
  if (known === 0 && (extra === null || extra.entries === null)) {
    problems.push({ code: 'no-values', detail: 'No metric in "values" could be read.' });
    return null;
  }
  const time = decodeTime(item['time'], message.receivedAt);
  if (time.problem !== null) {
    problems.push(time.problem);
    extra ??= new ExtraValues(problems);
    extra.keep('device_time', item['time']);
  }
  return {
    kind,
    deviceId: message.deviceId,
    time: time.time,
    receivedAt: message.receivedAt,
    seq: decodeSeq(item['seq'], problems),
    values,
    extra: extra === null ? null : extra.entries,
    flags: flags | time.flag,
  };
}

/** A number for the metric, or NaN when the value is not one that it can have. */
function toMetricNumber(metric: Metric, value: unknown): number {
  if (typeof value === 'boolean') return metric.type === 'switch' ? Number(value) : Number.NaN;
  if (typeof value !== 'number' || !Number.isFinite(value)) return Number.NaN;
  if (metric.type === 'measure') return value;
  // A switch or a code outside of its range has no meaning at all, a measurement may still be looked at.
  return Number.isInteger(value) && value >= metric.min && value <= metric.max ? value : Number.NaN;
}

function decodeSeq(value: unknown, problems: Problem[]): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  problems.push({ code: 'bad-seq', detail: '"seq" must be a whole number from 0 on.' });
  return null;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Collects what the kind does not define, as scalars that a JSON column can hold. */
class ExtraValues {
  entries: Record<string, unknown> | null = null;
  readonly #problems: Problem[];
  #count = 0;

  constructor(problems: Problem[]) {
    this.#problems = problems;
  }

  keep(name: string, value: unknown): void {
    const scalar = toStorableScalar(value);
    const fits =
      this.#count < ingestLimits.extraPerReadingMax && name.length <= ingestLimits.extraTextCharsMax;
    if (scalar === undefined || !fits) {
      const shown = toStorableText(name.slice(0, 64));
      this.#problems.push({ code: 'extra-not-kept', detail: `"${shown}" could not be kept.` });
      return;
    }
    // Without a prototype, so that a metric called "__proto__" is just a name.
    this.entries ??= Object.create(null) as Record<string, unknown>;
    this.entries[toStorableText(name)] = scalar;
    this.#count += 1;
  }
}

function toStorableScalar(value: unknown): unknown {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'string' || value.length > ingestLimits.extraTextCharsMax) return undefined;
  return toStorableText(value);
}

/** PostgreSQL's jsonb takes neither NUL nor half a surrogate pair. */
function toStorableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
