import { describe } from 'vitest';

/** What stands before the reason in the name of a skipped suite: `npm test` lists such tests with it. */
export const skipMark = ' — skipped: ';

/**
 * A suite that this machine may be unable to run: `reason` says why, null runs it. A skipped suite is listed
 * by name with its reason at the end of `npm test`, and is a failure where everything is required (CI).
 */
export function describeUnless(reason: string | null, name: string, suite: () => void): void {
  const title = reason === null ? name : `${name}${skipMark}${reason}`;
  const declare = describe.skipIf(reason !== null);
  declare(title, suite);
}
