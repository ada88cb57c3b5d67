import type { Alert, AlertChange, AlertEvent, StaffAction, StaffActionType } from '../domain/alert.ts';
import type { Severity } from '../domain/severity.ts';

/**
 * The whole of an alert's life, pure: what the rules say and what staff do, as moves in the four regions
 * condition, operator, latch and suppression. Each move is a step: the alert after it and the line of
 * history that tells of it.
 */
export interface Step {
  readonly alert: Alert;
  readonly event: AlertEvent;
}

/** The author of what nobody pressed. */
const rulesAuthor = 'rules';

type Patch = Partial<Alert>;

/**
 * What the rules say about the open alert of their rule and scope, if there is one. `newId` is the id that
 * a new alert gets. No step: the change says nothing that is not known already.
 */
export function foldChange(open: Alert | undefined, change: AlertChange, newId: string): readonly Step[] {
  if (open === undefined) return opens(change) ? [raise(change, newId)] : [];
  const isOwnRaise = change.change === 'raise' && open.id === change.alertId;
  // The same activation derived a second time.
  if (isOwnRaise && (open.condition !== 'normal' || change.retrospective)) return [];
  const move = moveOf(open, change);
  const alert = { ...open, ...changeMoves[move](open, change), version: open.version + 1 };
  const event = toChangeEvent(alert, change, move === 'retrospective' ? 'raise' : move);
  return closeWhenDone({ alert, event }, change.receivedAt);
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
    ...(change.severity < alert.severity ? askAgain : {}),
    condition: 'active',
    severity: change.severity,
    displayedSeverity: worst(alert.displayedSeverity, change.severity),
    evidence: change.evidence,
    forecast: change.forecast ?? alert.forecast,
    receivedAt: change.receivedAt,
  }),
  worsen: (alert, change) => ({
    ...askAgain,
    condition: 'active',
    severity: change.severity,
    displayedSeverity: worst(alert.displayedSeverity, change.severity),
    evidence: change.evidence,
    counterpartId: change.counterpartId ?? alert.counterpartId,
  }),
  ease: (_alert, change) => ({ condition: 'active', severity: change.severity, evidence: change.evidence }),
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

/** Takes an acknowledgement back: it covered what its operator saw, and this is something else. */
const askAgain = { operator: 'unacknowledged', acknowledgedAt: null, acknowledgedBy: null } as const;

