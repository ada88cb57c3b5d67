import type { Incident, IncidentCause, IncidentMember } from '../../domain/incident.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { Severity } from '../../domain/severity.ts';
import type { Text } from '../../domain/text.ts';
import { incidentLimits } from './limits.ts';
import type { Member } from './member.ts';

/** One of the first alerts of an incident, with what puts them in order. */
type FirstUp = IncidentMember & Pick<Member, 'order'>;

/** An open incident while it is folded: counts go up and down, and become an `Incident` once per record. */
export interface HeldIncident {
  readonly id: string;
  readonly openedAt: number;
  version: number;
  cause: IncidentCause;
  path: readonly PlaceId[];
  /** It was one site's, and is its building's now. */
  hasSpread: boolean;
  lastAlertAt: number;
  /** Its open alerts. */
  readonly open: Map<string, Member>;
  firstUp: readonly FirstUp[];
  /** Closed ones included. */
  alertCount: number;
  readonly devices: Map<string, number>;
  readonly sites: Map<string, number>;
  readonly kinds: Map<SensorKind, number>;
  /** Open alerts by displayed severity, from 1; `[0]` is not used. */
  readonly bySeverity: number[];
  unacknowledged: number;
  /** The worst that any of its alerts displayed, and the title of the first of those. */
  worst: Severity;
  title: Text;
  titleOrder: number;
}

const causeTitles = {
  gateway: { zh: '网关失联', en: 'Gateway lost' },
  feeder: { zh: '供电线路中断', en: 'Power feed lost' },
} as const satisfies Partial<Record<IncidentCause['type'], Text>>;

export function createHeldIncident(options: {
  readonly id: string;
  readonly cause: IncidentCause;
  readonly path: readonly PlaceId[];
  readonly openedAt: number;
  readonly at: number;
}): HeldIncident {
  return {
    id: options.id,
    openedAt: options.openedAt,
    version: 0,
    cause: options.cause,
    path: options.path,
    hasSpread: false,
    lastAlertAt: options.at,
    open: new Map(),
    firstUp: [],
    alertCount: 0,
    devices: new Map(),
    sites: new Map(),
    kinds: new Map(),
    bySeverity: [0, 0, 0, 0, 0],
    unacknowledged: 0,
    worst: 4,
    title: { zh: '', en: '' },
    titleOrder: Infinity,
  };
}

/** Takes an open alert in. */
export function include(held: HeldIncident, member: Member): void {
  held.alertCount += 1;
  step(held.devices, member.deviceId, 1);
  step(held.kinds, member.kind, 1);
  const site = siteOf(member);
  if (site !== null) step(held.sites, site, 1);
  const last = held.firstUp.at(-1);
  const isFull = held.firstUp.length === incidentLimits.members_max;
  if (!isFull || last === undefined || member.order < last.order) {
    held.firstUp = firstOf([...held.firstUp, member]);
  }
  open(held, member);
}

/** An open alert leaves for another incident, and with it all that it counted for. */
export function exclude(held: HeldIncident, member: Member): void {
  held.alertCount -= 1;
  step(held.devices, member.deviceId, -1);
  step(held.kinds, member.kind, -1);
  const site = siteOf(member);
  if (site !== null) step(held.sites, site, -1);
  close(held, member);
  const { alertId } = member;
  if (held.firstUp.some((first) => first.alertId === alertId)) {
    held.firstUp = firstOf([
      ...held.firstUp.filter((first) => first.alertId !== alertId),
      ...[...held.open.values()].filter(
        (each) => !held.firstUp.some((first) => first.alertId === each.alertId),
      ),
    ]);
  }
  if (held.titleOrder !== member.order) return;
  held.titleOrder = Infinity;
  held.worst = 4;
  for (const each of held.open.values()) lead(held, each);
}

/** An open alert is other than it was. */
export function replace(held: HeldIncident, before: Member, after: Member): void {
  close(held, before);
  open(held, after);
}

/** The alert is closed; it stays a part of the incident. */
export function close(held: HeldIncident, member: Member): void {
  held.open.delete(member.alertId);
  held.bySeverity[member.displayed] = (held.bySeverity[member.displayed] ?? 0) - 1;
  if (member.isUnacknowledged) held.unacknowledged -= 1;
}

/** Takes in a whole incident: its open alerts, and what it counts of those that were closed. */
export function absorb(held: HeldIncident, absorbed: HeldIncident): void {
  for (const member of absorbed.open.values()) open(held, member);
  held.alertCount += absorbed.alertCount;
  for (const [id, count] of absorbed.devices) step(held.devices, id, count);
  for (const [id, count] of absorbed.sites) step(held.sites, id, count);
  for (const [kind, count] of absorbed.kinds) step(held.kinds, kind, count);
  held.firstUp = firstOf([...held.firstUp, ...absorbed.firstUp]);
  held.lastAlertAt = Math.max(held.lastAlertAt, absorbed.lastAlertAt);
  lead(held, { displayed: absorbed.worst, order: absorbed.titleOrder, title: absorbed.title });
  for (const counts of [absorbed.open, absorbed.devices, absorbed.sites, absorbed.kinds]) counts.clear();
  absorbed.bySeverity.fill(0);
  absorbed.unacknowledged = 0;
  absorbed.alertCount = 0;
  absorbed.firstUp = [];
}

/** As others see it. */
export function toIncident(
  held: HeldIncident,
  end: { closedAt: number | null; mergedInto: string | null },
): Incident {
  const present = ([1, 2, 3, 4] as const).find((level) => (held.bySeverity[level] ?? 0) > 0);
  const { type } = held.cause;
  return {
    id: held.id,
    version: held.version,
    cause: held.cause,
    title: type === 'gateway' || type === 'feeder' ? causeTitles[type] : held.title,
    kinds: [...held.kinds.keys()],
    path: held.path,
    severity: present ?? held.worst,
    members: held.firstUp.map(toPlainMember),
    alertCount: held.alertCount,
    openCount: held.open.size,
    unacknowledgedCount: held.unacknowledged,
    deviceCount: held.devices.size,
    siteCount: held.sites.size,
    openedAt: held.openedAt,
    lastAlertAt: held.lastAlertAt,
    ...end,
  };
}

function open(held: HeldIncident, member: Member): void {
  held.open.set(member.alertId, member);
  held.bySeverity[member.displayed] = (held.bySeverity[member.displayed] ?? 0) + 1;
  if (member.isUnacknowledged) held.unacknowledged += 1;
  lead(held, member);
}

/** The title is that of the worst alert there was; of several, the first. */
function lead(
  held: HeldIncident,
  { displayed, order, title }: Pick<Member, 'displayed' | 'order' | 'title'>,
): void {
  if (displayed > held.worst || (displayed === held.worst && order >= held.titleOrder)) return;
  held.worst = displayed;
  held.title = title;
  held.titleOrder = order;
}

function firstOf(members: readonly (FirstUp | Member)[]): readonly FirstUp[] {
  return members
    .toSorted((a, b) => a.order - b.order)
    .slice(0, incidentLimits.members_max)
    .map((member) => ({ ...toPlainMember(member), order: member.order }));
}

function toPlainMember({ alertId, deviceId, ruleId, severity, raisedAt }: FirstUp): IncidentMember {
  return { alertId, deviceId, ruleId, severity, raisedAt };
}

function siteOf({ path }: Member): string | null {
  return path.find((place) => place.startsWith('site:')) ?? null;
}

function step<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
