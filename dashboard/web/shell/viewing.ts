import type { Route } from './router.ts';

/** What each of these addresses has open, in the words of the live feed. */
const subjects: Readonly<Record<string, string>> = { alerts: 'alert', incidents: 'incident', cases: 'case' };

/** The alert, incident or case that an address shows, for the other screens; null where it shows none. */
export function subjectOf({ path: [page = '', id] }: Pick<Route, 'path'>): string | null {
  const subject = subjects[page];
  return subject === undefined || id === undefined ? null : `${subject}:${id}`;
}
