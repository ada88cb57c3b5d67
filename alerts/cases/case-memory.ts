import { deserialize, serialize } from 'node:v8';
import type { CaseChange } from '../../domain/case-desk.ts';
import type { Case, CaseEvent, TrackPoint } from '../../domain/case.ts';
import { createDocumentOutbox, type Document, type DocumentOutbox } from '../document-outbox.ts';
import { dropOldest } from '../judged-actions.ts';
import { createCaseNumbers, type CaseNumbers } from './case-number.ts';
import { nextDueAt } from './case-clock.ts';
import { casesLimits } from './limits.ts';

/** All that the fold of cases remembers, beside what it answered. `T`: what else the fold keeps in its snapshots. */
export interface CaseMemory<T> {
  readonly numbers: CaseNumbers;
  /** What the database has not got yet. */
  readonly outbox: CaseOutboxes;
  take(change: CaseChange): void;
  /** An open case, or one that was closed lately. */
  find(id: string): Case | undefined;
  /** Newest first. */
  open(): readonly Case[];
  recentlyClosed(): readonly Case[];
  /** Open cases in no order, for who looks at all of them. */
  eachOpen(): Iterable<Case>;
  byAlert(alertId: string): Case | undefined;
  byIncident(incidentId: string): Case | undefined;
  /** What a source called an event, and the case that it became part of. */
  byExternalId(by: string, externalId: string): Case | undefined;
  noteExternalId(by: string, externalId: string, caseId: string): void;
  openOf(reporter: string): number;
  /** The lines of history that memory still has, oldest first. */
  events(caseId: string): readonly CaseEvent[];
  /** Whether something has happened by itself until `now`, ms. Cheap while nothing has. */
  isDue(now: number): boolean;
  noteTrack(point: TrackPoint): void;
  droppedTracks(): number;
  snapshot(rest: T): Uint8Array;
  restore(state: Uint8Array): T;
}

export interface CaseOutboxes {
  readonly cases: DocumentOutbox<Case>;
  readonly events: DocumentOutbox<CaseEvent>;
  readonly tracks: DocumentOutbox<TrackPoint>;
}

const format = 1;

interface CaseSnapshot<T> {
  readonly format: number;
  readonly rest: T;
  readonly open: readonly Case[];
  readonly closed: readonly Case[];
  readonly events: readonly (readonly [string, readonly CaseEvent[]])[];
  readonly days: readonly (readonly [string, number])[];
  readonly externalIds: readonly (readonly [string, string])[];
  readonly unsavedCases: readonly Document<Case>[];
  readonly unsavedEvents: readonly Document<CaseEvent>[];
  readonly unsavedTracks: readonly Document<TrackPoint>[];
  readonly droppedTracks: number;
}

