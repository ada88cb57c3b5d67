import { isLifeSafety, type Alert, type AlertChange, type AlertEvent } from '../domain/alert.ts';
import {
  closeWhenDone,
  displayed,
  ring,
  rulesAuthor,
  toStep,
  worst,
  type Muting,
  type Patch,
  type Step,
} from './life-cycle.ts';
import type { PlaceId } from '../domain/record.ts';

export interface ChangeContext {
  /** The id that a new alert gets. */
  readonly newId: string;
  /** Where the device stands, for the first line of history. */
  readonly path: readonly PlaceId[];
  readonly isShelved: boolean;
  /** What mutes a new alert from its beginning. */
  readonly mutingOf: (alert: Alert) => Muting;
}

/**
 * What the rules say about the open alert of their rule and scope, if there is one. No step: the change says
 * nothing that is not known already.
 */
export function foldChange(
  open: Alert | undefined,
  change: AlertChange,
  context: ChangeContext,
): readonly Step[] {
  if (open === undefined) return opens(change) ? [raise(change, context)] : [];
  const isOwnRaise = change.change === 'raise' && open.id === change.alertId;
  // The same activation derived a second time.
  if (isOwnRaise && (open.condition !== 'normal' || change.retrospective)) return [];
  const move = moveOf(open, change);
  const after = { ...open, ...changeMoves[move](open, change), version: open.version + 1 };
  // What is about lives is never held back.
  const alert = after.isChattering && isLifeSafety(after) ? { ...after, isChattering: false } : after;
  const event = toChangeEvent(alert, change, move === 'retrospective' ? 'raise' : move);
  return closeWhenDone({ alert, event }, { at: change.receivedAt, isShelved: context.isShelved });
}

/** Everything but an end says that the condition holds: nobody may be left uninformed of that. */
function opens({ change }: AlertChange): boolean {
  return change !== 'return' && change !== 'unknown';
}

type Move = Exclude<AlertChange['change'], 'raise'> | 'retrospective';

/** What holds again after it was over is a new activation, whatever the change is called. */
function moveOf(open: Alert, change: AlertChange): Move {
  if (change.retrospective) return 'retrospective';
  if (change.change === 'raise' || (open.condition === 'normal' && opens(change))) return 'reactivate';
  return change.change;
}

const changeMoves: Record<Move, (alert: Alert, change: AlertChange) => Patch> = {
  reactivate: activate,
  // What operators saw and acknowledged was the forecast, not its last minute: only a worse one is new to them.
  update: (alert, change) => ({
    ...(change.severity < alert.severity ? ring(alert, change.receivedAt) : {}),
    condition: 'active',
    severity: change.severity,
    displayedSeverity: displayed(alert, change.severity),
    evidence: change.evidence,
    forecast: change.forecast ?? alert.forecast,
    receivedAt: change.receivedAt,
  }),
  worsen: (alert, change) => ({
    ...ring(alert, change.receivedAt),
    condition: 'active',
    ...wordsOf(change),
    severity: change.severity,
    displayedSeverity: displayed(alert, change.severity),
    evidence: change.evidence,
    counterpartId: change.counterpartId ?? alert.counterpartId,
  }),
  ease: (alert, change) => ({
    condition: 'active',
    ...wordsOf(change),
    severity: change.severity,
    displayedSeverity: displayed(alert, change.severity),
    evidence: change.evidence,
  }),
  return: (alert, change) => ({
    condition: 'normal',
    returnedAt: change.receivedAt,
    outcome: change.outcome,
    forecast: change.forecast ?? alert.forecast,
    counterpartId: change.counterpartId ?? alert.counterpartId,
  }),
  // Keeps what it knew: severity, operator and latch stay, nothing is resolved.
  unknown: () => ({ condition: 'unknown' }),
  known: () => ({ condition: 'active' }),
  // About the past, while the same is open: a line of history, nothing else.
  retrospective: () => ({}),
};

/** What is worse or better than before may have another name, and another version of the rule other advice. */
function wordsOf({ title, advice }: AlertChange): Patch {
  return { title, advice };
}

