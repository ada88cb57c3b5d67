import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../domain/alert.ts';
import type { CaseChange } from '../../domain/case-desk.ts';
import {
  caseActionTypes,
  caseSteps,
  type Case,
  type CaseAction,
  type CaseActionType,
} from '../../domain/case.ts';
import type { JournalEntry, JournalRecord } from '../../domain/record.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createTestDesk, toChange } from '../test-changes.ts';
import { createCases, type AlertStep, type Cases, type CasesApplied } from './cases.ts';
import { morning, people, toCaseAction, toReport } from './test-cases.ts';

/** Four properties of so many histories each; more with CASE_HISTORIES. */
const numRuns = Number(process.env['CASE_HISTORIES'] ?? 2_500);
const names = Object.keys(people);
const log = pino({ level: 'silent' });
/** Something is late all the time, and there is a level to go on to. */
const settings = {
  ...defaultDeskSettings,
  cases: { ...defaultDeskSettings.cases, level: 'community', whistleAfter_s: 120 },
} as const;

interface Happening {
  /** `onward`: what the case waits for, by someone who may; else what it says, by whoever it says. */
  readonly what: 'onward' | 'report' | 'any' | 'tick' | 'alert';
  readonly action: CaseActionType;
  readonly by: string;
  readonly subject: number;
  /** How much later than the one before, s; two requests at once may be journalled in the other order. */
  readonly after_s: number;
  readonly behind: number;
  readonly isComplete: boolean;
  readonly number: number;
  /** The same record is there twice. */
  readonly repeated: boolean;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.oneof(
    { weight: 9, arbitrary: fc.constant('onward' as const) },
    { weight: 5, arbitrary: fc.constant('any' as const) },
    { weight: 3, arbitrary: fc.constantFrom('report', 'tick', 'alert') },
  ),
  action: fc.constantFrom(...caseActionTypes),
  by: fc.constantFrom(...names),
  subject: fc.nat(2),
  after_s: fc.constantFrom(-5, 0, 0, 1, 10, 29, 30, 31, 119, 300, 900, 7200),
  behind: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2),
  isComplete: fc.constantFrom(true, true, true, true, true, false),
  number: fc.nat(60),
  repeated: fc.constantFrom(false, false, false, true),
});
const histories = fc.array(happening, { minLength: 10, maxLength: 45 });

interface Told {
  readonly entry: JournalEntry;
  readonly steps: readonly AlertStep[];
}

/** Alert `a0` to `a5`; the even ones are one incident. */
function incidentOf(alertId: string): string | null {
  return Number(alertId.slice(1)) % 2 === 0 ? 'incident' : null;
}

const nowhere = { path: [], gatewayId: null, feederId: null };

function create(): Cases {
  return createCases({
    append: () => Promise.resolve(),
    log,
    settings: () => settings,
    placeOf: () => nowhere,
    incidentOf,
  });
}

const inTheStreet = ['dispatched', 'taken', 'arrived'];
const nextActions: Readonly<Record<string, readonly [CaseActionType, readonly string[]]>> = {
  reported: ['accept', ['li', 'wang', 'zhao']],
  accepted: ['dispatch', ['li', 'wang', 'zhao']],
  dispatched: ['take', ['li', 'sun', 'zhou']],
  taken: ['arrive', ['li', 'sun', 'zhou']],
  arrived: ['handle', ['li', 'sun', 'zhou']],
  handled: ['check', ['li', 'wang', 'zhao', 'sun']],
  checked: ['close', ['li', 'wang', 'zhao', 'sun']],
};

const alertNews: readonly AlertEvent['type'][] = [
  'return',
  'worsen',
  'raise',
  'reactivate',
  'close',
  'chatter',
];
const oneAlert = (() => {
  const { desk, say } = createTestDesk();
  say(toChange('raise'));
  const [alert] = desk.open();
  const event = alert === undefined ? undefined : desk.events(alert.id)[0];
  if (alert === undefined || event === undefined) throw new Error('the desk has no alert');
  return { alert, event };
})();

