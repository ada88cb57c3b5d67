/**
 * A snapshot's pieces as a start finds them: parts of one Buffer that begin anywhere. Taken at once, as when they
 * are written, because the engine uses its memory again.
 */
export function asLoaded(pieces: Iterable<Uint8Array>): readonly Uint8Array[] {
  const taken = Array.from(pieces, (piece) => Buffer.from(piece));
  const file = Buffer.concat(taken.flatMap((piece) => [Buffer.of(0), piece]));
  let at = 0;
  return taken.map(({ length }) => {
    at += 1;
    const piece = file.subarray(at, at + length);
    at += length;
    return piece;
  });
}
