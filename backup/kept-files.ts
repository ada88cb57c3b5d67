/**
 * What becomes of a file of a data folder. `before` and `after`: taken, before the database is read or after the
 * journal. `journal`: taken by the journal's own means. `left`: not taken, and why.
 */
export type Fate = { readonly take: 'before' | 'after' | 'journal' } | { readonly left: string };

/**
 * By path within the data folder; the first that fits. What waits in a file for the database is taken **before**: an
 * account that does not wait any more is in the database by then. The audit's file is taken **after**, so that the
 * entries of its chain reach as far as those that the database has, and so are pictures, which come before the
 * records that name them.
 */
const fates: readonly (readonly [RegExp, Fate])[] = [
  [/\.damaged(-|$)/, { left: 'was set aside because it is damaged; nothing reads it' }],
  [/\.(tmp|draft)$/, { left: 'is being written' }],
  [/\.former$/, { left: 'is the one before a file that is taken' }],
  [/^(accounts|api-tokens|event-sources|fleet|held-acts|map-backdrop)\.json$/, { take: 'before' }],
  [/^(session-key|confirm-key)$/, { take: 'before' }],
  [/^sessions\.json$/, { left: 'sessions that ended since would live again: everybody logs in anew' }],
  [/^audit-outbox\.jsonl$/, { take: 'after' }],
  [/^pictures\/[0-9a-f]{64}\.(jpg|png|webp|json)$/, { take: 'after' }],
  [/^journal\/(journal\.mdb|snapshots\/[\w-]+\.snapshot)$/, { take: 'journal' }],
  [/^journal\/journal\.mdb-lock$/, { left: 'belongs to the running process' }],
  [/^postgres(\/|$)/, { left: 'is the embedded database, which is taken table by table' }],
  [/^restore-unfinished$/, { left: 'marks the folder of a restore that is under way' }],
];

/** Null: nobody has thought of this file yet. */
export function fateOf(path: string): Fate | null {
  return fates.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
