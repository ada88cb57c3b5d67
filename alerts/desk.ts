import type { Logger } from 'pino';
import {
  isLifeSafety,
  type Alert,
  type AlertChange,
  type AlertEvent,
  type ServiceAction,
  type ServiceMark,
  type StaffAction,
} from '../domain/alert.ts';
import type { ActionOutcome, ServiceOutcome } from '../domain/alert-desk.ts';
import { canaryRuleId } from '../domain/canary.ts';
import type { AlarmSettings } from '../domain/desk-settings.ts';
import type { ActionRecord, JournalEntry, ServiceRecord } from '../domain/record.ts';
import { createActivationTimes } from './activation-times.ts';
import { createCauses } from './causes.ts';
import { listChattering, type ChatteringRule } from './chattering.ts';
import { createDeskClock } from './desk-clock.ts';
import { createDeskMemory, type RememberedOutcome } from './desk-memory.ts';
import { createDeskMutings } from './desk-mutings.ts';
import { createJudgedActions } from './judged-actions.ts';
import { foldAction, foldConclusion, type Conclusion } from './life-cycle-actions.ts';
import { foldChange, foldTakeOver } from './life-cycle-changes.ts';
import { beginChattering } from './life-cycle-clock.ts';
import { rulesAuthor, type Step } from './life-cycle.ts';
import { completeAction, completeChange } from './old-records.ts';
import type { OutboxBatch } from './outbox.ts';
import { refusals } from './refusals.ts';
import { createServiceMarks } from './service-marks.ts';
import { timeOf } from './time-of.ts';
import type { DevicePlace } from './topology.ts';

/**
 * The room where alerts live. The desk is a fold over the journal: what the rules say, what staff do and what
 * time brings, in one order. A staff action is journalled first and judged when it is folded, so of two people
 * who press at once one is told `done` and the other `stale`; none of it needs the database.
 */
export interface AlertDesk {
  /**
   * What was due before this entry happens, while the settings and places from before it are still in force.
   * `apply` does it too, unless it was done.
   */
  advance(entry: JournalEntry): void;
  /** Folds one entry; its settings and places are in force now. One that was folded before is ignored. What changed. */
  apply(entry: JournalEntry): readonly Step[];
  /** Within the fold of an entry: a case was closed with a finding. What changed. */
  conclude(alertId: string, conclusion: Conclusion): readonly Step[];
  /**
   * Journals what a member of staff asks for and answers once it is judged. The same idempotency key of
   * the same person acts once and answers the same. Throws when the journal does not take it.
   */
  act(action: StaffAction): Promise<ActionOutcome>;
  /** The same, for taking a device out of service or putting it back. */
  serve(action: ServiceAction): Promise<ServiceOutcome>;
  /** The latest that a record said it was, ms; 0 before any did. */
  time(): number;
  /** What is out of service, the longest first. */
  outOfService(): readonly ServiceMark[];
  /** Newest first. */
  open(): readonly Alert[];
  /** An open alert, or one that was closed lately. */
  find(id: string): Alert | undefined;
  recentlyClosed(): readonly Alert[];
  /** Rules whose alerts come and go so often that they are held as one, for whoever wrote them. */
  chatteringRules(): readonly ChatteringRule[];
  /** The events of an alert that memory has: all recent ones while it is open, and all unsaved ones. */
  events(alertId: string): readonly AlertEvent[];
  onChange(listener: (alert: Alert, event: AlertEvent) => void): void;
  /** With what the database has not got yet. */
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
  /** What waits for the database. */
  readonly outbox: {
    next(eventsMax: number): OutboxBatch;
    saved(batch: OutboxBatch): void;
    size(): number;
    content(): OutboxBatch;
  };
}

export interface AlertDeskOptions {
  readonly append: (record: ActionRecord | ServiceRecord) => Promise<number>;
  /** In force at the entry that is folded; another object exactly when they changed. */
  readonly alarms: () => AlarmSettings;
  readonly placeOf: (deviceId: string) => DevicePlace;
  readonly log: Logger;
}

