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

const timeHash = hashOf(Buffer.from('time'));
const seqHash = hashOf(Buffer.from('seq'));
const valuesHash = hashOf(Buffer.from('values'));

const tables = Object.fromEntries(
  kindNames.map((kind): [SensorKind, KindTable] => {
    const { metrics } = kinds[kind];
    const entries = metrics.map((metric, index): [number, Entry] => {
      const name = Buffer.from(metric.name);
      return [hashOf(name), { index, name, metric }];
    });
    return [kind, { entries: new Map(entries), blank: metrics.map(() => Number.NaN) }];
  }),
) as Readonly<Record<SensorKind, KindTable>>;

/** Where the scan is; one for the process, because a scan runs to its end at once. */
let bytes: Uint8Array = Buffer.alloc(0);
let at = 0;

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
  bytes = message.payload;
  at = 0;
  const { receivedAt, kind, deviceId } = message;
  const values = tables[kind].blank.slice();
  let time = Number.NaN;
  let seq = Number.NaN;
  let hasValues = false;
  if (!take(byte.open)) return null;
  do {
    const hash = scanName();
    if (!take(byte.colon)) return null;
    if (hash === valuesHash) {
      if (hasValues || !scanValues(tables[kind], values)) return null;
      hasValues = true;
    } else {
      const number = scanNumber();
      if (!Number.isInteger(number)) return null;
      if (hash === timeHash && Number.isNaN(time)) time = number;
      else if (hash === seqHash && Number.isNaN(seq) && number >= 0) seq = number;
      else return null;
    }
  } while (take(byte.comma));
  if (!take(byte.close) || !hasValues) return null;
  skipSpaces();
  if (at !== bytes.length) return null;
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
function scanValues(table: KindTable, values: number[]): boolean {
  if (!take(byte.open)) return false;
  do {
    const start = skipSpaces() + 1;
    const entry = table.entries.get(scanName());
    if (entry === undefined || !isName(entry.name, start) || !take(byte.colon)) return false;
    const { index, metric } = entry;
    const value = scanValue(metric.type === 'switch');
    if (!(value >= metric.min && value <= metric.max)) return false;
    if (metric.type !== 'measure' && !Number.isInteger(value)) return false;
    if (!Number.isNaN(values[index])) return false;
    values[index] = value;
  } while (take(byte.comma));
  return take(byte.close);
}

/** A number, or for a switch also `true` and `false`; NaN for all else. */
function scanValue(isSwitch: boolean): number {
  skipSpaces();
  if (!isSwitch) return scanNumber();
  if (bytes[at] === byte.t) return takeWord('true') ? 1 : Number.NaN;
  if (bytes[at] === byte.f) return takeWord('false') ? 0 : Number.NaN;
  return scanNumber();
}

/** A JSON number without an exponent and of at most 15 digits; NaN for all else. */
function scanNumber(): number {
  skipSpaces();
  const isNegative = bytes[at] === byte.minus;
  if (isNegative) at += 1;
  const start = at;
  let whole = 0;
  let decimals = 0;
  for (; isDigit(bytes[at]); at += 1) whole = whole * 10 + (bytes[at] as number) - byte.zero;
  let digits = at - start;
  if (digits === 0 || (digits > 1 && bytes[start] === byte.zero)) return Number.NaN;
  if (bytes[at] === byte.point) {
    at += 1;
    const from = at;
    for (; isDigit(bytes[at]); at += 1) whole = whole * 10 + (bytes[at] as number) - byte.zero;
    decimals = at - from;
    if (decimals === 0) return Number.NaN;
    digits += decimals;
  }
  if (digits > digitsMax) return Number.NaN;
  const value = decimals === 0 ? whole : whole / (powers[decimals] as number);
  return isNegative ? -value : value;
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= byte.zero && code <= byte.nine;
}

/** The hash of a quoted name of plain letters, behind which it stops; 0 for anything else. */
function scanName(): number {
  if (!take(byte.quote)) return 0;
  const start = at;
  for (; at < bytes.length; at += 1) {
    const code = bytes[at] as number;
    if (code === byte.quote) {
      at += 1;
      return hashOf(bytes, start, at - 1);
    }
    if (code < byte.space || code === byte.backslash || code > 0x7e) return 0;
  }
  return 0;
}

/** FNV-1a, 32 bits. */
function hashOf(of: Uint8Array, from = 0, to = of.length): number {
  let hash = 0x811c9dc5;
  for (let index = from; index < to; index += 1) hash = Math.imul(hash ^ (of[index] as number), 0x01000193);
  return hash;
}

/** True when the name that was just scanned is this one: two names may share a hash. */
function isName(name: Buffer, start: number): boolean {
  if (at - 1 - start !== name.length) return false;
  for (let index = 0; index < name.length; index += 1) if (bytes[start + index] !== name[index]) return false;
  return true;
}

function takeWord(word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[at + index] !== word.charCodeAt(index)) return false;
  }
  at += word.length;
  return true;
}

function take(code: number): boolean {
  skipSpaces();
  if (bytes[at] !== code) return false;
  at += 1;
  return true;
}

/** Where the next byte that is no space lies. */
function skipSpaces(): number {
  while (bytes[at] === byte.space) at += 1;
  return at;
}
