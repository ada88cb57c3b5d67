import type { SensorKind } from '../domain/kinds.ts';
import type { JournalRecord, TelemetryRecord } from '../domain/record.ts';

/**
 * One record as bytes: type (1), length of the rest (4), the rest. Telemetry, by far the most, is binary:
 * receivedAt (8), length of kind (1), length of deviceId (2), kind, deviceId, the payload as it came.
 * The others are JSON. Numbers are little-endian, text is UTF-8.
 */
export const recordTypeCodes = {
  telemetry: 1,
  presence: 2,
  tick: 3,
  alert: 4,
  action: 5,
  placement: 6,
  rules: 7,
  service: 8,
  settings: 9,
  case: 10,
  delivery: 11,
  track: 12,
  handover: 13,
  plan: 14,
  canary: 15,
} as const;

const HEADER_BYTES = 5;
const TELEMETRY_BYTES = 11;
const KIND_BYTES_MAX = 0xff;
const DEVICE_ID_BYTES_MAX = 0xffff;
/** UTF-8 needs at most three bytes for a UTF-16 unit. */
const TEXT_BYTES_PER_UNIT_MAX = 3;

/** What the payload says, derived again when a record is read from disk. */
export type DecodeTelemetry = (
  message: Pick<TelemetryRecord, 'receivedAt' | 'kind' | 'deviceId' | 'payload'>,
) => Pick<TelemetryRecord, 'readings' | 'problems'>;

/** Bytes that grow at their end. */
export interface ByteSink {
  readonly buffer: Buffer;
  readonly view: DataView;
  readonly length: number;
}

type MutableSink = { buffer: Buffer; view: DataView; length: number };

/** Allocates outside of Node's shared pool: the store writes it from another thread. */
export function createByteSink(capacityBytes: number): ByteSink {
  const buffer = Buffer.allocUnsafeSlow(capacityBytes);
  return { buffer, view: new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength), length: 0 };
}

/** Makes room for `bytes` more, at least doubling. */
export function reserve(sink: ByteSink, bytes: number): void {
  const needed = sink.length + bytes;
  if (needed <= sink.buffer.length) return;
  const grown = createByteSink(Math.max(needed, sink.buffer.length * 2));
  sink.buffer.copy(grown.buffer, 0, 0, sink.length);
  const target: MutableSink = sink;
  target.buffer = grown.buffer;
  target.view = grown.view;
}

/** Appends the record's bytes to `sink` and returns their number. Throws a RangeError when an id is far too long. */
export function encodeRecord(sink: ByteSink, record: JournalRecord): number {
  return record.type === 'telemetry' ? encodeTelemetry(sink, record) : encodeAsJson(sink, record);
}

function encodeTelemetry(sink: ByteSink, record: TelemetryRecord): number {
  const { kind, deviceId, payload } = record;
  const textMax = (kind.length + deviceId.length) * TEXT_BYTES_PER_UNIT_MAX;
  reserve(sink, HEADER_BYTES + TELEMETRY_BYTES + textMax + payload.length);
  const { buffer, view, length: start } = sink;
  const body = start + HEADER_BYTES;
  const kindStart = body + TELEMETRY_BYTES;
  const kindLength = writeText(buffer, kind, kindStart);
  const idLength = writeText(buffer, deviceId, kindStart + kindLength);
  if (kindLength > KIND_BYTES_MAX) throw new RangeError('kind is too long for the journal');
  if (idLength > DEVICE_ID_BYTES_MAX) throw new RangeError('deviceId is too long for the journal');
  const payloadStart = kindStart + kindLength + idLength;
  buffer.set(payload, payloadStart);
  const end = payloadStart + payload.length;
  buffer[start] = recordTypeCodes.telemetry;
  view.setUint32(start + 1, end - body, true);
  view.setFloat64(body, record.receivedAt, true);
  buffer[body + 8] = kindLength;
  view.setUint16(body + 9, idLength, true);
  (sink as MutableSink).length = end;
  return end - start;
}

function encodeAsJson(sink: ByteSink, record: Exclude<JournalRecord, TelemetryRecord>): number {
  const { type, ...rest } = record;
  const json = JSON.stringify(rest);
  reserve(sink, HEADER_BYTES + json.length * TEXT_BYTES_PER_UNIT_MAX);
  const start = sink.length;
  const written = sink.buffer.write(json, start + HEADER_BYTES, 'utf8');
  sink.buffer[start] = recordTypeCodes[type];
  sink.view.setUint32(start + 1, written, true);
  (sink as MutableSink).length = start + HEADER_BYTES + written;
  return HEADER_BYTES + written;
}

/** Ids are short and ASCII: a loop beats the call into native code, which stays for the rest. */
function writeText(buffer: Buffer, text: string, position: number): number {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return buffer.write(text, position, 'utf8');
    buffer[position + index] = unit;
  }
  return text.length;
}

/** Where the record at `position` ends, without decoding it. */
export function recordEnd(bytes: Buffer, position: number): number {
  return position + HEADER_BYTES + bytes.readUInt32LE(position + 1);
}

/** Decodes the record at `position`; its payload is a view into `bytes`. */
export function decodeRecord(
  bytes: Buffer,
  position: number,
  decodeTelemetry: DecodeTelemetry,
): JournalRecord {
  const body = position + HEADER_BYTES;
  const end = recordEnd(bytes, position);
  const code = bytes[position];
  if (code === recordTypeCodes.telemetry) {
    const kindStart = body + TELEMETRY_BYTES;
    const idStart = kindStart + (bytes[body + 8] ?? 0);
    const payloadStart = idStart + bytes.readUInt16LE(body + 9);
    const message = {
      receivedAt: bytes.readDoubleLE(body),
      // A kind that a newer version wrote is decodeTelemetry's to judge.
      kind: bytes.toString('latin1', kindStart, idStart) as SensorKind,
      deviceId: bytes.toString('utf8', idStart, payloadStart),
      payload: bytes.subarray(payloadStart, end),
    };
    const { readings, problems } = decodeTelemetry(message);
    return { type: 'telemetry', ...message, readings, problems };
  }
  const type = recordTypeOf(code);
  if (type === undefined) throw new Error(`unknown record type ${code}: written by a newer version?`);
  return { type, ...JSON.parse(bytes.toString('utf8', body, end)) };
}

function recordTypeOf(code: number | undefined): JournalRecord['type'] | undefined {
  for (const [type, known] of Object.entries(recordTypeCodes)) {
    if (known === code) return type as JournalRecord['type'];
  }
  return undefined;
}

/** A set of record types as bits, to skip what a reader does not want without decoding it. */
export function toTypeSet(types: readonly JournalRecord['type'][]): number {
  return types.reduce((set, type) => set | (1 << recordTypeCodes[type]), 0);
}

export const allTypes = toTypeSet(Object.keys(recordTypeCodes) as JournalRecord['type'][]);
