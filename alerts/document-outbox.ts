/** One thing that the database is to have as it is now: a row by its key, the newest version counts. */
export interface Document<T> {
  readonly key: string;
  readonly content: T;
}

/**
 * What the database has not got yet, the longest-waiting first. Each key waits once, with its newest content,
 * so an outage costs memory by the number of things, not of changes. Saving must be idempotent: after a
 * restart a document may be handed out again.
 */
export interface DocumentOutbox<T> {
  add(key: string, content: T): void;
  next(max: number): readonly Document<T>[];
  /** They are in the database. What changed meanwhile stays. */
  saved(documents: readonly Document<T>[]): void;
  size(): number;
  /** For snapshots. */
  content(): readonly Document<T>[];
  restore(documents: readonly Document<T>[]): void;
}

export function createDocumentOutbox<T>(): DocumentOutbox<T> {
  const waiting = new Map<string, Document<T>>();
  return {
    add(key, content) {
      waiting.set(key, { key, content });
    },
    next(max) {
      return waiting.values().take(max).toArray();
    },
    saved(documents) {
      for (const document of documents) {
        if (waiting.get(document.key) === document) waiting.delete(document.key);
      }
    },
    size: () => waiting.size,
    content: () => [...waiting.values()],
    restore(documents) {
      waiting.clear();
      for (const document of documents) waiting.set(document.key, document);
    },
  };
}