export function createAlertDesk({ append, alarms, placeOf, log }: AlertDeskOptions): AlertDesk {
  const memory = createDeskMemory();
  const marks = createServiceMarks();
  const times = createActivationTimes();
  const find = (id: string): Alert | undefined => memory.find(id);
  const causes = createCauses({ alarms, placeOf, find });
  const listeners: ((alert: Alert, event: AlertEvent) => void)[] = [];
  const actions = createJudgedActions<StaffAction, RememberedOutcome>({
    append: (action) => append({ type: 'action', action }),
    log,
  });
  const services = createJudgedActions<ServiceAction, ServiceOutcome>({
    append: (action) => append({ type: 'service', action }),
    log,
  });
  const mutings = createDeskMutings({ memory, marks, causes, take });
  const clock = createDeskClock({ memory, marks, times, alarms, mutings, take });
  let lastOffset = 0;
  let advancedOffset = 0;
  let steps: Step[] = [];
  let known: AlarmSettings | null = null;

  function advance({ offset, record }: JournalEntry): void {
    if (offset <= advancedOffset) return;
    advancedOffset = offset;
    steps = [];
    if (known === null) {
      known = alarms();
      causes.rebuild(memory.open());
    }
    clock.advance(timeOf(record));
  }

  function apply(entry: JournalEntry): readonly Step[] {
    const { offset, record } = entry;
    if (offset <= lastOffset) return [];
    advance(entry);
    lastOffset = offset;
    if (alarms() !== known) {
      known = alarms();
      causes.rebuild(memory.open());
      mutings.touchAll();
      clock.review();
      mutings.settle({ at: clock.now(), by: rulesAuthor, takesBack: false, reason: 'settings' });
    }
    if (record.type === 'alert') applyChange(completeChange(record.change));
    else if (record.type === 'action') applyAction(completeAction(record.action));
    else if (record.type === 'service') applyService(record.action);
    else if (record.type === 'placement') {
      mutings.touchDevice(record.deviceId);
      mutings.settle({ at: clock.now(), by: rulesAuthor, takesBack: false, reason: 'moved' });
    }
    return steps;
  }

  function applyChange(change: AlertChange): void {
    // It came all the way here, which is what it is for; to staff it is nothing.
    if (change.ruleId === canaryRuleId) return;
    // The past told again: it has been seen and closed.
    if (change.retrospective && memory.find(change.alertId) !== undefined) return;
    const open = memory.openFor(change);
    const id = open?.id ?? memory.freshId(change);
    const counterpartId = counterpartOf(change);
    const steps = foldChange(
      open,
      { ...change, counterpartId },
      {
        newId: id,
        path: placeOf(change.deviceId).path,
        isShelved: memory.memo(id).shelf !== null,
        mutingOf: (alert) => mutings.of(alert, { at: change.receivedAt }),
      },
    );
    const [first] = steps;
    if (first === undefined) return;
    memory.noteActivation(change.alertId, id);
    take(steps);
    const at = change.receivedAt;
    mutings.leaveShelfIfWorse(id, at);
    if (isActivation(first)) noteActivation(first.alert, at);
    const foretold =
      change.forecast === null && counterpartId !== null ? memory.find(counterpartId) : undefined;
    if (foretold !== undefined) take(foldTakeOver(foretold, { id, at }));
    mutings.settle({ at, by: rulesAuthor, takesBack: true, reason: 'cause' });
  }

  function noteActivation({ id }: Alert, at: number): void {
    const { chattering } = alarms();
    const alert = memory.find(id);
    if (alert === undefined) return;
    const activations = times.note(alert, at, chattering);
    if (activations < chattering.activations || alert.isChattering || alert.closedAt !== null) return;
    // What is about lives is told each time.
    if (isLifeSafety(alert)) return;
    take([beginChattering(alert, { at, activations, within_s: chattering.within_s })]);
  }

  /** The rules name an activation; what people open is the alert that it became part of. */
  function counterpartOf({ counterpartId, forecast, scope }: AlertChange): string | null {
    if (counterpartId === null) return null;
    const known = memory.alertOf(counterpartId);
    if (known !== null || forecast === null) return known ?? counterpartId;
    // The breach is told after the forecast's end: it will go on in the alert that is open for it, if one is.
    return memory.openFor({ ruleId: forecast.breachRuleId, scope })?.id ?? counterpartId;
  }

  function applyAction(action: StaffAction): void {
    actions.settle(action, () => judge(action));
  }

  function judge(action: StaffAction): RememberedOutcome {
    const { alertId, by } = action;
    const at = clock.now();
    const alert = memory.find(alertId);
    if (alert === undefined) return { outcome: 'unknown', reason: refusals.unknownAlert, alertId };
    const memo = memory.memo(alertId);
    const judgement = foldAction(alert, action, {
      alarms: alarms(),
      shelf: memo.shelf,
      at,
      mutingWith: (shelf) => mutings.of(alert, { at, shelf }),
    });
    if (judgement.outcome !== 'done') return { ...judgement, alertId };
    if (judgement.shelf !== undefined) memory.setMemo(alertId, { ...memo, shelf: judgement.shelf });
    take(judgement.steps);
    mutings.settle({ at, by, takesBack: true, reason: 'cause' });
    return { outcome: 'done', reason: null, alertId };
  }

  function applyService(action: ServiceAction): void {
    services.settle(action, () => {
      const at = clock.now();
      const outcome = marks.judge(action, at);
      if (outcome.outcome === 'done') {
        mutings.touchDevice(action.deviceId);
        clock.review();
        mutings.settle({ at, by: action.by, takesBack: true, reason: action.action });
      }
      return outcome;
    });
  }

  function conclude(alertId: string, conclusion: Conclusion): readonly Step[] {
    steps = [];
    const alert = memory.find(alertId);
    if (alert === undefined) return steps;
    const at = Math.max(conclusion.at, clock.now());
    take(foldConclusion(alert, { ...conclusion, at }));
    mutings.settle({ at, by: conclusion.by, takesBack: true, reason: 'cause' });
    return steps;
  }

  function take(taken: readonly Step[]): void {
    for (const step of taken) {
      memory.take(step);
      steps.push(step);
      mutings.touch(step.alert.id);
      clock.noteDue(step.alert);
      for (const listener of listeners) listener(step.alert, step.event);
    }
  }

  async function act(action: StaffAction): Promise<ActionOutcome> {
    const { outcome, reason, alertId } = await actions.ask(action);
    return { outcome, reason, alert: memory.find(alertId) ?? null };
  }

  function restore(state: Uint8Array): void {
    const place = memory.restore(state);
    ({ lastOffset } = place);
    advancedOffset = lastOffset;
    known = null;
    actions.restore(place.outcomes);
    services.restore(place.serviceOutcomes);
    marks.restore(place.marks);
    times.restore(place.activationTimes);
    clock.restore(place.clock);
  }

  return {
    advance,
    apply,
    conclude,
    act,
    serve: (action) => services.ask(action),
    outOfService: () => marks.list(),
    time: () => clock.now(),
    open: () => memory.open(),
    find,
    recentlyClosed: () => memory.recentlyClosed(),
    chatteringRules: () => listChattering(memory.open()),
    events: (alertId) => memory.events(alertId),
    onChange: (listener) => listeners.push(listener),
    snapshot: () =>
      memory.snapshot({
        lastOffset,
        clock: clock.now(),
        outcomes: actions.outcomes(),
        serviceOutcomes: services.outcomes(),
        marks: marks.list(),
        activationTimes: times.content(),
      }),
    restore,
    outbox: memory.outbox,
  };
}

function isActivation({ alert, event }: Step): boolean {
  return (
    (event.type === 'raise' && alert.version === 1 && !alert.retrospective) || event.type === 'reactivate'
  );
}
