import { deserialize, serialize } from 'node:v8';
import type { Alert } from '../../domain/alert.ts';
import type { AlarmSettings } from '../../domain/desk-settings.ts';
import type { Incident, IncidentCause, IncidentChange } from '../../domain/incident.ts';
import type { DocumentOutbox } from '../document-outbox.ts';
import type { Step } from '../life-cycle.ts';
import type { Topology } from '../topology.ts';
import { createCommonCauses, type CommonCause } from './common-cause.ts';
import type { HeldIncident } from './held-incident.ts';
import { createIncidentBook, latestOf, toKey, toWithinKey, type IncidentDocument } from './incident-book.ts';
import { toCounted, toMember, type Member } from './member.ts';

/**
 * One incident for what has one cause. Every alert that is not about the past is part of exactly one:
 *
 * 1. Silent devices are part of the loss of their gateway or feeder where there is one (`common-cause.ts`).
 * 2. An alert of any kind joins the open incident of its site (else its building, else its device) when that
 *    one's last alert is at most `incidentJoin_s` ago: a kitchen fire is smoke, a tripped board and a recalled
 *    lift. Otherwise it begins one.
 * 3. Incidents of one building become one, the building's, when those whose last alert is at most
 *    `incidentJoin_s` ago are of two sites with something critical or major each, or of three sites with
 *    anything; or when an alert is about the whole building. Danger goes through walls, and two crews sent to
 *    one fire cost more than one row for two; but two flats with a low battery in one half-hour are chance. The
 *    incident that began first goes on, the others are merged into it; it then takes in every alert of the
 *    building.
 *
 * An incident never mutes, delays or closes anything: it only tells what belongs together.
 */
