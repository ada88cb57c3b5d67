import type { Metric } from '../domain/kind.ts';
import { kindNames, kinds, type SensorKind } from '../domain/kinds.ts';
import { ReadingFlag, type Reading } from '../domain/reading.ts';
import type { TelemetryRecord } from '../domain/record.ts';
import { ingestLimits } from './limits.ts';

/** A metric by its name's bytes. */
interface Entry {
  readonly index: number;
  readonly name: Buffer;
  readonly metric: Metric;
}

interface KindTable {
  readonly entries: ReadonlyMap<number, Entry>;
  readonly blank: readonly number[];
}

const byte = {
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  point: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  backslash: 0x5c,
  f: 0x66,
  t: 0x74,
  open: 0x7b,
  close: 0x7d,
} as const;

/** Up to here a whole number and its quotient by a power of ten are what JSON.parse makes of the same text. */
const digitsMax = 15;
const powers = Array.from({ length: digitsMax + 1 }, (_, exponent) => 10 ** exponent);

const trueWord = Buffer.from('true');
const falseWord = Buffer.from('false');

/** FNV-1a, 32 bits. */
const hashStart = 0x811c9dc5;
const hashFactor = 0x01000193;
const timeHash = hashOf('time');
const seqHash = hashOf('seq');
const valuesHash = hashOf('values');

function hashOf(name: string): number {
  return Buffer.from(name).reduce((hash, code) => Math.imul(hash ^ code, hashFactor), hashStart);
}

const tables = Object.fromEntries(
  kindNames.map((kind): [SensorKind, KindTable] => {
    const { metrics } = kinds[kind];
    const entries = metrics.map((metric, index): [number, Entry] => {
      const name = Buffer.from(metric.name);
      return [hashOf(metric.name), { index, name, metric }];
    });
    return [kind, { entries: new Map(entries), blank: metrics.map(() => Number.NaN) }];
  }),
) as Readonly<Record<SensorKind, KindTable>>;

/** Behind the token that was scanned last. Kept here, because a function returns one value without allocating. */
let end = 0;

/**
 * Reads the payload that nearly every message has, straight from its bytes: one object with `time` in ms,
 * `seq` and `values` of known metrics, all in order and in range. Null for anything else, however slightly
 * off: then `decodeJson` decides, and where this returns a reading it returns the same one (a property test).
 *
 * JSON.parse and the objects that it leaves were a sixth of all that the service does per message.
 */
export function scanReading(
  message: Pick<TelemetryRecord, 'receivedAt' | 'kind' | 'deviceId' | 'payload'>,
): Reading | null {
  const { receivedAt, kind, deviceId, payload: bytes } = message;
  const table = tables[kind];
  const values = table.blank.slice();
  let time = Number.NaN;
  let seq = Number.NaN;
  let hasValues = false;
  let at = skipSpaces(bytes, 0);
  if (bytes[at] !== byte.open) return null;
  do {
    const hash = scanName(bytes, skipSpaces(bytes, at + 1));
    at = skipSpaces(bytes, end);
    if (bytes[at] !== byte.colon) return null;
    at = skipSpaces(bytes, at + 1);
    if (hash === valuesHash) {
      if (hasValues || !scanValues(bytes, at, { table, values })) return null;
      hasValues = true;
    } else {
      const number = scanNumber(bytes, at);
      if (!Number.isInteger(number)) return null;
      if (hash === timeHash && Number.isNaN(time)) time = number;
      else if (hash === seqHash && Number.isNaN(seq) && number >= 0) seq = number;
      else return null;
    }
    at = skipSpaces(bytes, end);
  } while (bytes[at] === byte.comma);
  if (bytes[at] !== byte.close || !hasValues) return null;
  if (skipSpaces(bytes, at + 1) !== bytes.length) return null;
  const isTimed = !Number.isNaN(time);
  if (isTimed && !(time >= ingestLimits.timeMin_ms && time <= receivedAt + ingestLimits.timeAheadMax_ms)) {
    return null;
  }
  return {
    kind,
    deviceId,
    time: isTimed ? time : receivedAt,
    receivedAt,
    seq: Number.isNaN(seq) ? null : seq,
    values,
    extra: null,
    flags: isTimed ? 0 : ReadingFlag.timeMissing,
  };
}

