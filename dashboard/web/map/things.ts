import { rowsOf } from '../../../domain/desk-rows.ts';
import type { Severity } from '../../../domain/severity.ts';
import type { Text } from '../../../domain/text.ts';
import { isStanding } from '../../forecast-time.ts';
import type { AlertWithPlace, LiveIncident } from '../../live-protocol.ts';
import { forecastTimes } from '../forecasts/forecast-words.ts';
import { alertPath, incidentPath } from '../shell/router.ts';
import type { Atlas } from './atlas.ts';
import type { LonLat } from './geometry.ts';

/** From when a forecast was made to when it comes true; by our clock, ms. */
export interface Countdown {
  readonly from: number;
  readonly to: number;
}

/** Something that needs a person, as the map and the list beside it show it: a row of the desk. */
export interface Thing {
  readonly id: string;
  readonly href: string;
  readonly severity: Severity;
  readonly isUnacknowledged: boolean;
  readonly title: Text;
  readonly place: Text;
  /** Since when it is open, ms. */
  readonly since: number;
  /** Open alerts in it. */
  readonly alertIds: readonly string[];
  /** The incident that it is, or that it is part of. */
  readonly incidentId: string | null;
  /** Set where nothing has happened yet. */
  readonly countdown: Countdown | null;
  /** Null: nobody knows where it is. */
  readonly at: LonLat | null;
}

/** All that is open, the worst first, with where it is. */
export function thingsOf(
  alerts: readonly AlertWithPlace[],
  incidents: readonly LiveIncident[],
  atlas: Pick<Atlas, 'ofAlert' | 'ofIncident'>,
): readonly Thing[] {
  const rows = rowsOf(alerts, incidents);
  const own = new Set(rows.flatMap((row) => (row.type === 'alert' ? [row.alert.id] : [])));
  const things = rows.flatMap((row) => {
    if (row.type === 'alert') return [ofAlert(row.alert, atlas)];
    const { incident } = row;
    // What stands by itself is not shown once more with its incident: two marks would be read as two fires.
    const members = row.alerts.filter(({ id }) => !own.has(id));
    const [only] = members;
    if (only === undefined) return row.alerts.length > 0 ? [] : [ofIncident(incident, members, atlas)];
    if (members.length > 1) return [ofIncident(incident, members, atlas)];
    const thing = ofAlert(only, atlas);
    return [{ ...thing, at: thing.at ?? atlas.ofIncident(incident, members) }];
  });
  // An incident without its worst alert is no longer as bad as its row was.
  return things.toSorted(worstFirst);
}

/** Otherwise as the desk has them. */
function worstFirst(a: Thing, b: Thing): number {
  return a.severity - b.severity || Number(b.isUnacknowledged) - Number(a.isUnacknowledged);
}

function ofIncident(
  incident: LiveIncident,
  members: readonly AlertWithPlace[],
  atlas: Pick<Atlas, 'ofIncident'>,
): Thing {
  const worst = Math.min(...members.map(({ displayedSeverity }) => displayedSeverity));
  return {
    id: incident.id,
    href: incidentPath(incident.id),
    severity: members.length === 0 ? incident.severity : (worst as Severity),
    isUnacknowledged: members.some(({ operator }) => operator === 'unacknowledged'),
    title: incident.title,
    place: incident.place,
    since: incident.openedAt,
    alertIds: members.map(({ id }) => id),
    incidentId: incident.id,
    countdown: soonestOf(members),
    at: atlas.ofIncident(incident, members),
  };
}

function ofAlert(alert: AlertWithPlace, atlas: Pick<Atlas, 'ofAlert'>): Thing {
  return {
    id: alert.id,
    href: alertPath(alert.id),
    severity: alert.displayedSeverity,
    isUnacknowledged: alert.operator === 'unacknowledged',
    title: alert.title,
    place: alert.place,
    since: alert.raisedAt,
    alertIds: [alert.id],
    incidentId: alert.incidentId,
    countdown: countdownOf(alert),
    at: atlas.ofAlert(alert),
  };
}

/** Of several alerts together; null as soon as one of them tells of what has already happened. */
function soonestOf(alerts: readonly AlertWithPlace[]): Countdown | null {
  const countdowns = alerts.map(countdownOf);
  if (countdowns.includes(null)) return null;
  return countdowns.filter((each) => each !== null).toSorted((a, b) => a.to - b.to)[0] ?? null;
}

function countdownOf(alert: AlertWithPlace): Countdown | null {
  const times = isStanding(alert) ? forecastTimes(alert) : null;
  return times === null ? null : { from: Math.min(alert.raisedAt, times.expectedAt), to: times.expectedAt };
}
