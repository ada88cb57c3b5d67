import type { Seat } from '../../../../domain/desk-settings.ts';
import type { AlertWithPlace, LiveIncident } from '../../../live-protocol.ts';

/**
 * Whether a seat watches an alert: its kinds, and its areas with what lies below them. Where the page cannot tell, it
 * does: rather one sound too many.
 */
export function isWatchedBy(
  seat: Pick<Seat, 'areas' | 'kinds'>,
  alert: Pick<AlertWithPlace, 'kind' | 'areaCode'>,
  incident: Pick<LiveIncident, 'path'> | undefined,
): boolean {
  if (seat.kinds.length > 0 && !seat.kinds.includes(alert.kind)) return false;
  if (seat.areas.length === 0 || alert.areaCode === null || seat.areas.includes(alert.areaCode)) return true;
  if (incident === undefined || incident.path.length === 0) return true;
  return incident.path.some((place) => seat.areas.includes(place.slice(place.indexOf(':') + 1)));
}