/** The metrics of `values`; false when one is unknown, repeated, or has a value that it cannot have. */
function scanValues(
  bytes: Uint8Array,
  from: number,
  { table, values }: { readonly table: KindTable; readonly values: number[] },
): boolean {
  let at = from;
  if (bytes[at] !== byte.open) return false;
  do {
    const start = skipSpaces(bytes, at + 1);
    const entry = table.entries.get(scanName(bytes, start));
    if (entry === undefined || !isName(bytes, start + 1, entry.name)) return false;
    at = skipSpaces(bytes, end);
    if (bytes[at] !== byte.colon) return false;
    at = skipSpaces(bytes, at + 1);
    const { index, metric } = entry;
    const value = metric.type === 'switch' ? scanSwitch(bytes, at) : scanNumber(bytes, at);
    if (!(value >= metric.min && value <= metric.max)) return false;
    if (metric.type !== 'measure' && !Number.isInteger(value)) return false;
    if (!Number.isNaN(values[index])) return false;
    values[index] = value;
    at = skipSpaces(bytes, end);
  } while (bytes[at] === byte.comma);
  end = at + 1;
  return bytes[at] === byte.close;
}

/** `true`, `false` or a number; NaN for all else. */
function scanSwitch(bytes: Uint8Array, at: number): number {
  const word = bytes[at] === byte.t ? trueWord : bytes[at] === byte.f ? falseWord : null;
  if (word === null) return scanNumber(bytes, at);
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[at + index] !== word[index]) return Number.NaN;
  }
  end = at + word.length;
  return word === trueWord ? 1 : 0;
}

/** A JSON number without an exponent and of at most 15 digits; NaN for all else. */
function scanNumber(bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  const isNegative = bytes[from] === byte.minus;
  const start = isNegative ? from + 1 : from;
  let at = start;
  let whole = 0;
  let point = -1;
  for (; at < length; at += 1) {
    const code = bytes[at] as number;
    if (code >= byte.zero && code <= byte.nine) whole = whole * 10 + (code - byte.zero);
    else if (code === byte.point && point === -1) point = at;
    else break;
  }
  end = at;
  const wholeDigits = (point === -1 ? at : point) - start;
  const decimals = point === -1 ? 0 : at - point - 1;
  const isMalformed =
    wholeDigits === 0 || (wholeDigits > 1 && bytes[start] === byte.zero) || (point !== -1 && decimals === 0);
  if (isMalformed || wholeDigits + decimals > digitsMax) return Number.NaN;
  const value = decimals === 0 ? whole : whole / (powers[decimals] as number);
  return isNegative ? -value : value;
}

/** The hash of a quoted name of plain letters; 0 for anything else. */
function scanName(bytes: Uint8Array, from: number): number {
  end = from;
  if (bytes[from] !== byte.quote) return 0;
  const { length } = bytes;
  let hash = hashStart;
  for (let at = from + 1; at < length; at += 1) {
    const code = bytes[at] as number;
    if (code === byte.quote) {
      end = at + 1;
      return hash;
    }
    if (code < byte.space || code === byte.backslash || code > 0x7e) return 0;
    hash = Math.imul(hash ^ code, hashFactor);
  }
  return 0;
}

/** True when the name that was just scanned is this one: two names may share a hash. */
function isName(bytes: Uint8Array, start: number, name: Buffer): boolean {
  if (end - 1 - start !== name.length) return false;
  for (let index = 0; index < name.length; index += 1) if (bytes[start + index] !== name[index]) return false;
  return true;
}

/** Where the next byte that is no space lies. */
function skipSpaces(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === byte.space) at += 1;
  return at;
}
