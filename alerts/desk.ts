import type { Logger } from 'pino';
import type { Alert, AlertChange, AlertEvent, StaffAction } from '../domain/alert.ts';
import type { ActionOutcome } from '../domain/alert-desk.ts';
import type { ActionRecord, JournalEntry } from '../domain/record.ts';
import { createDeskMemory, type RememberedOutcome } from './desk-memory.ts';
import { createJudgedActions } from './judged-actions.ts';
import { foldAction, foldChange, foldTakeOver, type Step } from './life-cycle.ts';
import { completeAction, completeChange } from './old-records.ts';
import type { OutboxBatch } from './outbox.ts';

/**
 * The room where alerts live. The desk is a fold over the journal: what the rules say and what staff do,
 * in one order. A staff action is journalled first and judged when it is folded, so of two people who
 * press at once one is told `done` and the other `stale`; none of it needs the database.
 */
export interface AlertDesk {
  /** Folds alert and action records; others pass. Records that were folded before are ignored. What changed. */
  apply(entry: JournalEntry): readonly Step[];
  /**
   * Journals what a member of staff asks for and answers once it is judged. The same idempotency key of
   * the same person acts once and answers the same. Throws when the journal does not take it.
   */
  act(action: StaffAction): Promise<ActionOutcome>;
  /** Newest first. */
  open(): readonly Alert[];
  /** An open alert, or one that was closed lately. */
  find(id: string): Alert | undefined;
  recentlyClosed(): readonly Alert[];
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

export function createAlertDesk(options: {
  append: (record: ActionRecord) => Promise<number>;
  log: Logger;
}): AlertDesk {
  const { append, log } = options;
  const memory = createDeskMemory();
  const listeners: ((alert: Alert, event: AlertEvent) => void)[] = [];
  const actions = createJudgedActions<StaffAction, RememberedOutcome>({
    append: (action) => append({ type: 'action', action }),
    log,
  });
  let lastOffset = 0;
  let steps: Step[] = [];

  function apply({ offset, record }: JournalEntry): readonly Step[] {
    if (offset <= lastOffset) return [];
    lastOffset = offset;
    steps = [];
    if (record.type === 'alert') applyChange(completeChange(record.change));
    else if (record.type === 'action') applyAction(completeAction(record.action));
    return steps;
  }

  function applyChange(change: AlertChange): void {
    // The past told again: it has been seen and closed.
    if (change.retrospective && memory.find(change.alertId) !== undefined) return;
    const open = memory.openFor(change);
    const id = open?.id ?? memory.freshId(change);
    const counterpartId = counterpartOf(change);
    const steps = foldChange(open, { ...change, counterpartId }, id);
    if (steps.length === 0) return;
    memory.noteActivation(change.alertId, id);
    take(steps);
    const foretold =
      change.forecast === null && counterpartId !== null ? memory.find(counterpartId) : undefined;
    if (foretold !== undefined) take(foldTakeOver(foretold, { id, at: change.receivedAt }));
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
    const { alertId } = action;
    const alert = memory.find(alertId);
    if (alert === undefined) return { outcome: 'unknown', reason: 'no open alert has this id', alertId };
    const judgement = foldAction(alert, action);
    if (judgement.outcome !== 'done') return { ...judgement, alertId };
    take(judgement.steps);
    return { outcome: 'done', reason: null, alertId };
  }

  function take(taken: readonly Step[]): void {
    for (const step of taken) {
      memory.take(step);
      steps.push(step);
      for (const listener of listeners) listener(step.alert, step.event);
    }
  }

  function toOutcome({ outcome, reason, alertId }: RememberedOutcome): ActionOutcome {
    return { outcome, reason, alert: memory.find(alertId) ?? null };
  }

  async function act(action: StaffAction): Promise<ActionOutcome> {
    return toOutcome(await actions.ask(action));
  }

  function restore(state: Uint8Array): void {
    const { outcomes, ...place } = memory.restore(state);
    ({ lastOffset } = place);
    actions.restore(outcomes);
  }

  return {
    apply,
    act,
    open: () => memory.open(),
    find: (id) => memory.find(id),
    recentlyClosed: () => memory.recentlyClosed(),
    events: (alertId) => memory.events(alertId),
    onChange: (listener) => listeners.push(listener),
    snapshot: () => memory.snapshot({ lastOffset, outcomes: actions.outcomes() }),
    restore,
    outbox: memory.outbox,
  };
}
