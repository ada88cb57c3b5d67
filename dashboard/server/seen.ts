import type { Delivery } from '../../domain/delivery.ts';
import type { Seat } from '../../domain/desk-settings.ts';
import type { FloodMeter, Incident } from '../../domain/incident.ts';
import type { DashboardIncidents } from './dependencies.ts';
import type { Scope } from './scope.ts';

/** Whether somebody sees what was made for those areas: a report, a handover, an account. None: for everywhere. */
export function seesMade(scope: Scope, areas: readonly string[]): boolean {
  return scope.isEverywhere || (areas.length > 0 && areas.every((code) => scope.seesArea(code)));
}

/** By the place that it was about when it was decided; of one without, by its device. */
export function seesDelivery({ content }: Pick<Delivery, 'content'>, scope: Scope): boolean {
  const { path = [], deviceId } = content;
  return path.length === 0 && deviceId !== null ? scope.seesDevice(deviceId) : scope.seesPath(path);
}

/** Whether any part of an incident lies where somebody sees. Its first alerts tell as a rule; else all are asked. */
export async function seesIncident(
  incidents: Pick<DashboardIncidents, 'alertsOf'>,
  incident: Incident,
  scope: Scope,
): Promise<boolean> {
  if (scope.isEverywhere || incident.members.some(({ deviceId }) => scope.seesDevice(deviceId))) return true;
  if (incident.alertCount === 0) return scope.seesPath(incident.path);
  const { alerts } = await incidents.alertsOf(incident.id);
  return alerts.some((alert) => scope.seesAlert(alert));
}

/** Whether one may have to do with what the other has: their areas overlap. */
export function isNear(one: Scope, other: Scope): boolean {
  return (
    one.isEverywhere ||
    other.isEverywhere ||
    one.areas.some((code) => other.seesArea(code)) ||
    other.areas.some((code) => one.seesArea(code))
  );
}

/** A seat with what it watches of what somebody sees; null: nothing. */
export function seatIn(seat: Seat, scope: Scope): Seat | null {
  if (scope.isEverywhere) return seat;
  if (seat.areas.length === 0) return { ...seat, areas: scope.areas };
  const areas = seat.areas.filter((code) => scope.seesArea(code));
  return areas.length === 0 ? null : { ...seat, areas };
}

/** Of seats that watch nothing else than what somebody sees: the counts of others would tell of other areas. */
export function floodsIn(
  { meters, seats }: { readonly meters: readonly FloodMeter[]; readonly seats: readonly Seat[] },
  scope: Scope,
): readonly FloodMeter[] {
  if (scope.isEverywhere) return meters;
  const own = new Set(seats.filter(({ areas }) => seesMade(scope, areas)).map(({ id }) => id));
  return meters.filter(({ seat }) => own.has(seat));
}
