import { deserialize } from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanAction, PlanRun, PlanRunEvent } from '../../domain/plan.ts';
import type { JournalRecord } from '../../domain/record.ts';
import { createTestPlans, planFiles, toPlanAction } from './test-plans.ts';

const start = 1_800_000_000_000;
const stepIds = ['call', 'send', 'repair', 'write', 'nothing'] as const;

const happening = fc.record({
  what: fc.constantFrom(
    ...(['tick', 'tick', 'start', 'done', 'done', 'done', 'skipped', 'impossible'] as const),
    ...(['undone', 'undone', 'note', 'end', 'put'] as const),
  ),
  subject: fc.constantFrom('a1', 'a1', 'a2', 'none'),
  step: fc.constantFrom(...stepIds),
  by: fc.constantFrom('li', 'wang'),
  role: fc.constantFrom('operator', 'operator', 'gridWorker', 'viewer'),
  passes_s: fc.constantFrom(0, 0, 1, 10, 30, 61, 200),
  /** A clock that runs behind the others. */
  behind_s: fc.constantFrom(0, 0, 0, 40),
  isRepeated: fc.boolean(),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
const histories = fc.array(happening, { minLength: 1, maxLength: 20 });

/** Plays a history; the records are what a journal would hold. */
function play(happenings: readonly Happening[]) {
  const test = createTestPlans();
  const { plans, take } = test;
  let now = start;
  const put = (key: string, files: typeof planFiles): void => {
    const action = { action: 'put', files, expectedSetId: null, role: 'supervisor', at: now } as const;
    take({ type: 'plan', action: toPlanAction({ ...action, idempotencyKey: key }) });
  };
  put('first', planFiles);
  for (const [index, one] of happenings.entries()) {
    const { what, subject, step, by, role, passes_s, behind_s, isRepeated } = one;
    now += passes_s * 1_000;
    if (what === 'tick') {
      take({ type: 'tick', at: now });
      continue;
    }
    if (what === 'put') {
      put(`put-${index}`, index % 2 === 0 ? planFiles.slice(1) : planFiles);
      continue;
    }
    const run = plans.remembered().findLast(({ run }) => run.situation.subject.id === subject)?.run;
    const runId = run?.id ?? 'none';
    const who = { by, role, at: now - behind_s * 1_000, idempotencyKey: `k${index}` };
    const action: PlanAction =
      what === 'start'
        ? toPlanAction({ action: what, planId: 'small', subject: { type: 'alert', id: subject }, ...who })
        : what === 'end'
          ? toPlanAction({ action: what, runId, ...who })
          : what === 'note'
            ? toPlanAction({ action: what, runId, stepId: step, comment: 'a note', ...who })
            : toPlanAction({ action: what, runId, stepId: step, comment: 'why', ...who });
    take({ type: 'plan', action });
    // The same key once more, as a client does that was not answered.
    if (isRepeated) take({ type: 'plan', action });
  }
  return test;
}

function replay(records: readonly JournalRecord[]) {
  const { plans, take } = createTestPlans();
  for (const record of records) take(record);
  return plans;
}

/** What a run must be, made from its history alone. */
function foldEvents(run: PlanRun, events: readonly PlanRunEvent[]) {
  const steps = new Map<
    string | null,
    { state: string; by: string | null; at: number | null; late: boolean }
  >(run.plan.steps.map(({ id }) => [id, { state: 'open', by: null, at: null, late: false }]));
  for (const { type, stepId, by, at } of events) {
    const step = steps.get(stepId);
    if (step === undefined) continue;
    if (type === 'late') step.late = true;
    if (type === 'done' || type === 'skipped' || type === 'impossible') {
      Object.assign(step, { state: type, by, at });
    }
    if (type === 'undone') Object.assign(step, { state: 'open', by: null, at: null });
  }
  return [...steps].map(([id, step]) => ({ id, ...step }));
}

describe('whatever people press and the clock tells', () => {
  it('every step says who did it and when, as its history does, and nothing is late that was in time', () => {
    fc.assert(
      fc.property(histories, (happenings) => {
        const { plans } = play(happenings);
        for (const { run, events } of plans.remembered()) {
          expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
          expect(run.version).toBe(events.length);
          expect(events.every((event, index) => event.at >= (events[index - 1]?.at ?? 0))).toBe(true);
          expect(
            run.steps.map(({ id, state, doneBy, doneAt, lateSince }) => ({
              id,
              state,
              by: doneBy,
              at: doneAt,
              late: lateSince !== null,
            })),
          ).toEqual(foldEvents(run, events));
          expect(
            run.steps.filter(({ lateSince, dueAt }) => lateSince !== null && lateSince !== dueAt),
          ).toEqual([]);
          // In time, and never open again at its deadline.
          const takenBack = new Set(
            events.filter(({ type }) => type === 'undone').map(({ stepId }) => stepId),
          );
          const inTime = run.steps.filter(({ id, doneAt, dueAt }) => {
            return !takenBack.has(id) && doneAt !== null && dueAt !== null && doneAt < dueAt;
          });
          expect(inTime.filter(({ lateSince }) => lateSince !== null)).toEqual([]);
        }
        // At most one in motion for one thing.
        const running = plans.running().map(({ situation }) => situation.subject.id);
        expect(new Set(running).size).toBe(running.length);
        expect(running).not.toContain('none');
      }),
      { numRuns: 5_000 },
    );
  });

  it('a replay, and a restart anywhere, come to the same', () => {
    fc.assert(
      fc.property(histories, fc.nat(60), (happenings, cut) => {
        const { plans, records } = play(happenings);
        const whole = replay(records);
        // What the bytes say: a number may be written in two ways.
        expect(deserialize(whole.snapshot())).toEqual(deserialize(plans.snapshot()));
        const half = replay(records.slice(0, cut % records.length));
        const restarted = createTestPlans().plans;
        restarted.restore(half.snapshot());
        for (const [index, record] of records.entries()) restarted.apply({ offset: index + 1, record });
        expect(restarted.remembered()).toEqual(plans.remembered());
        expect(restarted.outbox.runs.content()).toEqual(plans.outbox.runs.content());
        expect(restarted.book.head()).toEqual(plans.book.head());
      }),
      { numRuns: 3_000 },
    );
  });

  it('how often the clock ticks makes no difference, and a key acts once', () => {
    fc.assert(
      fc.property(histories, (happenings) => {
        // Who runs behind is taken to the latest time that was told, and so to the last tick.
        const { plans, records } = play(happenings.map((one) => ({ ...one, behind_s: 0 })));
        const seen = new Set<string>();
        const once = records.filter((record) => {
          if (record.type !== 'plan') return false;
          const key = `${record.action.by} ${record.action.idempotencyKey}`;
          return !seen.has(key) && seen.add(key);
        });
        const end = { type: 'tick', at: start + 100_000_000 } as const;
        const [often, seldom] = [replay([...records, end]), replay([...once, end])];
        const strip = ({ run, events }: ReturnType<typeof plans.remembered>[number]) => ({
          steps: run.steps,
          subject: run.situation.subject,
          startedAt: run.startedAt,
          endedAt: run.endedAt,
          events: events.map((event) => ({ ...event, runId: '' })),
        });
        // Ids hold the record's place in the journal, which differs without the ticks.
        const named = (of: typeof often) => of.remembered().map(strip);
        expect(named(replay([...withIdsOf(once, records), end]))).toEqual(named(often));
        expect(seldom.book.head()).toEqual(often.book.head());
      }),
      { numRuns: 2_500 },
    );
  });
});

/** The same records, where a run is named by its start: its id holds the offset. */
function withIdsOf(once: readonly JournalRecord[], all: readonly JournalRecord[]): readonly JournalRecord[] {
  const [before, after] = [replay(all), createTestPlans()];
  for (const record of once) {
    if (record.type !== 'plan' || !('runId' in record.action)) {
      after.take(record);
      continue;
    }
    const { runId } = record.action;
    const index = before.remembered().findIndex(({ run }) => run.id === runId);
    const renamed = after.plans.remembered()[index]?.run.id ?? 'none';
    after.take({ type: 'plan', action: { ...record.action, runId: renamed } });
  }
  return after.records;
}
