import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import { casesOf, createCaseStore } from './case-store.ts';
import type { Cases } from './cases.ts';

/** Carries cases to the database from now on, and hands out what the dashboard is served. */
export function startCases(options: {
  readonly database: Database;
  readonly cases: Cases;
  readonly log: Logger;
}) {
  const store = createCaseStore(options);
  store.start();
  return { served: { cases: casesOf(options.cases, store) }, stop: () => store.stop() };
}