/** What the people of a history ask, who see the cases as a fold beside shows them, or as they were before. */
function toEntries(history: readonly Happening[]): readonly Told[] {
  const shown = create();
  const all: Told[] = [];
  let at = morning;
  const take = (record: JournalRecord, steps: readonly AlertStep[] = []): void => {
    const told = { entry: { offset: all.length + 1, record }, steps };
    all.push(told);
    shown.apply(told.entry, steps);
  };
  for (const one of history) {
    at += one.after_s * 1000;
    if (one.what === 'tick') take({ type: 'tick', at });
    else if (one.what === 'alert') take({ type: 'tick', at }, [toStep(one)]);
    else {
      const action = toAsked(one, { at, shown, index: all.length });
      take({ type: 'case', action });
      if (one.repeated) take({ type: 'case', action });
    }
  }
  return all;
}

function toStep({ number, by, behind }: Happening): AlertStep {
  const { alert, event } = oneAlert;
  const id = `a${number % 6}`;
  const severity = by < 's' ? 1 : 3;
  const type = alertNews[number % alertNews.length] ?? 'return';
  const condition = type === 'return' ? 'normal' : 'active';
  return {
    alert: { ...alert, id, severity, condition, isChattering: behind === 2 },
    event: { ...event, alertId: id, type },
  };
}

function toAsked(
  one: Happening,
  { at, shown, index }: { readonly at: number; readonly shown: Cases; readonly index: number },
): CaseAction {
  const { number, isComplete } = one;
  const open = shown.open();
  const known = one.what === 'onward' ? open : [...open, ...shown.recentlyClosed()];
  const subject = known[one.subject % Math.max(1, known.length)];
  const idempotencyKey = number < 5 ? `key-${number}` : `key-${index}`;
  if (one.what === 'report' || subject === undefined || one.action === 'report') {
    return { ...toCaseAction('report', one.by, { at, idempotencyKey }), ...reportOf(one, index) };
  }
  const onward = one.what === 'onward' ? nextActions[subject.step] : undefined;
  const isOwn = onward !== undefined && inTheStreet.includes(subject.step) && number % 4 > 0;
  const able = onward?.[1] ?? [one.by];
  const by = isOwn ? (subject.assignee ?? 'li') : (able[number % able.length] ?? 'li');
  return toCaseAction(onward?.[0] ?? one.action, by, {
    at,
    idempotencyKey,
    caseId: subject.id,
    version: Math.max(1, subject.version - one.behind),
    comment: isComplete ? 'because' : null,
    assignee: isComplete ? (['sun', 'zhou', 'wu', 'li'][number % 4] ?? null) : null,
    finding: isComplete ? 'real' : null,
    position: isComplete ? { longitude_deg: 120 + number / 1e4, latitude_deg: 30 } : null,
    until: isComplete ? at + number * 60_000 : null,
  });
}

function reportOf({ number, by, isComplete }: Happening, index: number): Partial<CaseAction> {
  const isSource = number % 4 === 3;
  const report = toReport({
    source: isSource ? 'camera' : number % 4 === 2 ? 'sensor' : number % 4 === 1 ? 'staff' : 'resident',
    category: isComplete ? 'fire' : null,
    severity: number % 2 === 0 ? 1 : 2,
    path: [],
    alertIds: number % 4 === 2 ? [`a${number % 6}`, `a${number % 5}`] : [],
    position: { longitude_deg: 120 + number / 1e5, latitude_deg: 30 },
    externalId: isSource && isComplete ? `E-${number}` : null,
    confidence: isSource ? number / 60 : null,
  });
  return { caseId: `case-${index}`, report, ...(isSource ? { by: 'source:cam', role: 'viewer' } : { by }) };
}

interface Story {
  readonly applied: readonly CasesApplied[];
  readonly open: readonly Case[];
  readonly outbox: unknown;
}

/** Folds everything; the process is stopped and continued before each of `cuts`. */
function fold(told: readonly Told[], cuts: readonly number[] = []): Story {
  let cases = create();
  const applied: CasesApplied[] = [];
  for (const [index, { entry, steps }] of told.entries()) {
    if (cuts.includes(index)) {
      const state = cases.snapshot();
      cases = create();
      cases.restore(state);
      // The reader goes back a little, as after a crash.
      for (const again of told.slice(Math.max(0, index - 5), index)) {
        applied.push(cases.apply(again.entry, again.steps));
      }
    }
    applied.push(cases.apply(entry, steps));
  }
  const { outbox } = cases;
  return {
    applied: applied.filter(({ changes }) => changes.length > 0),
    open: cases.open(),
    outbox: [outbox.cases.content(), outbox.events.content()],
  };
}