export function createCaseMemory<T>(): CaseMemory<T> {
  const byId = new Map<string, Case>();
  const closed = new Map<string, Case>();
  const eventsById = new Map<string, CaseEvent[]>();
  const alerts = new Map<string, string>();
  const incidents = new Map<string, string>();
  const reporters = new Map<string, number>();
  const externalIds = new Map<string, string>();
  const numbers = createCaseNumbers();
  const outbox: CaseOutboxes = {
    cases: createDocumentOutbox(),
    events: createDocumentOutbox(),
    tracks: createDocumentOutbox(),
  };
  let ordered: readonly Case[] | null = null;
  /** Nothing happens by itself before: kept as cases change, worked out anew when it has come. */
  let nothingBefore = Infinity;
  let dropped = 0;

  function take({ case: after, event }: CaseChange): void {
    outbox.cases.add(after.id, after);
    outbox.events.add(`${event.caseId} ${event.version}`, event);
    ordered = null;
    nothingBefore = Math.min(nothingBefore, nextDueAt(after) ?? Infinity);
    if (after.closedAt !== null) {
      forget(after);
      closed.set(after.id, after);
      dropOldest(closed, casesLimits.recentlyClosed_max);
      return;
    }
    const events = eventsById.get(after.id) ?? [];
    events.push(event);
    if (events.length > casesLimits.eventsPerOpenCase_max) events.shift();
    eventsById.set(after.id, events);
    hold(after);
  }

  function hold(current: Case): void {
    const { id, reportedBy } = current;
    if (!byId.has(id)) reporters.set(reportedBy, openOf(reportedBy) + 1);
    byId.set(id, current);
    for (const alertId of current.alertIds) if (!alerts.has(alertId)) alerts.set(alertId, id);
    if (current.incidentId !== null && !incidents.has(current.incidentId))
      incidents.set(current.incidentId, id);
  }

  function forget({ id, alertIds, incidentId, reportedBy }: Case): void {
    if (byId.delete(id)) {
      const left = openOf(reportedBy) - 1;
      if (left > 0) reporters.set(reportedBy, left);
      else reporters.delete(reportedBy);
    }
    eventsById.delete(id);
    for (const alertId of alertIds) if (alerts.get(alertId) === id) alerts.delete(alertId);
    if (incidentId !== null && incidents.get(incidentId) === id) incidents.delete(incidentId);
  }

  function openOf(reporter: string): number {
    return reporters.get(reporter) ?? 0;
  }

  function find(id: string): Case | undefined {
    return byId.get(id) ?? closed.get(id);
  }

  function opened(id: string | undefined): Case | undefined {
    return id === undefined ? undefined : byId.get(id);
  }

  function events(caseId: string): readonly CaseEvent[] {
    const held = eventsById.get(caseId);
    if (held !== undefined) return held;
    // It has ended: memory has what the database has not got yet.
    return outbox.events
      .content()
      .map(({ content }) => content)
      .filter((event) => event.caseId === caseId);
  }

  function soonest(): number {
    let soonest = Infinity;
    for (const current of byId.values()) soonest = Math.min(soonest, nextDueAt(current) ?? Infinity);
    return soonest;
  }

  function noteTrack(point: TrackPoint): void {
    outbox.tracks.add(`${point.username} ${point.at}`, point);
    const excess = outbox.tracks.size() - casesLimits.unsavedTracks_max;
    if (excess <= 0) return;
    outbox.tracks.saved(outbox.tracks.next(excess));
    dropped += excess;
  }

  function snapshot(rest: T): Uint8Array {
    const content: CaseSnapshot<T> = {
      format,
      rest,
      open: [...byId.values()],
      closed: [...closed.values()],
      events: [...eventsById],
      days: numbers.counts(),
      externalIds: [...externalIds],
      unsavedCases: outbox.cases.content(),
      unsavedEvents: outbox.events.content(),
      unsavedTracks: outbox.tracks.content(),
      droppedTracks: dropped,
    };
    return serialize(content);
  }

  function restore(state: Uint8Array): T {
    const content = decode<T>(state);
    for (const map of [byId, closed, eventsById, alerts, incidents, reporters, externalIds]) map.clear();
    ordered = null;
    nothingBefore = 0;
    for (const current of content.open) hold(current);
    for (const current of content.closed) closed.set(current.id, current);
    for (const [id, held] of content.events) eventsById.set(id, [...held]);
    for (const [key, id] of content.externalIds) externalIds.set(key, id);
    numbers.restore(content.days);
    outbox.cases.restore(content.unsavedCases);
    outbox.events.restore(content.unsavedEvents);
    outbox.tracks.restore(content.unsavedTracks);
    dropped = content.droppedTracks;
    return content.rest;
  }

  return {
    numbers,
    outbox,
    take,
    find,
    open: () => (ordered ??= [...byId.values()].toSorted(byNewestReport)),
    recentlyClosed: () => [...closed.values()],
    eachOpen: () => byId.values(),
    byAlert: (alertId) => opened(alerts.get(alertId)),
    byIncident: (incidentId) => opened(incidents.get(incidentId)),
    byExternalId(by, externalId) {
      const id = externalIds.get(`${by}\n${externalId}`);
      return id === undefined ? undefined : find(id);
    },
    noteExternalId(by, externalId, caseId) {
      externalIds.set(`${by}\n${externalId}`, caseId);
      dropOldest(externalIds, casesLimits.externalIds_max);
    },
    openOf,
    events,
    isDue(now) {
      if (nothingBefore > now) return false;
      nothingBefore = soonest();
      return nothingBefore <= now;
    },
    noteTrack,
    droppedTracks: () => dropped,
    snapshot,
    restore,
  };
}

/** Newest first; of one instant, the greater id first. The order of every list and page. */
export function byNewestReport(a: Case, b: Case): number {
  return b.reportedAt - a.reportedAt || (a.id < b.id ? 1 : -1);
}

function decode<T>(state: Uint8Array): CaseSnapshot<T> {
  let content: CaseSnapshot<T>;
  try {
    content = deserialize(state) as CaseSnapshot<T>;
  } catch (cause) {
    throw new Error('the snapshot of the cases cannot be read', { cause });
  }
  if (content.format !== format)
    throw new Error(`the snapshot of the cases has format ${content.format}, not ${format}`);
  return content;
}
