import type { Alert } from '../../domain/alert.ts';
import type { IncidentCause, IncidentMember } from '../../domain/incident.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { Severity } from '../../domain/severity.ts';
import type { Text } from '../../domain/text.ts';
import type { Topology } from '../topology.ts';

/** What of an alert's state an incident counts. */
interface Counted {
  readonly displayed: Severity;
  readonly isUnacknowledged: boolean;
  /** Its condition holds, or nobody knows. */
  readonly isActive: boolean;
}

/** An open alert as the incidents see it: where it was when it came, what it hangs on, how it is now. */
export interface Member extends IncidentMember, Counted {
  /** How many alerts came before it: first up first. */
  readonly order: number;
  /** When it came, on the incidents' clock, which never goes back; and when it was active last. */
  readonly cameAt: number;
  readonly activeAt: number;
  readonly kind: SensorKind;
  readonly title: Text;
  /** From where it is about outwards. */
  readonly path: readonly PlaceId[];
  /** What it is about when nothing is known but itself: its site, else its building, else its device. */
  readonly home: IncidentCause;
  readonly building: PlaceId | null;
  /** What carries its messages, and what feeds it or its gateway, when it came. */
  readonly gatewayId: string | null;
  readonly feederId: string | null;
  /** It is about a whole building: several sites of it have something. */
  readonly isOfBuilding: boolean;
  /** It says that nothing is heard from its device. */
  readonly isSilence: boolean;
  readonly isForecast: boolean;
}

export function toMember(
  alert: Alert,
  { order, at, topology }: { order: number; at: number; topology: Topology },
): Member {
  const path = pathOf(alert, topology);
  return {
    alertId: alert.id,
    deviceId: alert.deviceId,
    ruleId: alert.ruleId,
    severity: alert.severity,
    raisedAt: alert.raisedAt,
    order,
    cameAt: at,
    activeAt: at,
    kind: alert.kind,
    title: alert.title,
    path,
    home: homeOf(alert, path),
    building: path.find((place) => place.startsWith('building:')) ?? null,
    gatewayId: topology.of(alert.deviceId).gatewayId,
    feederId: topology.feederOf(alert.deviceId),
    isOfBuilding: alert.scope.type === 'building',
    // By what was measured, whatever the rule is called.
    isSilence: alert.evidence?.quantity === 'silence_s',
    isForecast: alert.forecast !== null,
    ...toCounted(alert),
  };
}

/** What of a member changes while its alert is open. */
export function toCounted(alert: Alert): Counted {
  return {
    displayed: alert.displayedSeverity,
    isUnacknowledged: alert.operator === 'unacknowledged',
    isActive: alert.condition !== 'normal',
  };
}

function pathOf({ scope, deviceId }: Alert, topology: Topology): readonly PlaceId[] {
  if (scope.type === 'rule') return [];
  const { path } = topology.of(deviceId);
  if (scope.type === 'device') return path;
  const place: PlaceId = `${scope.type}:${scope.id}`;
  const index = path.indexOf(place);
  return index === -1 ? [place] : path.slice(index);
}

function homeOf({ scope, deviceId }: Alert, path: readonly PlaceId[]): IncidentCause {
  if (scope.type === 'rule') return { type: 'rule', id: scope.id };
  const place =
    path.find((each) => each.startsWith('site:')) ?? path.find((each) => each.startsWith('building:'));
  return place === undefined ? { type: 'device', id: deviceId } : { type: 'place', id: place };
}
