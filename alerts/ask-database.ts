import type { Logger } from 'pino';

/** Null while the database is away, and where it failed. */
export type AskDatabase = <T>(question: () => Promise<T>) => Promise<T | null>;

/** Asks the database where memory has an answer of its own, so that nobody waits for one that is away. */
export function createAskDatabase({
  database,
  log,
}: {
  readonly database: { readonly isAvailable: () => boolean };
  readonly log: Logger;
}): AskDatabase {
  return async (question) => {
    if (!database.isAvailable()) return null;
    try {
      return await question();
    } catch (error) {
      log.warn({ err: error }, 'the database did not answer; memory does');
      return null;
    }
  };
}
