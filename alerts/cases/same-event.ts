import type { Case, CaseCategory, CaseReport, CaseStep } from '../../domain/case.ts';
import type { CaseSettings } from '../../domain/desk-settings.ts';
import { distanceBetween_m } from '../../domain/distance.ts';

/**
 * Whether a report tells of what an open case is about already: near it, and of the same kind. Where the kind
 * is unknown it has to be recent, too. A case that was handled, or that nobody works on because it is on hold,
 * takes nothing in: what is reported then is new until somebody has looked, and rings.
 */
export function isSameEvent(
  current: Case,
  report: CaseReport,
  { at, settings }: { readonly at: number; readonly settings: CaseSettings },
): boolean {
  if (current.closedAt !== null || current.hold !== null || !stillToDo.includes(current.step)) return false;
  const kinds = compare(current.category, report.category);
  if (kinds === 'different') return false;
  const { distance_m, within_s } = settings.sameEvent;
  const isRecent = at - current.lastReportedAt <= within_s * 1000;
  const isThere = isOfSamePlace(current, report);
  // Who lives there means the same thing, however long it goes on.
  if (isThere && kinds === 'same' && report.source === 'resident') return true;
  if (!isRecent) return false;
  if (isThere) return true;
  if (current.position === null || report.position === null) return false;
  return distanceBetween_m(current.position, report.position) <= distance_m;
}

const stillToDo: readonly CaseStep[] = ['reported', 'accepted', 'dispatched', 'taken', 'arrived'];

function compare(a: CaseCategory | null, b: CaseCategory | null): 'same' | 'different' | 'unknown' {
  if (a === null || b === null) return 'unknown';
  return a === b ? 'same' : 'different';
}

/** The same device or the same site; a whole area is no place. */
function isOfSamePlace(current: Case, report: CaseReport): boolean {
  if (current.deviceId !== null && current.deviceId === report.deviceId) return true;
  const site = siteOf(current);
  return site !== undefined && site === siteOf(report);
}

function siteOf({ path }: Pick<Case, 'path'>): string | undefined {
  return path.find((place) => place.startsWith('site:'));
}