function changesOf({ applied }: Story): readonly CaseChange[] {
  return applied.flatMap(({ changes }) => changes);
}

/** Each change with the case before it. */
function withBefore(
  changes: readonly CaseChange[],
): readonly (CaseChange & { readonly before: Case | null })[] {
  const last = new Map<string, Case>();
  return changes.map((change) => {
    const before = last.get(change.case.id) ?? null;
    last.set(change.case.id, change.case);
    return { ...change, before };
  });
}

const stepsOf: Readonly<Record<string, string>> = {
  accept: 'reported accepted',
  dispatch: 'accepted dispatched',
  take: 'dispatched taken',
  arrive: 'taken arrived',
  handle: 'arrived handled',
  check: 'handled checked',
  close: 'checked closed',
};
const needsReason = new Set(['sendBack', 'transfer', 'askExtension', 'denyExtension', 'hold', 'void']);

/** Whether a change of step is one of those that there are. */
function isStepAllowed(before: Case, { case: after, event }: CaseChange): boolean {
  const way = stepsOf[event.type];
  if (way !== undefined) return way === `${before.step} ${after.step}`;
  if (event.type === 'sendBack') return caseSteps.indexOf(before.step) - 1 === caseSteps.indexOf(after.step);
  if (event.type === 'void') return after.step === 'void';
  if (event.type === 'transfer') return inTheStreet.includes(before.step) && after.step === 'dispatched';
  const goesBack = event.type === 'takeOver' && inTheStreet.includes(before.step);
  return after.step === (goesBack ? 'dispatched' : before.step);
}

describe('over random histories of people, alerts and time', () => {
  it('history has no gap, no step is skipped, each change has who, when and why, what is closed stays', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const story = fold(toEntries(history));
        const changes = changesOf(story);
        let clock = 0;
        const wrong = withBefore(changes).filter((change) => {
          const { case: after, event, before } = change;
          const isLate = event.at < clock;
          clock = event.at;
          return (
            isLate ||
            event.by === '' ||
            event.caseId !== after.id ||
            event.version !== after.version ||
            after.version !== (before?.version ?? 0) + 1 ||
            (before === null) !== (event.type === 'report') ||
            (before !== null && (before.closedAt !== null || !isStepAllowed(before, change))) ||
            (needsReason.has(event.type) && event.comment === null) ||
            (event.type === 'whistle' && event.by !== 'clock' && event.comment === null) ||
            (after.closedAt !== null) !== ['closed', 'void'].includes(after.step) ||
            (after.step === 'closed' && after.finding === null) ||
            (inTheStreet.includes(after.step) && after.assignee === null)
          );
        });
        expect(wrong).toEqual([]);
        const numbers = changes
          .filter(({ event }) => event.type === 'report')
          .map((change) => change.case.number);
        expect(new Set(numbers).size).toBe(numbers.length);
        const alerts = story.open.flatMap(({ alertIds }) => alertIds);
        expect(new Set(alerts).size).toBe(alerts.length);
        const ended = new Set(
          changes.filter(({ case: { closedAt } }) => closedAt !== null).map((one) => one.case.id),
        );
        expect(story.open.length + ended.size).toBe(numbers.length);
      }),
      { numRuns },
    );
  });

  it('nobody checks or closes their own work, and the street acts on its own tasks only', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const story = fold(toEntries(history));
        const handlers = new Map<string, Set<string>>();
        const wrong = withBefore(changesOf(story)).filter(({ case: { id }, event, before }) => {
          const did = handlers.get(id) ?? new Set();
          handlers.set(id, did);
          if (event.type === 'handle') did.add(event.by).add(before?.assignee ?? event.by);
          const role = people[event.by];
          const isWorker = role === 'gridWorker' || role === 'maintenance';
          const isNews = ['report', 'repeat', 'alert'].includes(event.type);
          return (
            (['check', 'close'].includes(event.type) && did.has(event.by)) ||
            (isWorker && !isNews && before?.assignee !== event.by) ||
            role === 'viewer' ||
            (['void', 'hold', 'extend', 'denyExtension'].includes(event.type) && role !== 'shiftLeader')
          );
        });
        expect(wrong).toEqual([]);
        const concluded = story.applied.flatMap(({ changes, conclusions }) => {
          const closing = changes.filter(({ event }) => event.type === 'close');
          return [
            closing.flatMap((change) => change.case.alertIds),
            conclusions.map(({ alertId }) => alertId),
          ];
        });
        for (let index = 0; index < concluded.length; index += 2)
          expect(concluded[index]).toEqual(concluded[index + 1]);
      }),
      { numRuns },
    );
  });

  it('what is late is noted at its time and once, whatever ticks there are', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(20_000_000), { maxLength: 20 }), (history, moments) => {
        const told = toEntries(history);
        const changes = changesOf(fold(told));
        const wrong = withBefore(changes).filter(({ case: after, event, before }) => {
          if (before === null || event.by !== 'clock') return false;
          if (event.type === 'overdue') {
            return (
              before.dueAt !== event.at || before.overdueSince !== null || after.overdueSince !== event.at
            );
          }
          if (event.type === 'whistle') return before.whistleAt !== event.at || before.overdueSince === null;
          return event.type !== 'resume' || before.hold?.until !== event.at;
        });
        expect(wrong).toEqual([]);
        expect(unnoticed(changes, Math.max(0, ...told.map(({ entry }) => timeOf(entry.record))))).toEqual([]);
        expect(changesOf(fold(withTicks(told, moments)))).toEqual(changes);
      }),
      { numRuns },
    );
  });

  it('a restart anywhere changes nothing', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(50), { maxLength: 3 }), (history, cuts) => {
        const told = toEntries(history);
        expect(fold(told, cuts)).toEqual(fold(told));
      }),
      { numRuns },
    );
  });
});

