import { isUtf8 } from 'node:buffer';
import { kinds, metricIndex, type SensorKind } from '../domain/kinds.ts';
import { ReadingFlag, type Reading } from '../domain/reading.ts';
import type { Problem, TelemetryRecord } from '../domain/record.ts';
import { decodeTime } from './decode-time.ts';
import { ingestLimits } from './limits.ts';

type Message = Pick<TelemetryRecord, 'receivedAt' | 'kind' | 'deviceId' | 'payload'>;
type Decoded = Pick<TelemetryRecord, 'readings' | 'problems'>;

/** NaN for each metric of a kind: copied for every reading, which is quicker than filling. */
const blankValues = new Map<SensorKind, readonly number[]>(
  (Object.keys(kinds) as SensorKind[]).map((kind) => [kind, kinds[kind].metrics.map(() => Number.NaN)]),
);

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
  const values = (blankValues.get(kind) ?? []).slice();
  const extra = new ExtraValues(problems);
  let flags = 0;
  let known = 0;
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (value === null) continue;
    const index = metricIndex(kind, name);
    if (index === undefined) {
      extra.keep(name, value);
      flags |= ReadingFlag.unknownMetric;
      continue;
    }
    const number = toMetricNumber(kind, index, value);
    if (Number.isNaN(number)) {
      problems.push({ code: 'bad-value', detail: `"${name}" is not a usable value.` });
      extra.keep(name, value);
      flags |= ReadingFlag.badValue;
      continue;
    }
    values[index] = number;
    known += 1;
    if (isOutOfRange(kind, index, number)) flags |= ReadingFlag.outOfRange;
  }
  if (known === 0 && extra.entries === null) {
    problems.push({ code: 'no-values', detail: 'No metric in "values" could be read.' });
    return null;
  }
  const time = decodeTime(item['time'], message.receivedAt);
  if (time.problem !== null) {
    problems.push(time.problem);
    extra.keep('device_time', item['time']);
  }
  return {
    kind,
    deviceId: message.deviceId,
    time: time.time,
    receivedAt: message.receivedAt,
    seq: decodeSeq(item['seq'], problems),
    values,
    extra: extra.entries,
    flags: flags | time.flag,
  };
}

/** A number for the metric, or NaN when the value is not one that it can have. */
function toMetricNumber(kind: SensorKind, index: number, value: unknown): number {
  const metric = kinds[kind].metrics[index];
  if (typeof value === 'boolean') return metric?.type === 'switch' ? Number(value) : Number.NaN;
  if (typeof value !== 'number' || !Number.isFinite(value)) return Number.NaN;
  if (metric === undefined || metric.type === 'measure') return value;
  // A switch or a code outside of its range has no meaning at all, a measurement may still be looked at.
  return Number.isInteger(value) && value >= metric.min && value <= metric.max ? value : Number.NaN;
}

function isOutOfRange(kind: SensorKind, index: number, value: number): boolean {
  const metric = kinds[kind].metrics[index];
  return metric !== undefined && (value < metric.min || value > metric.max);
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
