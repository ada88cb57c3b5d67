import type { Alert } from '../../domain/alert.ts';
import type { Case } from '../../domain/case.ts';
import type { LiveFigures } from '../../domain/figures.ts';
import type {
  HandoverAlert,
  HandoverCase,
  HandoverIncident,
  HandoverList,
  HandoverSheet,
} from '../../domain/handover.ts';
import type { Incident } from '../../domain/incident.ts';
import { partOfIncident } from '../../domain/incident-part.ts';
import type { Part } from '../../domain/part.ts';
import type { Text } from '../../domain/text.ts';
import { handoverLimits } from './limits.ts';

/** What a sheet is made of: all of it is in memory. */
export interface SheetSources {
  readonly openAlerts: readonly Alert[];
  readonly openCases: readonly Case[];
  /** Open ones, and those that ended lately. */
  readonly incidents: readonly Incident[];
  readonly figures: LiveFigures;
  readonly placeOf: (alert: Alert) => Text;
  /** The incident that an open alert is part of. */
  readonly incidentOf: (alertId: string) => string | null;
}

/** What the present shift leaves to the next, as it is at `now`: of everything, or of a part. The worst and oldest come first. */
export function makeSheet(all: SheetSources, now: number, part: Part | null): HandoverSheet {
  const sources = part === null ? all : sourcesOf(all, part);
  const { shift, ...figures } = sources.figures;
  const alerts = sources.openAlerts
    .toSorted((a, b) => a.displayedSeverity - b.displayedSeverity || a.raisedAt - b.raisedAt)
    .map((alert) => ({ alert, line: toAlertLine(alert, sources.placeOf(alert)) }));
  const listOf = (isWanted: (alert: Alert) => boolean): HandoverList<HandoverAlert> =>
    toList(alerts.filter(({ alert }) => isWanted(alert)).map(({ line }) => line));
  return {
    shift,
    at: now,
    unacknowledged: listOf((alert) => isLoud(alert) && alert.operator === 'unacknowledged'),
    open: listOf((alert) => isLoud(alert) && alert.operator !== 'unacknowledged'),
    shelved: listOf(({ suppression }) => suppression === 'shelved'),
    suppressed: listOf(({ suppression }) => suppression === 'suppressed'),
    outOfService: listOf(({ suppression }) => suppression === 'outOfService'),
    cases: toList(
      sources.openCases
        .toSorted((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || a.reportedAt - b.reportedAt)
        .map(toCaseLine),
    ),
    incidents: toList(
      sources.incidents
        .filter(
          ({ closedAt, openedAt }) => closedAt === null || closedAt >= shift.from || openedAt >= shift.from,
        )
        .toSorted(
          (a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null) || a.openedAt - b.openedAt,
        )
        .map(toIncidentLine),
    ),
    figures,
    areas: part?.areas ?? [],
    missing: figures.missing,
  };
}

/** The figures are of the part already. */
function sourcesOf({ openAlerts, openCases, incidents, ...rest }: SheetSources, part: Part): SheetSources {
  const alerts = openAlerts.filter((alert) => part.seesAlert(alert));
  const byIncident = Map.groupBy(alerts, ({ id }) => rest.incidentOf(id));
  return {
    ...rest,
    openAlerts: alerts,
    openCases: openCases.filter(({ path }) => part.seesPath(path)),
    incidents: incidents.flatMap(
      (incident) => partOfIncident(incident, byIncident.get(incident.id) ?? [], part) ?? [],
    ),
  };
}

function isLoud({ suppression }: Alert): boolean {
  return suppression === 'none';
}

function toList<T>(lines: readonly T[]): HandoverList<T> {
  return { count: lines.length, items: lines.slice(0, handoverLimits.linesPerList_max) };
}

function toAlertLine(alert: Alert, place: Text): HandoverAlert {
  const { id, title, deviceId, severity, displayedSeverity, condition, operator, latch } = alert;
  const { suppression, suppressed, assignee, raisedAt, acknowledgedAt, acknowledgedBy } = alert;
  const states = { severity, displayedSeverity, condition, operator, latch, suppression, suppressed };
  return { id, title, deviceId, place, ...states, assignee, raisedAt, acknowledgedAt, acknowledgedBy };
}

function toCaseLine(one: Case): HandoverCase {
  const { id, number, title, severity, step, assignee, hold, dueAt, overdueSince, reportedAt } = one;
  return { id, number, title, severity, step, assignee, hold, dueAt, overdueSince, reportedAt };
}

function toIncidentLine(incident: Incident): HandoverIncident {
  const { id, title, severity, alertCount, openCount, unacknowledgedCount, openedAt, closedAt } = incident;
  return { id, title, severity, alertCount, openCount, unacknowledgedCount, openedAt, closedAt };
}
