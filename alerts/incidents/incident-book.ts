import { toContentId } from '../content-id.ts';
import { deserialize, serialize } from 'node:v8';
import type { Incident, IncidentCause, IncidentChange } from '../../domain/incident.ts';
import type { PlaceId } from '../../domain/record.ts';
import { createDocumentOutbox, type DocumentOutbox } from '../document-outbox.ts';
import { dropOldest } from '../judged-actions.ts';
import {
  absorb,
  close,
  createHeldIncident,
  exclude,
  include,
  replace,
  toIncident,
  type HeldIncident,
} from './held-incident.ts';
import { incidentLimits } from './limits.ts';
import type { Member } from './member.ts';

/** That an alert is part of an incident, or was until it moved: a row of the database. */
export interface Membership {
  readonly alertId: string;
  readonly incidentId: string;
  readonly order: number;
  readonly joinedAt: number;
  readonly leftAt: number | null;
  readonly movedTo: string | null;
  /** Grows with each change of the same row. */
  readonly version: number;
}

/** What the database is to have. */
export type IncidentDocument =
  | { readonly type: 'incident'; readonly incident: Incident }
  | { readonly type: 'membership'; readonly membership: Membership };

/** All incidents of the fold, with the ways in which they change; which alert goes where is decided elsewhere. */
export interface IncidentBook {
  /** Open incidents with this key, in the order in which they were made; see `keysOf`. */
  withKey(key: string): readonly HeldIncident[];
  create(options: {
    cause: IncidentCause;
    by: Member;
    openedAt: number;
    path: readonly PlaceId[];
  }): HeldIncident;
  join(held: HeldIncident, member: Member): void;
  /** An alert turns out to be part of another incident. */
  move(alertId: string, to: HeldIncident, at: number): void;
  /** A whole incident turns out to be part of another one. */
  merge(from: HeldIncident, into: HeldIncident, at: number): void;
  /** A site's incident is its building's from now on. */
  spread(held: HeldIncident, building: PlaceId): void;
  /** What is new about an open alert; null: it is closed. */
  update(before: Member, after: Member | null, at: number): void;
  placeOf(alertId: string): { readonly held: HeldIncident; readonly member: Member } | undefined;
  openAlertsOf(deviceId: string): readonly Member[];
  of(alertId: string): Incident | null;
  find(id: string): Incident | null;
  open(): readonly Incident[];
  recentlyClosed(): readonly Incident[];
  /** Alerts that memory knows of, first up first. */
  openAlertIdsOf(id: string): readonly string[];
  /** What changed since the last call. */
  takeChanges(): readonly IncidentChange[];
  readonly outbox: DocumentOutbox<IncidentDocument>;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

/** The key by which the spread incident of a building, or the others of one cause, are found. */
export function toKey(cause: IncidentCause, hasSpread = false): string {
  return `${hasSpread ? 'all of ' : ''}${cause.type}:${cause.id}`;
}

/** The key by which all incidents within a building are found that have not spread over it. */
export function toWithinKey(building: PlaceId): string {
  return `within ${building}`;
}

/** The one with the latest alert; of several, the one that began first. */
export function latestOf(incidents: readonly HeldIncident[]): HeldIncident | null {
  const [first] = incidents.toSorted(
    (a, b) => b.lastAlertAt - a.lastAlertAt || a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1),
  );
  return first ?? null;
}

interface BookSnapshot {
  readonly open: readonly HeldIncident[];
  readonly published: readonly (readonly [string, Incident])[];
  readonly closed: readonly Incident[];
  readonly closedAlerts: readonly (readonly [string, string])[];
  readonly outbox: ReturnType<DocumentOutbox<IncidentDocument>['content']>;
}

