/** What can be found damaged, or missing, of what the service keeps. */
export const damageKinds = [
  /** The journal's file as a whole could not be used. */
  'journal-file',
  /** A stretch of the journal. */
  'journal-records',
  /** The journal is older than what was made from it: a former copy lies in its place. */
  'journal-older',
  /** What a reader of the journal knew. */
  'snapshot',
  /** A small file beside the journal: the fleet's copy, accounts, keys. */
  'kept-file',
  /** The database has lost something, or cannot be used. */
  'database',
  /** The database is older than the journal: a former copy lies in its place. */
  'database-older',
] as const;
export type DamageKind = (typeof damageKinds)[number];

/** Something that is not as it was written. Never ignored: it is logged, shown, counted and put on the desk. */
export interface Damage {
  readonly kind: DamageKind;
  /** What it is about: a file's name, a reader's, a table's. One damage is one kind and subject. */
  readonly subject: string;
  /** When it was found, ms. */
  readonly at: number;
  /** For people who look after the service: what is wrong, what was done about it, and what is missing. */
  readonly detail: string;
  /** Where the damaged thing lies now; null where it could not, or need not, be moved. */
  readonly setAside: string | null;
  /** Offsets of the journal that cannot be read; null where none are, or where nobody can say. */
  readonly missing: { readonly first: number; readonly last: number } | null;
  /** Between which times they were written, ms; null: unknown. */
  readonly between: { readonly from: number | null; readonly to: number | null } | null;
}
