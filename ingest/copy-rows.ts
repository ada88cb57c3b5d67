import { readingColumns } from '../database/reading-columns.ts';
import { kinds, type SensorKind } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import type { Fingerprint } from './fingerprint.ts';

/** PostgreSQL counts from 2000-01-01; in ms since 1970. */
const postgresEpoch_ms = Date.UTC(2000, 0, 1);
const minute_ms = 60_000;
/** A quiet street needs little per batch, a busy one large chunks. */
const firstChunkBytes = 16 * 1024;
const chunkBytes = 256 * 1024;
/** The fixed columns with a device id of 64 bytes, and a metric, at their longest. */
const headBytesMax = 160;
const metricBytesMax = 12;

const signature = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const trailer = Buffer.from('ffff', 'hex');

/**
 * Readings of one kind as PostgreSQL's binary COPY format, in chunks, in the order of `readingColumns`.
 *
 * Source of the format: PostgreSQL documentation, COPY, "Binary Format": signature, then per row a 16-bit
 * field count and per field a 32-bit length (-1 for null) and the value, big-endian; then -1.
 */
export class CopyRows {
  readonly kind: SensorKind;
  rows = 0;
  /** The start (ms) of each minute that the rows touch: for partitions and roll-ups. */
  readonly minutes = new Set<number>();
  readonly #full: Buffer[] = [];
  readonly #types: readonly ('measure' | 'switch' | 'code')[];
  readonly #columns: number;
  readonly #rowBytesMax: number;
  #chunk = Buffer.allocUnsafeSlow(firstChunkBytes);
  #view = new DataView(this.#chunk.buffer);
  #at = 0;
  #minute = Number.NEGATIVE_INFINITY;

  constructor(kind: SensorKind) {
    this.kind = kind;
    this.#types = kinds[kind].metrics.map((metric) => metric.type);
    this.#columns = readingColumns(kind).length;
    this.#rowBytesMax = headBytesMax + this.#types.length * metricBytesMax;
    this.#at = signature.copy(this.#chunk);
  }

  /** Appends one row. */
  add(reading: Reading, key: Fingerprint, extraText: string | null): void {
    const extraBytes = extraText === null ? 0 : Buffer.byteLength(extraText);
    this.#reserve(this.#rowBytesMax + extraBytes);
    const view = this.#view;
    let at = this.#at;
    view.setInt16(at, this.#columns);
    at = this.#writeTime(at + 2, reading.time);
    at = this.#writeText(at, reading.deviceId);
    view.setInt32(at, 8);
    view.setInt32(at + 4, key.high);
    view.setInt32(at + 8, key.low);
    at += 12;
    at = reading.seq === null ? this.#writeNull(at) : this.#writeInteger(at, reading.seq);
    at = this.#writeTime(at, reading.receivedAt);
    view.setInt32(at, 4);
    view.setInt32(at + 4, reading.flags);
    at += 8;
    const { values } = reading;
    const types = this.#types;
    for (let index = 0; index < types.length; index += 1) {
      const value = values[index] as number;
      if (value !== value) {
        view.setInt32(at, -1);
        at += 4;
      } else if (types[index] === 'measure') {
        view.setInt32(at, 8);
        view.setFloat64(at + 4, value);
        at += 12;
      } else if (types[index] === 'switch') {
        view.setInt32(at, 2);
        view.setInt16(at + 4, value);
        at += 6;
      } else {
        at = this.#writeInteger(at, value);
      }
    }
    at = extraText === null ? this.#writeNull(at) : this.#writeJsonb(at, extraText, extraBytes);
    this.#at = at;
    this.rows += 1;
    if (reading.time < this.#minute || reading.time >= this.#minute + minute_ms) {
      this.#minute = Math.floor(reading.time / minute_ms) * minute_ms;
      this.minutes.add(this.#minute);
    }
  }

  /** Everything added, ready to be sent, as often as wanted. */
  chunks(): readonly Buffer[] {
    return [...this.#full, this.#chunk.subarray(0, this.#at), trailer];
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#chunk.length) return;
    this.#full.push(this.#chunk.subarray(0, this.#at));
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(chunkBytes, bytes));
    this.#view = new DataView(this.#chunk.buffer);
    this.#at = 0;
  }

  #writeNull(at: number): number {
    this.#view.setInt32(at, -1);
    return at + 4;
  }

  /** Whole numbers beyond 32 bits without a BigInt; exact up to 2^53. */
  #writeInteger(at: number, value: number): number {
    const high = Math.floor(value / 0x1_0000_0000);
    this.#view.setInt32(at, 8);
    this.#view.setInt32(at + 4, high);
    this.#view.setUint32(at + 8, value - high * 0x1_0000_0000);
    return at + 12;
  }

  #writeTime(at: number, time_ms: number): number {
    return this.#writeInteger(at, (time_ms - postgresEpoch_ms) * 1_000);
  }

  #writeText(at: number, text: string): number {
    // Device ids are ASCII by the broker's rule, where this is quicker than Buffer.write.
    const length = text.length;
    this.#view.setInt32(at, length);
    for (let index = 0; index < length; index += 1) this.#chunk[at + 4 + index] = text.charCodeAt(index);
    return at + 4 + length;
  }

  #writeJsonb(at: number, text: string, bytes: number): number {
    this.#view.setInt32(at, bytes + 1);
    this.#chunk[at + 4] = 1;
    this.#chunk.write(text, at + 5);
    return at + 5 + bytes;
  }
}
