import { crc32 } from 'node:zlib';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import {
  createByteSink,
  decodeRecord,
  encodeRecord,
  recordEnd,
  recordTypeCodes,
  type ByteSink,
  type DecodeTelemetry,
} from './record-codec.ts';

/**
 * A block holds the records of one commit and is stored as one value. Its header:
 * magic (4), set of record types (4), first offset (8), records (4), CRC-32 of everything else (4),
 * bytes ever stored before this block (8), so that what the journal takes is the difference of two blocks.
 */
const MAGIC = 0x314a_314e;
export const BLOCK_HEADER_BYTES = 32;
const CRC_START = 20;

/** A block being filled. */
export interface OpenBlock {
  readonly sink: ByteSink;
  readonly records: number;
  readonly types: number;
}

export interface BlockHeader {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly types: number;
  /** Bytes stored before this block since the journal was made. */
  readonly bytesBefore: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function createBlock(capacityBytes: number): OpenBlock {
  const block = { sink: createByteSink(Math.max(capacityBytes, BLOCK_HEADER_BYTES)), records: 0, types: 0 };
  clearBlock(block);
  return block;
}

/** Empties the block for its next use: the buffer stays. */
export function clearBlock(block: OpenBlock): void {
  const target: Mutable<OpenBlock> = block;
  (target.sink as Mutable<ByteSink>).length = BLOCK_HEADER_BYTES;
  target.records = 0;
  target.types = 0;
}

/** Adds a record and returns the bytes that it took. */
export function addRecord(block: OpenBlock, record: JournalRecord): number {
  const bytes = encodeRecord(block.sink, record);
  const target: Mutable<OpenBlock> = block;
  target.records += 1;
  target.types |= 1 << recordTypeCodes[record.type];
  return bytes;
}

/** Writes the header and returns the finished bytes, a view that is valid until the block is cleared. */
export function sealBlock(block: OpenBlock, firstOffset: number, bytesBefore: number): Buffer {
  const { view, buffer, length } = block.sink;
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, block.types, true);
  view.setFloat64(8, firstOffset, true);
  view.setUint32(16, block.records, true);
  view.setFloat64(24, bytesBefore, true);
  const bytes = buffer.subarray(0, length);
  view.setUint32(CRC_START, checksum(bytes), true);
  return bytes;
}

/** Reads and verifies; null when the bytes are not a whole, undamaged block. */
export function openBlock(bytes: Buffer): BlockHeader | null {
  if (bytes.length < BLOCK_HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC) return null;
  if (bytes.readUInt32LE(CRC_START) !== checksum(bytes)) return null;
  const firstOffset = bytes.readDoubleLE(8);
  return {
    firstOffset,
    lastOffset: firstOffset + bytes.readUInt32LE(16) - 1,
    types: bytes.readUInt32LE(4),
    bytesBefore: bytes.readDoubleLE(24),
  };
}

/** The store has none of its own over values, and a disk that lies is found out here. */
function checksum(bytes: Buffer): number {
  const head = crc32(bytes.subarray(0, CRC_START));
  return crc32(bytes.subarray(CRC_START + 4), head);
}

/** Where a reader stands in a block: the next record's offset and position. */
export interface BlockCursor {
  readonly offset: number;
  readonly position: number;
}

export function startOfBlock(header: BlockHeader): BlockCursor {
  return { offset: header.firstOffset, position: BLOCK_HEADER_BYTES };
}

export interface ReadOptions {
  /** Records before it are skipped without decoding. */
  readonly from: number;
  /** Stops after this many records were decoded. */
  readonly recordsMax: number;
  /** Set of record types; others are skipped without decoding. */
  readonly types: number;
  readonly decodeTelemetry: DecodeTelemetry;
}

/** Decodes the next entries of a block. `next` is null at its end. */
export function readEntries(
  bytes: Buffer,
  cursor: BlockCursor,
  options: ReadOptions,
): { entries: readonly JournalEntry[]; next: BlockCursor | null; lastOffset: number } {
  const entries: JournalEntry[] = [];
  let { offset, position } = cursor;
  while (position < bytes.length && entries.length < options.recordsMax) {
    const wanted = offset >= options.from && (options.types & (1 << (bytes[position] ?? 0))) !== 0;
    if (wanted) entries.push({ offset, record: decodeRecord(bytes, position, options.decodeTelemetry) });
    position = recordEnd(bytes, position);
    offset += 1;
  }
  return { entries, next: position < bytes.length ? { offset, position } : null, lastOffset: offset - 1 };
}
