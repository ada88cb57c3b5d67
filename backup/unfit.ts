/** Numbers of a journal's records, from the oldest that is still there. */
interface Range {
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/**
 * Why a copied journal does not go with the places up to which others have taken it in: a start would lack what lies
 * between, or meet what the journal does not know. Null: it goes with all of them.
 */
export function whyUnfit({ firstOffset, lastOffset }: Range, places: readonly number[]): string | null {
  if (places.some((place) => place + 1 < firstOffset)) return 'the journal was trimmed meanwhile';
  if (places.some((place) => place > lastOffset)) return 'the journal is older than what was made of it';
  return null;
}