function activate(alert: Alert, change: AlertChange): Patch {
  const latch = latches(change) ? 'latched' : 'free';
  const isUrgent = isLifeSafety({
    latch,
    displayedSeverity: worst(alert.displayedSeverity, change.severity),
  });
  // While it comes and goes it is held as one: what its operator saw still covers it, unless it is worse now.
  const isHeld = alert.isChattering && change.severity >= alert.displayedSeverity && !isUrgent;
  return {
    ...(isHeld ? {} : { ...ring(alert, change.receivedAt), finding: null }),
    condition: 'active',
    latch,
    activations: alert.activations + 1,
    ruleVersion: change.ruleVersion,
    ...wordsOf(change),
    severity: change.severity,
    displayedSeverity: displayed(alert, change.severity),
    retrospective: false,
    returnedAt: null,
    evidence: change.evidence,
    forecast: change.forecast,
    outcome: null,
    counterpartId: change.counterpartId,
    receivedAt: change.receivedAt,
  };
}

/** A forecast never latches: what came of it does, in an alert of its own. */
function latches({ latching, forecast }: AlertChange): boolean {
  return latching && forecast === null;
}

function raise(change: AlertChange, { newId, path, mutingOf }: ChangeContext): Step {
  const bare: Alert = {
    id: newId,
    version: 1,
    ruleId: change.ruleId,
    ruleVersion: change.ruleVersion,
    scope: change.scope,
    deviceId: change.deviceId,
    kind: change.kind,
    title: change.title,
    advice: change.advice,
    severity: change.severity,
    displayedSeverity: change.severity,
    // The past is over: it only waits to be seen.
    condition: change.retrospective ? 'normal' : 'active',
    operator: 'unacknowledged',
    latch: latches(change) && !change.retrospective ? 'latched' : 'free',
    suppression: 'none',
    suppressed: null,
    silencedAt: null,
    silencedBy: null,
    rangAt: change.receivedAt,
    activations: 1,
    isChattering: false,
    assignee: null,
    retrospective: change.retrospective,
    raisedAt: change.receivedAt,
    eventTime: change.evidence?.since ?? change.eventTime,
    receivedAt: change.receivedAt,
    returnedAt: change.retrospective ? change.receivedAt : null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    closedAt: null,
    closedBy: null,
    finding: null,
    evidence: change.evidence,
    forecast: change.forecast,
    outcome: null,
    counterpartId: change.counterpartId,
  };
  const alert = { ...bare, ...mutingOf(bare) };
  const { suppression, suppressed } = alert;
  const event = toChangeEvent(alert, change, 'raise');
  const muted = suppressed === null ? {} : { suppression, ...suppressed };
  return { alert, event: { ...event, detail: { ...event.detail, path, ...muted } } };
}

function toChangeEvent(alert: Alert, change: AlertChange, type: AlertEvent['type']): AlertEvent {
  const { severity, retrospective, eventTime, evidence, ruleVersion, counterpartId } = change;
  const { outcome } = change;
  // The end of a forecast says what it was, whatever the rules repeat of it: its record is made from this line.
  const forecast = change.forecast ?? (outcome === null ? null : alert.forecast);
  const detail = {
    severity,
    retrospective,
    eventTime,
    evidence,
    ruleVersion,
    activation: change.alertId,
    ...(forecast === null ? {} : { forecast }),
    ...(outcome === null ? {} : { outcome }),
    ...(counterpartId === null ? {} : { counterpartId }),
  };
  return {
    alertId: alert.id,
    version: alert.version,
    at: change.receivedAt,
    type,
    by: rulesAuthor,
    comment: null,
    detail,
  };
}

/**
 * The breach that a forecast foretold is told after the forecast's end: the two are tied together now, and what
 * nobody has seen yet makes way. It may be closed already.
 */
export function foldTakeOver(forecast: Alert, breach: { id: string; at: number }): readonly Step[] {
  const { outcome, counterpartId } = forecast;
  if (outcome?.result !== 'breached' || counterpartId !== null) return [];
  const { id, at } = breach;
  const detail = { counterpartId: id };
  const step = toStep(forecast, detail, { at, type: 'update', by: rulesAuthor, detail });
  return closeWhenDone(step, { at, isShelved: false });
}
