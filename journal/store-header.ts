import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The two headers of an LMDB file, one on each of its first two pages (mdb.c, MDB_meta): page header (24), magic (4),
 * version (4), address (8), map size (8), two trees (48 each), last page in use (8), transaction (8).
 */
const PAGE_BYTES = 4_096;
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const HEADER_BYTES = 160;

/**
 * What is wrong with the file as a whole; null when nothing is. The library trusts the file: of one that was cut
 * short it reads beyond the end, which ends the process without a word.
 */
export function faultOfHeader(path: string): string | null {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const headers = [0, 1].map((page) => readHeader(file, page * PAGE_BYTES));
    const whole = headers.filter((header) => header !== null);
    if (whole.length < headers.length) return 'its header is not that of a journal';
    // A header that was being written counts for nothing, the other one does: the newer decides what is in use.
    const newest = whole.reduce((a, b) => (b.transaction > a.transaction ? b : a));
    const bytes = (newest.lastPage + 1) * PAGE_BYTES;
    return bytes > size ? `it is cut short: ${size} bytes of ${bytes}` : null;
  } finally {
    closeSync(file);
  }
}

function readHeader(file: number, position: number): { lastPage: number; transaction: number } | null {
  const bytes = Buffer.alloc(HEADER_BYTES);
  if (readSync(file, bytes, 0, HEADER_BYTES, position) < HEADER_BYTES) return null;
  if (bytes.readUInt32LE(MAGIC_AT) !== MAGIC) return null;
  return {
    lastPage: Number(bytes.readBigUInt64LE(LAST_PAGE_AT)),
    transaction: Number(bytes.readBigUInt64LE(TRANSACTION_AT)),
  };
}