function activate(alert: Alert, change: AlertChange): Patch {
  return {
    ...askAgain,
    condition: 'active',
    latch: latches(change) ? 'latched' : 'free',
    ruleVersion: change.ruleVersion,
    severity: change.severity,
    displayedSeverity: worst(alert.displayedSeverity, change.severity),
    retrospective: false,
    returnedAt: null,
    finding: null,
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

function raise(change: AlertChange, id: string): Step {
  const alert: Alert = {
    id,
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
  return { alert, event: toChangeEvent(alert, change, 'raise') };
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

/** What a staff action comes to, given the alert as it is. */
export type Judgement =
  | { readonly outcome: 'done'; readonly steps: readonly Step[] }
  | { readonly outcome: 'stale' | 'refused'; readonly reason: string };

/** Judges a staff action against the alert as it is now, version first. */
export function foldAction(alert: Alert, action: StaffAction): Judgement {
  if (action.version !== alert.version) {
    return { outcome: 'stale', reason: `it changed since: version ${alert.version}, not ${action.version}` };
  }
  if (alert.closedAt !== null) return refused(`it was closed by ${alert.closedBy}`);
  const result = actionMoves[action.action](alert, action);
  if (typeof result === 'string') return refused(result);
  const after = { ...alert, ...result, version: alert.version + 1 };
  const step = { alert: after, event: toActionEvent(after, action) };
  return { outcome: 'done', steps: closeWhenDone(step, action.at) };
}

function refused(reason: string): Judgement {
  return { outcome: 'refused', reason };
}

/** Per action: the move, or in words why not. */
const actionMoves: Record<StaffActionType, (alert: Alert, action: StaffAction) => Patch | string> = {
  acknowledge: (alert, { by, at }) =>
    alert.operator === 'unacknowledged'
      ? {
          operator: 'acknowledged',
          acknowledgedAt: at,
          acknowledgedBy: by,
          displayedSeverity: alert.severity,
        }
      : `it is acknowledged already, by ${alert.acknowledgedBy}`,
  silence: (alert, { by, at }) =>
    alert.silencedAt === null
      ? { silencedAt: at, silencedBy: by }
      : `it is silent already, by ${alert.silencedBy}`,
  shelve: () => 'shelving is not made yet',
  unshelve: () => 'shelving is not made yet',
  assign: (_alert, { assignee }) => (isEmpty(assignee) ? 'say to whom' : { assignee }),
  confirm: (alert, { comment, finding }) => {
    if (alert.operator === 'unacknowledged') return 'acknowledge it first';
    if (alert.operator === 'confirmed') return 'it is confirmed already';
    if (isEmpty(comment) && finding === null) return 'say what was done, or give a finding';
    return { operator: 'confirmed', finding: finding ?? alert.finding };
  },
  reset: (alert) => {
    if (alert.latch === 'free') return 'it does not latch';
    if (alert.latch === 'reset') return 'it is reset already';
    return whyNotOver(alert) ?? whyNotSeen(alert) ?? { latch: 'reset' };
  },
  comment: (_alert, { comment }) => (isEmpty(comment) ? 'the comment is empty' : {}),
  close: (alert, { by, at, finding }) => {
    if (finding === null && alert.finding === null) return 'closing needs a finding';
    if (alert.condition === 'active') return 'its condition still holds';
    const reason =
      whyNotSeen(alert) ?? (alert.latch === 'latched' ? (whyNotOver(alert) ?? 'reset it first') : null);
    return reason ?? { closedAt: at, closedBy: by, finding: finding ?? alert.finding };
  },
};

function whyNotOver({ condition }: Alert): string | null {
  if (condition === 'active') return 'its condition still holds';
  return condition === 'unknown' ? 'nobody knows whether it is over: the device is silent' : null;
}

function whyNotSeen({ operator }: Alert): string | null {
  return operator === 'unacknowledged' ? 'acknowledge it first' : null;
}

/**
 * What does not latch ends by itself once it is both over and seen. A forecast that came true ends unseen too,
 * where the alert of the breach takes over: that one asks to be seen, and two for one cause are one too many.
 */
function closeWhenDone(step: Step, at: number): readonly Step[] {
  const { alert } = step;
  const { condition, operator, latch, outcome, counterpartId } = alert;
  const isOver = condition === 'normal' && latch === 'free' && alert.closedAt === null;
  const isTakenOver = outcome?.result === 'breached' && counterpartId !== null;
  if (!isOver || (operator === 'unacknowledged' && !isTakenOver)) return [step];
  const closed = { ...alert, version: alert.version + 1, closedAt: at, closedBy: rulesAuthor };
  const event: AlertEvent = {
    alertId: alert.id,
    version: closed.version,
    at,
    type: 'close',
    by: rulesAuthor,
    comment: null,
    detail: isTakenOver
      ? { reason: 'the breach took over', counterpartId }
      : { reason: 'over and acknowledged' },
  };
  return [step, { alert: closed, event }];
}

/**
 * The breach that a forecast foretold is told after the forecast's end: the two are tied together now, and
 * what nobody has seen yet makes way. The only thing that changes a closed alert.
 */
export function foldTakeOver(forecast: Alert, breach: { id: string; at: number }): readonly Step[] {
  const { outcome, counterpartId } = forecast;
  if (outcome?.result !== 'breached' || counterpartId !== null) return [];
  const alert = { ...forecast, counterpartId: breach.id, version: forecast.version + 1 };
  const event: AlertEvent = {
    alertId: alert.id,
    version: alert.version,
    at: breach.at,
    type: 'update',
    by: rulesAuthor,
    comment: null,
    detail: { counterpartId: breach.id },
  };
  return closeWhenDone({ alert, event }, breach.at);
}

function toActionEvent(alert: Alert, action: StaffAction): AlertEvent {
  const detail = action.finding === null ? {} : { finding: action.finding };
  const { at, by, comment } = action;
  return { alertId: alert.id, version: alert.version, at, type: action.action, by, comment, detail };
}

function isEmpty(comment: string | null): boolean {
  return comment === null || comment.trim() === '';
}

function worst(a: Severity, b: Severity): Severity {
  return a < b ? a : b;
}
