import { levelAbove } from '../../domain/area.ts';
import { caseSteps, type Case, type CaseEvent, type CaseHold, type CaseStep } from '../../domain/case.ts';
import type { CaseSettings } from '../../domain/desk-settings.ts';
import type { CaseChange, CaseDeadline } from '../../domain/case-desk.ts';
import { clockAuthor, toChange } from './case-change.ts';

/** What changes about a case that reaches a step at `at`: its deadline begins, lateness is over. */
export function reach(current: Case, step: CaseStep, { at, settings }: Moment): Partial<Case> {
  return {
    step,
    reachedAt: { ...current.reachedAt, [step]: at },
    dueAt: deadlineOf(current.severity, step, { at, settings }),
    overdueSince: null,
    whistleAt: null,
    extensionAsked: null,
  };
}

export interface Moment {
  /** ms. */
  readonly at: number;
  readonly settings: CaseSettings;
}

export function deadlineOf(
  severity: Case['severity'],
  step: CaseStep,
  { at, settings }: Moment,
): number | null {
  const within_s = settings.deadlines_s[severity][step];
  return within_s === undefined ? null : at + within_s * 1000;
}

/** How long each step may take by the present settings, and when the case reached it. */
export function deadlinesOf(of: Case, settings: CaseSettings): readonly CaseDeadline[] {
  return caseSteps
    .filter((step) => step !== 'closed' && step !== 'void')
    .map((step) => ({
      step,
      within_s: settings.deadlines_s[of.severity][step] ?? null,
      reachedAt: of.reachedAt[step] ?? null,
      dueAt: step === of.step ? of.dueAt : null,
    }));
}

/** Worse than it was thought to be: what is due is due as if it had been so when the news came, if that is sooner. */
export function makeMoreUrgent(current: Case, severity: Case['severity'], moment: Moment): Partial<Case> {
  if (severity >= current.severity) return {};
  const dueAt = deadlineOf(severity, current.step, moment);
  const { hold } = current;
  if (dueAt === null || current.overdueSince !== null) return { severity };
  if (hold === null) return { severity, dueAt: Math.min(current.dueAt ?? Infinity, dueAt) };
  const dueIn_ms = Math.min(hold.dueIn_ms ?? Infinity, dueAt - moment.at);
  return { severity, hold: { ...hold, dueIn_ms } };
}

/** A later deadline, granted: lateness is over until that one passes too. */
export function postpone(until: number): Partial<Case> {
  return { dueAt: until, overdueSince: null, whistleAt: null, extensionAsked: null };
}

/** Nothing is due while a case is on hold; what was left goes on afterwards. */
export function putOnHold(
  current: Case,
  asked: Pick<CaseHold, 'reason' | 'until' | 'by'>,
  at: number,
): Partial<Case> {
  const left = (due: number | null): number | null => (due === null ? null : due - at);
  const hold = { ...asked, since: at, dueIn_ms: left(current.dueAt), whistleIn_ms: left(current.whistleAt) };
  return { hold, dueAt: null, whistleAt: null };
}

export function takeOffHold(hold: CaseHold, at: number): Partial<Case> {
  const again = (left: number | null): number | null => (left === null ? null : at + left);
  return { hold: null, dueAt: again(hold.dueIn_ms), whistleAt: again(hold.whistleIn_ms) };
}

/** When something will happen to the case by itself; null: nothing will. */
export function nextDueAt(current: Case): number | null {
  const { closedAt, hold, dueAt, overdueSince, whistleAt } = current;
  if (closedAt !== null) return null;
  if (hold !== null) return hold.until;
  return overdueSince === null ? dueAt : whistleAt;
}

/** What has happened to a case by itself until `now`, each at its own time, in order. */
export function passTime(before: Case, now: number, settings: CaseSettings): readonly CaseChange[] {
  const changes: CaseChange[] = [];
  let current = before;
  for (let at = nextDueAt(current); at !== null && at <= now; at = nextDueAt(current)) {
    const change = happen(current, { at, settings });
    changes.push(change);
    current = change.case;
  }
  return changes;
}

function happen(current: Case, moment: Moment): CaseChange {
  const { hold, overdueSince } = current;
  if (hold !== null) return resumeByItself(current, hold, moment.at);
  return overdueSince === null ? becomeOverdue(current, moment) : whistleByItself(current, moment);
}

function resumeByItself(current: Case, hold: CaseHold, at: number): CaseChange {
  const detail = { since: hold.since, reason: hold.reason };
  return byClock(current, { patch: takeOffHold(hold, at), type: 'resume', at, detail });
}

function becomeOverdue(current: Case, { at, settings }: Moment): CaseChange {
  const after_s = settings.whistleAfter_s;
  const patch: Partial<Case> = {
    overdueSince: at,
    overdueCount: current.overdueCount + 1,
    whistleAt: after_s === null || isAtTop(current) ? null : at + after_s * 1000,
  };
  const detail = { step: current.step, assignee: current.assignee };
  return byClock(current, { patch, type: 'overdue', at, detail });
}

function whistleByItself(current: Case, { at, settings }: Moment): CaseChange {
  const patch = whistle(current, { at, settings });
  const detail = { from: current.level, to: patch.level ?? null, overdueSince: current.overdueSince };
  return byClock(current, { patch, type: 'whistle', at, detail });
}

/** One level up; where it stays late there, the clock calls it up again. */
export function whistle(current: Case, { at, settings }: Moment): Partial<Case> {
  const level = current.level === null ? null : (levelAbove(current.level) ?? current.level);
  const after_s = settings.whistleAfter_s;
  const goesOn = after_s !== null && current.overdueSince !== null && !isAtTop({ level });
  return { level, whistledAt: at, whistleAt: goesOn ? at + Math.max(after_s, 1) * 1000 : null };
}

function isAtTop({ level }: Pick<Case, 'level'>): boolean {
  return level === null || levelAbove(level) === null;
}

function byClock(current: Case, { patch, ...told }: ByClock): CaseChange {
  return toChange(current, patch, { ...told, by: clockAuthor, comment: null, isDecision: false });
}

interface ByClock extends Pick<CaseEvent, 'type' | 'at' | 'detail'> {
  readonly patch: Partial<Case>;
}
