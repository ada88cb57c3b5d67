/** Sixteen bytes of a payload. */
export interface HexRow {
  readonly offset: number;
  readonly bytes: readonly number[];
}

const bytesPerRow = 16;

/** A payload in rows of sixteen bytes, at most so many rows. */
export function toHexRows(payload: Uint8Array, rowsMax: number): readonly HexRow[] {
  const count = Math.min(rowsMax, Math.ceil(payload.length / bytesPerRow));
  return Array.from({ length: count }, (_, row) => {
    const offset = row * bytesPerRow;
    return { offset, bytes: [...payload.subarray(offset, offset + bytesPerRow)] };
  });
}

/** `7b`. */
export function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** The byte as ASCII shows it; a dot for what cannot be seen. */
export function toAscii(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