export function createIncidentBook(): IncidentBook {
  const openById = new Map<string, HeldIncident>();
  /** As they were told last. */
  const published = new Map<string, Incident>();
  const byKey = new Map<string, Set<HeldIncident>>();
  const heldOf = new Map<string, HeldIncident>();
  const byDevice = new Map<string, Set<string>>();
  const closed = new Map<string, Incident>();
  const closedAlerts = new Map<string, string>();
  /** Touched by the present record, with how they end, if they do. */
  const touched = new Map<HeldIncident, { closedAt: number | null; mergedInto: string | null }>();
  const moved = new Map<string, string[]>();
  const outbox = createDocumentOutbox<IncidentDocument>();
  let ordered: readonly Incident[] | null = null;

  function index(held: HeldIncident): void {
    for (const key of keysOf(held)) {
      const set = byKey.get(key);
      if (set === undefined) byKey.set(key, new Set([held]));
      else set.add(held);
    }
  }

  function unindex(held: HeldIncident): void {
    for (const key of keysOf(held)) {
      const set = byKey.get(key);
      set?.delete(held);
      if (set?.size === 0) byKey.delete(key);
    }
  }

  function touch(held: HeldIncident): void {
    if (!touched.has(held)) touched.set(held, { closedAt: null, mergedInto: null });
  }

  function end(held: HeldIncident, closedAt: number, mergedInto: string | null): void {
    unindex(held);
    openById.delete(held.id);
    touched.set(held, { closedAt, mergedInto });
  }

  function hold(held: HeldIncident, { alertId, deviceId }: Member): void {
    heldOf.set(alertId, held);
    const alerts = byDevice.get(deviceId);
    if (alerts === undefined) byDevice.set(deviceId, new Set([alertId]));
    else alerts.add(alertId);
  }

  function release({ alertId, deviceId }: Member): void {
    heldOf.delete(alertId);
    const alerts = byDevice.get(deviceId);
    alerts?.delete(alertId);
    if (alerts?.size === 0) byDevice.delete(deviceId);
  }

  function save(held: HeldIncident, member: Member, move: { at: number; to: string } | null): void {
    const membership: Membership = {
      alertId: member.alertId,
      incidentId: held.id,
      order: member.order,
      joinedAt: member.cameAt,
      leftAt: move?.at ?? null,
      movedTo: move?.to ?? null,
      version: move === null ? 1 : 2,
    };
    outbox.add(`${member.alertId}\n${held.id}`, { type: 'membership', membership });
  }

  function relocate(
    member: Member,
    { from, to, at }: { from: HeldIncident; to: HeldIncident; at: number },
  ): void {
    save(from, member, { at, to: to.id });
    save(to, member, null);
    heldOf.set(member.alertId, to);
    const already = moved.get(to.id);
    if (already === undefined) moved.set(to.id, [member.alertId]);
    else already.push(member.alertId);
  }

  function publish(held: HeldIncident, ending: { closedAt: number | null; mergedInto: string | null }) {
    held.version += 1;
    const incident = toIncident(held, ending);
    const before = published.get(held.id) ?? null;
    outbox.add(held.id, { type: 'incident', incident });
    if (ending.closedAt === null) {
      published.set(held.id, incident);
    } else {
      published.delete(held.id);
      closed.set(held.id, incident);
      dropOldest(closed, incidentLimits.recentlyClosed_max);
    }
    return { incident, before, moved: moved.get(held.id) ?? [] };
  }

  /** Follows what was merged into what. */
  function find(id: string): Incident | null {
    return published.get(id) ?? closed.get(id) ?? null;
  }

  function of(alertId: string): Incident | null {
    let id = heldOf.get(alertId)?.id ?? closedAlerts.get(alertId);
    for (let hops = 0; id !== undefined && hops < incidentLimits.mergesFollowed_max; hops += 1) {
      const incident = find(id);
      if (incident === null || incident.mergedInto === null) return incident;
      id = incident.mergedInto;
    }
    return null;
  }

  return {
    outbox,
    of,
    find,
    withKey: (key) => [...(byKey.get(key) ?? [])],
    create({ cause, by, openedAt, path }) {
      const id = toContentId([cause.type, cause.id, by.alertId]);
      const held = createHeldIncident({ id, cause, path, openedAt, at: by.cameAt });
      openById.set(id, held);
      index(held);
      touch(held);
      return held;
    },
    join(held, member) {
      include(held, member);
      held.lastAlertAt = Math.max(held.lastAlertAt, member.cameAt);
      hold(held, member);
      save(held, member, null);
      touch(held);
    },
    move(alertId, to, at) {
      const from = heldOf.get(alertId);
      const member = from?.open.get(alertId);
      if (from === undefined || member === undefined || from === to) return;
      exclude(from, member);
      include(to, member);
      relocate(member, { from, to, at });
      touch(from);
      touch(to);
      if (from.open.size === 0) end(from, at, from.alertCount === 0 ? to.id : null);
    },
    merge(from, into, at) {
      for (const member of from.open.values()) relocate(member, { from, to: into, at });
      absorb(into, from);
      touch(into);
      end(from, at, into.id);
    },
    spread(held, building) {
      unindex(held);
      held.hasSpread = true;
      held.cause = { type: 'place', id: building };
      held.path = held.path.slice(held.path.indexOf(building));
      index(held);
      touch(held);
    },
    update(before, after, at) {
      const held = heldOf.get(before.alertId);
      if (held === undefined) return;
      touch(held);
      if (after !== null) {
        replace(held, before, after);
        held.lastAlertAt = Math.max(held.lastAlertAt, after.activeAt);
        return;
      }
      close(held, before);
      release(before);
      closedAlerts.set(before.alertId, held.id);
      dropOldest(closedAlerts, incidentLimits.closedAlerts_max);
      if (held.open.size === 0) end(held, at, null);
    },
    placeOf(alertId) {
      const held = heldOf.get(alertId);
      const member = held?.open.get(alertId);
      return held === undefined || member === undefined ? undefined : { held, member };
    },
    openAlertsOf: (deviceId) =>
      [...(byDevice.get(deviceId) ?? [])].flatMap((id) => heldOf.get(id)?.open.get(id) ?? []),
    open() {
      ordered ??= [...published.values()].toSorted(byNewest);
      return ordered;
    },
    recentlyClosed: () => [...closed.values()],
    openAlertIdsOf: (id) =>
      [...(openById.get(id)?.open.values() ?? [])]
        .toSorted((a, b) => a.order - b.order)
        .map(({ alertId }) => alertId),
    takeChanges() {
      if (touched.size === 0) return [];
      const changes = [...touched].map(([held, ending]) => publish(held, ending));
      touched.clear();
      moved.clear();
      ordered = null;
      return changes;
    },
    snapshot() {
      const content: BookSnapshot = {
        open: [...openById.values()],
        published: [...published],
        closed: [...closed.values()],
        closedAlerts: [...closedAlerts],
        outbox: outbox.content(),
      };
      return serialize(content);
    },
    restore(state) {
      const content = deserialize(state) as BookSnapshot;
      for (const map of [openById, published, byKey, heldOf, byDevice, closed, closedAlerts]) map.clear();
      ordered = null;
      for (const held of content.open) {
        openById.set(held.id, held);
        index(held);
        for (const member of held.open.values()) hold(held, member);
      }
      for (const [id, incident] of content.published) published.set(id, incident);
      for (const incident of content.closed) closed.set(incident.id, incident);
      for (const [alertId, id] of content.closedAlerts) closedAlerts.set(alertId, id);
      outbox.restore(content.outbox);
    },
  };
}

function keysOf({ cause, hasSpread, path }: HeldIncident): readonly string[] {
  const building = path.find((place) => place.startsWith('building:'));
  const isWithin = cause.type === 'place' && !hasSpread && building !== undefined;
  return [toKey(cause, hasSpread), ...(isWithin ? [toWithinKey(building)] : [])];
}

/** Newest first; of one instant, the greater id first. The order of every list and page. */
export function byNewest(a: Incident, b: Incident): number {
  return b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1);
}
