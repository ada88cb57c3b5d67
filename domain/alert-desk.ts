import type { Alert, OperatorState, ServiceMark, SuppressionState } from './alert.ts';
import { areaLevels } from './area.ts';
import type { SensorKind } from './kinds.ts';
import type { PlaceId } from './record.ts';
import type { Severity } from './severity.ts';
import type { Text } from './text.ts';

/** What became of a staff action once it was folded. `alert` is the present state, for the caller to show. */
export interface ActionOutcome {
  /** `stale`: the alert changed since the person saw it; `refused`: not allowed in its present state. */
  readonly outcome: 'done' | 'stale' | 'refused' | 'unknown';
  /** For the person, why not. */
  readonly reason: Text | null;
  readonly alert: Alert | null;
}

/** What became of taking a device out of service, or of putting it back. */
export interface ServiceOutcome {
  readonly outcome: 'done' | 'refused';
  /** For the person, why not. */
  readonly reason: Text | null;
  /** The device's mark afterwards; null: it is in service. */
  readonly mark: ServiceMark | null;
}

/** What is looked for; a wish that is left out asks nothing. */
export interface AlertFilter {
  readonly deviceId?: string;
  readonly ruleId?: string;
  readonly kind?: SensorKind;
  /** The displayed one. */
  readonly severity?: Severity;
  readonly operator?: OperatorState;
  readonly suppression?: SuppressionState;
  /** An area's code: with all that lies below it. */
  readonly area?: string;
  readonly siteId?: string;
}

export interface AlertQuery extends AlertFilter {
  readonly state: 'open' | 'all';
  /** At most this many, newest first. */
  readonly limit: number;
  /** From a previous page's `nextCursor`. */
  readonly cursor?: string;
}

export interface AlertPage {
  readonly alerts: readonly Alert[];
  readonly nextCursor: string | null;
}

/** Whether an alert is looked for; `path` is where it is, the nearest place first. */
export function isWanted(alert: Alert, filter: AlertFilter, path: readonly PlaceId[]): boolean {
  const { deviceId, ruleId, kind, severity, operator, suppression, area, siteId } = filter;
  return (
    (deviceId === undefined || alert.deviceId === deviceId) &&
    (ruleId === undefined || alert.ruleId === ruleId) &&
    (kind === undefined || alert.kind === kind) &&
    (severity === undefined || alert.displayedSeverity === severity) &&
    (operator === undefined || alert.operator === operator) &&
    (suppression === undefined || alert.suppression === suppression) &&
    (siteId === undefined || path.includes(`site:${siteId}`)) &&
    (area === undefined || areaPlaces(area).some((place) => path.includes(place)))
  );
}

/** What an area may be called in a path: its code does not tell its level. */
export function areaPlaces(code: string): readonly PlaceId[] {
  return areaLevels.map((level): PlaceId => `${level}:${code}`);
}
