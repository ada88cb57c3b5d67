import { toContentId } from './content-id.ts';
import { deserialize, serialize } from 'node:v8';
import type { Alert, AlertChange, AlertEvent, ServiceMark } from '../domain/alert.ts';
import type { ActionOutcome, ServiceOutcome } from '../domain/alert-desk.ts';
import { keyOf } from './activation-times.ts';
import { blankMemo, memoAfter, type AlertMemo } from './alert-memo.ts';
import { dropOldest } from './judged-actions.ts';
import { alertsLimits } from './limits.ts';
import { completeAlert } from './old-records.ts';
import type { Step } from './life-cycle.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { completeReason } from './refusals.ts';

/** What a staff action came to, without the alert, which is looked up afresh when asked again. */
export interface RememberedOutcome extends Omit<ActionOutcome, 'alert'> {
  readonly alertId: string;
}

/** The desk's whole state. */
export interface DeskMemory {
  /** The open alert of a rule and scope. */
  openFor(about: Pick<Alert, 'ruleId' | 'scope'>): Alert | undefined;
  find(id: string): Alert | undefined;
  /** Newest first. */
  open(): readonly Alert[];
  /** Those whose scope is this device. */
  openOf(deviceId: string): readonly Alert[];
  recentlyClosed(): readonly Alert[];
  /** What the desk remembers of an open alert beside what it shows. */
  memo(alertId: string): AlertMemo;
  setMemo(alertId: string, memo: AlertMemo): void;
  /** The events that memory still has, oldest first. */
  events(alertId: string): readonly AlertEvent[];
  take(step: Step): void;
  /** An id for a new alert that no alert in memory has. */
  freshId(change: AlertChange): string;
  /** That what the rules call `activation` is part of the alert `id`. */
  noteActivation(activation: string, id: string): void;
  /** The alert that an activation is part of; null when memory does not know. */
  alertOf(activation: string): string | null;
  outbox: Outbox;
  snapshot(place: DeskPlace): Uint8Array;
  restore(state: Uint8Array): DeskPlace;
}

/** How far the desk has read, what it answered, and what it knows beside its alerts. */
interface DeskPlace {
  readonly lastOffset: number;
  /** The latest time that a record told, ms. */
  readonly clock: number;
  readonly outcomes: readonly (readonly [string, RememberedOutcome])[];
  readonly serviceOutcomes: readonly (readonly [string, ServiceOutcome])[];
  readonly marks: readonly ServiceMark[];
  readonly activationTimes: readonly (readonly [string, readonly number[]])[];
}

interface DeskSnapshot extends DeskPlace {
  readonly format: number;
  readonly open: readonly Alert[];
  readonly closed: readonly Alert[];
  /** Events that memory keeps of open alerts, and that the database has. */
  readonly savedEvents: readonly AlertEvent[];
  readonly unsavedEvents: readonly AlertEvent[];
  /** What unsaved events are about, unless it is open or was closed lately. */
  readonly unsavedAlerts: readonly Alert[];
  /** Activations that are part of an alert with another id. */
  readonly activations: readonly (readonly [string, string])[];
  readonly memos: readonly (readonly [string, AlertMemo])[];
}

const format = 4;
/**
 * Without activations, and with alerts that knew nothing of forecasts; then with alerts that knew no suppression;
 * then without time, memos and service marks.
 */
const formerFormats = [1, 2, 3];