/**
 * Deadlines that had passed before the case's next change, or until `end`, and that no line of history notes. A
 * hold moves them by its length.
 */
function unnoticed(changes: readonly CaseChange[], end: number): readonly CaseChange[] {
  const byCase = Map.groupBy(changes, (change) => change.case.id);
  return [...byCase.values()].flatMap((own) =>
    own.filter(({ case: { closedAt, hold, dueAt, reachedAt, step }, event }, index) => {
      if (closedAt !== null || hold !== null || dueAt === null) return false;
      const until = own[index + 1]?.event.at ?? end;
      const noted = own.some(
        (other) =>
          other.event.type === 'overdue' &&
          (other.event.at === dueAt || other.event.at + heldAfter(own, other) === dueAt),
      );
      const resumed = event.type === 'resume' ? own[index - 1]?.case.hold : null;
      const isShifted =
        resumed === null ||
        resumed === undefined ||
        resumed.dueIn_ms === null ||
        dueAt === event.at + resumed.dueIn_ms;
      return (dueAt < until && !noted) || !isShifted || dueAt < (reachedAt[step] ?? 0);
    }),
  );
}

/** How long a case was on hold after one of its changes, ms. */
function heldAfter(own: readonly CaseChange[], since: CaseChange): number {
  return own
    .slice(own.indexOf(since))
    .filter(({ event }) => event.type === 'resume')
    .reduce((sum, { event }) => sum + event.at - Number(event.detail['since']), 0);
}

/** The same with further ticks between its records. */
function withTicks(told: readonly Told[], moments: readonly number[]): readonly Told[] {
  const all: { at: number; record: JournalRecord; steps: readonly AlertStep[] }[] = told.map(
    ({ entry, steps }) => ({
      at: timeOf(entry.record),
      record: entry.record,
      steps,
    }),
  );
  for (const moment of moments) {
    const at = morning + moment;
    const index = all.findIndex((one) => one.at > at);
    if (index >= 0) all.splice(index, 0, { at, record: { type: 'tick', at }, steps: [] });
  }
  return all.map(({ record, steps }, index) => ({ entry: { offset: index + 1, record }, steps }));
}

function timeOf(record: JournalRecord): number {
  if (record.type === 'tick') return record.at;
  return record.type === 'case' ? record.action.at : 0;
}