export interface Incidents {
  /**
   * What became of the incidents, given what a record made of the alerts. A record may come in several parts; one
   * that was folded before makes no steps, and so changes nothing here.
   */
  apply(steps: readonly Step[]): readonly IncidentChange[];
  /** Takes in alerts that were open before there were incidents. */
  adopt(alerts: readonly Alert[]): void;
  /** The incident that an alert is part of; null where memory does not know one. */
  of(alertId: string): Incident | null;
  /** An open one, or one that ended lately. */
  find(id: string): Incident | null;
  /** Newest first. */
  open(): readonly Incident[];
  recentlyClosed(): readonly Incident[];
  /** The open alerts of an incident, first up first. */
  openAlertIdsOf(id: string): readonly string[];
  /** What waits for the database. */
  readonly outbox: DocumentOutbox<IncidentDocument>;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

const format = 1;

interface IncidentsSnapshot {
  readonly format: number;
  readonly order: number;
  readonly clock: number;
  readonly book: Uint8Array;
}

export function createIncidents(options: {
  readonly settings: () => AlarmSettings;
  readonly topology: Topology;
}): Incidents {
  const { settings, topology } = options;
  const book = createIncidentBook();
  const commonCauses = createCommonCauses({ book, topology, settings, joinable });
  let order = 0;
  /** The latest time that was told: it never goes back. */
  let clock = 0;

  function isFresh({ lastAlertAt }: HeldIncident, at: number): boolean {
    return at - lastAlertAt <= settings().incidentJoin_s * 1_000;
  }

  function joinable(key: string, at: number): HeldIncident | null {
    return latestOf(book.withKey(key).filter((held) => isFresh(held, at)));
  }

  function take({ alert, event }: Step): void {
    clock = Math.max(clock, event.at);
    const known = book.placeOf(alert.id);
    if (known === undefined) {
      if (isOfPresent(alert)) come(alert, clock);
      return;
    }
    const before = known.member;
    const isAgain = event.type === 'reactivate';
    const isClosed = alert.closedAt !== null;
    const after = isClosed
      ? null
      : { ...before, ...toCounted(alert), activeAt: isAgain ? clock : before.activeAt };
    if (before.isSilence) commonCauses.remove(before);
    if (after === null) {
      book.update(before, null, clock);
      return;
    }
    if (after.isSilence) commonCauses.add(after);
    if (isAgain || isOther(before, after)) book.update(before, after, clock);
    if (isAgain) lookForCause(after);
    if (isAgain || after.displayed < before.displayed) spreadOver(after, clock);
  }

  function come(alert: Alert, at: number): void {
    order += 1;
    const member = toMember(alert, { order, at, topology });
    if (member.isSilence) commonCauses.add(member);
    const common = commonCauses.find(member, at);
    if (common === null) {
      joinHome(member, at);
      spreadOver(member, at);
      return;
    }
    book.join(toIncidentOf(common, member), member);
    gather(common, member);
  }

  /** An alert that has a place of its own may turn out to be part of something larger. */
  function lookForCause(member: Member): void {
    const type = book.placeOf(member.alertId)?.held.cause.type;
    if (type === 'gateway' || type === 'feeder') return;
    const common = commonCauses.find(member, clock);
    if (common === null) return;
    const held = toIncidentOf(common, member);
    book.move(member.alertId, held, clock);
    gather(common, member);
  }

  function toIncidentOf({ cause, existing, alertIds }: CommonCause, by: Member): HeldIncident {
    if (existing !== null) return existing;
    const times = alertIds.map((id) => book.placeOf(id)?.member.cameAt ?? clock);
    const { path } = topology.of(cause.id);
    return book.create({
      cause,
      by,
      openedAt: Math.min(clock, by.cameAt, ...times),
      path: path.length === 0 ? by.path : path,
    });
  }

  /** Those that turn out to be part of the same come over; a gateway that has lost its feeder comes whole. */
  function gather({ cause, alertIds }: CommonCause, by: Member): void {
    const held = book.placeOf(by.alertId)?.held;
    if (held === undefined) return;
    for (const id of alertIds) {
      const from = book.placeOf(id)?.held;
      if (from === undefined || from === held) continue;
      if (from.cause.type === 'gateway' && areAllOn(cause.id, from)) book.merge(from, held, clock);
      else book.move(id, held, clock);
    }
  }

  function joinHome(member: Member, at: number): void {
    const { home, building, path } = member;
    const ofBuilding = building === null ? null : joinable(toKey({ type: 'place', id: building }, true), at);
    const held = ofBuilding ?? joinable(toKey(home), at);
    book.join(
      held ?? book.create({ cause: home, by: member, openedAt: at, path: pathFrom(home, path) }),
      member,
    );
  }

  function spreadOver({ building, alertId }: Member, at: number): void {
    if (building === null) return;
    const within = book.withKey(toWithinKey(building)).filter((held) => isFresh(held, at));
    const dangerous = within.filter(({ bySeverity: [, critical = 0, major = 0] }) => critical + major > 0);
    const own = book.placeOf(alertId);
    const isOfBuilding = own !== undefined && own.member.isOfBuilding && within.includes(own.held);
    if (!isOfBuilding && within.length < 3 && dangerous.length < 2) return;
    const [first, ...others] = within.toSorted((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
    if (first === undefined) return;
    // The building may have one already, which the first alerts of others came too late for.
    const spread = joinable(toKey({ type: 'place', id: building }, true), at);
    const goesOn = spread ?? first;
    if (spread === null) book.spread(first, building);
    for (const held of spread === null ? others : within) book.merge(held, goesOn, at);
  }

  function restore(state: Uint8Array): void {
    const content = deserialize(state) as IncidentsSnapshot;
    if (content.format !== format)
      throw new Error(`the snapshot of incidents has format ${content.format}, not ${format}`);
    ({ order, clock } = content);
    book.restore(content.book);
    commonCauses.clear();
    for (const { id } of book.open()) {
      for (const alertId of book.openAlertIdsOf(id)) {
        const member = book.placeOf(alertId)?.member;
        if (member?.isSilence === true) commonCauses.add(member);
      }
    }
  }

  return {
    apply(steps) {
      for (const step of steps) take(step);
      return book.takeChanges();
    },
    adopt(alerts) {
      for (const alert of alerts.toSorted(firstUp)) {
        if (!isOfPresent(alert) || book.placeOf(alert.id) !== undefined) continue;
        clock = Math.max(clock, alert.raisedAt);
        come(alert, clock);
      }
      book.takeChanges();
    },
    of: (alertId) => book.of(alertId),
    find: (id) => book.find(id),
    open: () => book.open(),
    recentlyClosed: () => book.recentlyClosed(),
    openAlertIdsOf: (id) => book.openAlertIdsOf(id),
    outbox: book.outbox,
    snapshot() {
      const content: IncidentsSnapshot = { format, order, clock, book: book.snapshot() };
      return serialize(content);
    },
    restore,
  };
}

function isOfPresent({ retrospective, closedAt }: Alert): boolean {
  return !retrospective && closedAt === null;
}

function isOther(a: Member, b: Member): boolean {
  return (
    a.displayed !== b.displayed || a.isUnacknowledged !== b.isUnacknowledged || a.isActive !== b.isActive
  );
}

function areAllOn(feederId: string, { open }: HeldIncident): boolean {
  return [...open.values()].every((member) => member.feederId === feederId);
}

function pathFrom(home: IncidentCause, path: Member['path']): Member['path'] {
  const index = path.findIndex((place) => place === home.id);
  return index === -1 ? path : path.slice(index);
}

function firstUp(a: Alert, b: Alert): number {
  return a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1);
}