export function createDeskMemory(): DeskMemory {
  const byScope = new Map<string, Alert>();
  const byId = new Map<string, Alert>();
  const eventsById = new Map<string, AlertEvent[]>();
  const closed = new Map<string, Alert>();
  const activations = new Map<string, string>();
  const memos = new Map<string, AlertMemo>();
  const byDevice = new Map<string, Map<string, Alert>>();
  const outbox = createOutbox();
  let ordered: readonly Alert[] | null = null;

  function take(step: Step): void {
    const { alert, event } = step;
    outbox.add(step);
    ordered = null;
    const events = eventsById.get(alert.id) ?? [];
    events.push(event);
    if (events.length > alertsLimits.eventsPerOpenAlert_max) events.shift();
    if (alert.closedAt === null) {
      hold(alert, events);
      setMemo(alert.id, memoAfter(memo(alert.id), step));
      return;
    }
    memos.delete(alert.id);
    const { scope } = alert;
    const onDevice = scope.type === 'device' ? byDevice.get(scope.id) : undefined;
    if (onDevice?.delete(alert.id) === true && onDevice.size === 0) byDevice.delete(scope.id);
    // What is tied to a closed alert afterwards must not touch the next one of its rule and scope.
    if (byScope.get(keyOf(alert))?.id === alert.id) byScope.delete(keyOf(alert));
    byId.delete(alert.id);
    eventsById.delete(alert.id);
    closed.set(alert.id, alert);
    dropOldest(closed, alertsLimits.recentlyClosed_max);
  }

  function hold(alert: Alert, events: AlertEvent[]): void {
    byScope.set(keyOf(alert), alert);
    byId.set(alert.id, alert);
    eventsById.set(alert.id, events);
    const { scope } = alert;
    if (scope.type !== 'device') return;
    const onDevice = byDevice.get(scope.id) ?? new Map<string, Alert>();
    byDevice.set(scope.id, onDevice.set(alert.id, alert));
  }

  function memo(alertId: string): AlertMemo {
    return memos.get(alertId) ?? blankMemo;
  }

  function setMemo(alertId: string, next: AlertMemo): void {
    if (next === memo(alertId)) return;
    memos.set(alertId, next);
  }

  function find(id: string): Alert | undefined {
    return byId.get(id) ?? closed.get(id);
  }

  function freshId(change: AlertChange): string {
    // The rules' own id, unless that alert was closed and its condition goes on or is told again.
    let id = change.alertId;
    for (let attempt = 0; find(id) !== undefined; attempt += 1) {
      id = toContentId([change.alertId, change.eventTime, attempt]);
    }
    return id;
  }

  function noteActivation(activation: string, id: string): void {
    if (activation === id || activations.get(activation) === id) return;
    activations.set(activation, id);
    dropOldest(activations, alertsLimits.activations_max);
  }

  function alertOf(activation: string): string | null {
    return activations.get(activation) ?? find(activation)?.id ?? null;
  }

  function open(): readonly Alert[] {
    ordered ??= [...byId.values()].toSorted(byNewest);
    return ordered;
  }

  function events(alertId: string): readonly AlertEvent[] {
    const unsaved = outbox.content().events.filter((event) => event.alertId === alertId);
    const held = eventsById.get(alertId) ?? [];
    const versions = new Map([...held, ...unsaved].map((event) => [event.version, event]));
    return [...versions.values()].toSorted((a, b) => a.version - b.version);
  }

  function snapshot(place: DeskPlace): Uint8Array {
    const { events: unsavedEvents, alerts } = outbox.content();
    const unsaved = new Set(unsavedEvents);
    const content: DeskSnapshot = {
      format,
      ...place,
      open: [...byId.values()],
      closed: [...closed.values()],
      savedEvents: [...eventsById.values()].flatMap((held) => held.filter((event) => !unsaved.has(event))),
      unsavedEvents,
      unsavedAlerts: alerts.filter((alert) => find(alert.id) === undefined),
      activations: [...activations],
      memos: [...memos],
    };
    return serialize(content);
  }

  function restore(state: Uint8Array): DeskPlace {
    const content = decode(state);
    for (const map of [byScope, byId, byDevice, eventsById, closed, activations, memos]) map.clear();
    ordered = null;
    for (const alert of content.open) hold(alert, []);
    for (const event of [...content.savedEvents, ...content.unsavedEvents]) {
      const held = eventsById.get(event.alertId);
      held?.push(event);
      if (held !== undefined && held.length > alertsLimits.eventsPerOpenAlert_max) held.shift();
    }
    for (const alert of content.closed) closed.set(alert.id, alert);
    for (const [activation, id] of content.activations) activations.set(activation, id);
    for (const [id, memo] of content.memos) memos.set(id, memo);
    const alerts = [...content.open, ...content.closed, ...content.unsavedAlerts];
    outbox.restore({ events: content.unsavedEvents, alerts });
    return content;
  }

  return {
    openFor: (about) => byScope.get(keyOf(about)),
    find,
    open,
    openOf: (deviceId) => [...(byDevice.get(deviceId)?.values() ?? [])],
    recentlyClosed: () => [...closed.values()],
    memo,
    setMemo,
    events,
    take,
    freshId,
    noteActivation,
    alertOf,
    outbox,
    snapshot,
    restore,
  };
}

/** Newest first; of one instant, the greater id first. The order of every list and page. */
export function byNewest(a: Alert, b: Alert): number {
  return b.raisedAt - a.raisedAt || (a.id < b.id ? 1 : -1);
}

function decode(state: Uint8Array): DeskSnapshot {
  let content: DeskSnapshot;
  try {
    content = deserialize(state) as DeskSnapshot;
  } catch (cause) {
    throw new Error('the desk snapshot cannot be read', { cause });
  }
  if (formerFormats.includes(content.format)) return upgrade(content);
  if (content.format !== format)
    throw new Error(`the desk snapshot has format ${content.format}, not ${format}`);
  return content;
}

/** An older process's open alerts must not be lost: the journal may have forgotten how they began. */
function upgrade(content: DeskSnapshot): DeskSnapshot {
  return {
    ...content,
    format,
    open: content.open.map(completeAlert),
    closed: content.closed.map(completeAlert),
    unsavedAlerts: content.unsavedAlerts.map(completeAlert),
    activations: content.activations ?? [],
    outcomes: content.outcomes.map(([key, outcome]) => [
      key,
      { ...outcome, reason: completeReason(outcome.reason) },
    ]),
    clock: 0,
    serviceOutcomes: [],
    marks: [],
    activationTimes: [],
    // The time to ask again counts from what is known of the acknowledgement.
    memos: content.open.map(({ id, acknowledgedAt }) => [id, { ...blankMemo, answeredAt: acknowledgedAt }]),
  };
}
