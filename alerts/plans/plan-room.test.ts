import { describe, expect, it } from 'vitest';
import type { PlanOutcome, PlanStepEnding } from '../../domain/plan.ts';
import type { Role } from '../../domain/roles.ts';
import { plansLimits } from './limits.ts';
import { createTestPlans, planFiles, toPlanAction } from './test-plans.ts';

const start = 1_800_000_000_000;
const put = toPlanAction({
  action: 'put',
  files: planFiles,
  expectedSetId: null,
  role: 'supervisor',
  comment: 'first',
});
const toStart = toPlanAction({ action: 'start', planId: 'small', subject: { type: 'alert', id: 'a1' } });

async function createRunning() {
  const { plans, take, records } = createTestPlans();
  await plans.act(put);
  const { run } = await plans.act(toStart);
  const runId = run?.id ?? '';
  let key = 0;
  const tick = (after_s: number): void => take({ type: 'tick', at: start + after_s * 1_000 });
  const press = (
    action: PlanStepEnding | 'undone',
    stepId: string,
    rest: { after_s?: number; role?: Role; by?: string; comment?: string } = {},
  ): Promise<PlanOutcome> => {
    const { after_s = 0, role = 'operator', by = 'li', comment = null } = rest;
    const at = start + after_s * 1_000;
    return plans.act(
      toPlanAction({ action, runId, stepId, at, role, by, comment, idempotencyKey: `k${(key += 1)}` }),
    );
  };
  return { plans, records, runId, tick, press };
}

describe('a plan', () => {
  it('is set in motion once for one thing, with the plan as it was', async () => {
    const { plans, runId } = await createRunning();
    const again = await plans.act({ ...toStart, by: 'wang' });
    expect(again).toMatchObject({ outcome: 'done', run: { id: runId, startedBy: 'li', version: 1 } });
    const other = await plans.act({
      ...toStart,
      subject: { type: 'alert', id: 'a2' },
      idempotencyKey: 'another',
    });
    expect(other.run?.id).not.toBe(runId);
    await plans.act({ ...put, files: planFiles.slice(1), idempotencyKey: 'without' });
    expect(plans.book.plans().map(({ id }) => id)).toEqual(['other']);
    expect(plans.find(runId)?.run.plan.title.en).toBe('Small fire');
  });

  it('is not set in motion when it, or what it is for, is unknown, or by who may not act', async () => {
    const { plans } = createTestPlans();
    await plans.act(put);
    const none = { type: 'incident', id: 'none' } as const;
    expect(await plans.act({ ...toStart, planId: 'nothing' })).toMatchObject({ outcome: 'unknown' });
    expect(await plans.act({ ...toStart, subject: none, idempotencyKey: '2' })).toMatchObject({
      outcome: 'unknown',
    });
    expect(await plans.act({ ...toStart, role: 'gridWorker', idempotencyKey: '3' })).toMatchObject({
      outcome: 'refused',
    });
    expect(plans.running()).toEqual([]);
  });

  it('marks late what is not done in time, at its own time, however late the clock tells', async () => {
    const { plans, runId, tick, press } = await createRunning();
    await press('done', 'call', { after_s: 59 });
    tick(60);
    tick(500);
    const { run, events } = plans.find(runId)!;
    expect(run.steps).toMatchObject([
      { id: 'call', state: 'done', doneBy: 'li', doneAt: start + 59_000, lateSince: null },
      { id: 'send', state: 'open', lateSince: start + 120_000 },
      { id: 'repair', state: 'open', lateSince: start + 60_000 },
      { id: 'write', state: 'open', dueAt: null, lateSince: null },
    ]);
    expect(events.map(({ type, stepId, at, by }) => [type, stepId, (at - start) / 1_000, by])).toEqual([
      ['start', null, 0, 'li'],
      ['done', 'call', 59, 'li'],
      ['late', 'repair', 60, 'clock'],
      ['late', 'send', 120, 'clock'],
    ]);
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it('keeps what was late after it is done, and is late from when it is taken back', async () => {
    const { plans, runId, press } = await createRunning();
    await press('done', 'repair', { after_s: 100, role: 'maintenance' });
    await press('done', 'call', { after_s: 100 });
    await press('undone', 'call', { after_s: 200 });
    await press('done', 'write', { after_s: 10 });
    const { run, events } = plans.find(runId)!;
    expect(run.steps).toMatchObject([
      { id: 'call', state: 'open', lateSince: start + 60_000 },
      { id: 'send' },
      { id: 'repair', state: 'done', lateSince: start + 60_000 },
      // A clock that runs behind does not turn history around.
      { id: 'write', doneAt: start + 200_000 },
    ]);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it.each([
    ['operator', 'send', 'done'],
    ['shiftLeader', 'call', 'done'],
    ['gridWorker', 'send', 'done'],
    ['gridWorker', 'call', 'refused'],
    ['maintenance', 'repair', 'done'],
    ['maintenance', 'send', 'refused'],
    ['viewer', 'call', 'refused'],
  ] as const)('lets %s tick off %s: %s', async (role, stepId, outcome) => {
    const { press } = await createRunning();
    expect(await press('done', stepId, { role })).toMatchObject({ outcome });
  });

  it('says who was first, and refuses what is not there or over', async () => {
    const { plans, runId, press } = await createRunning();
    await press('done', 'call');
    expect(await press('done', 'call', { by: 'wang' })).toMatchObject({
      outcome: 'refused',
      reason: { en: 'it was done by li already' },
    });
    expect(await press('undone', 'send')).toMatchObject({ outcome: 'refused' });
    expect(await press('done', 'nothing')).toMatchObject({ outcome: 'refused' });
    const end = toPlanAction({ action: 'end', runId });
    expect(await plans.act({ ...end, role: 'gridWorker', idempotencyKey: 'g' })).toMatchObject({
      outcome: 'refused',
    });
    expect(await plans.act(end)).toMatchObject({ outcome: 'done', run: { endedBy: 'li' } });
    expect(await press('done', 'send')).toMatchObject({ outcome: 'refused' });
    expect(plans.running()).toEqual([]);
    expect(await plans.act({ ...end, runId: 'nothing', idempotencyKey: 'n' })).toMatchObject({
      outcome: 'unknown',
    });
  });

  it('has steps that are left out or cannot be done, with why, and those are late no more', async () => {
    const { plans, runId, tick, press } = await createRunning();
    expect(await press('skipped', 'call')).toMatchObject({ outcome: 'refused', reason: { en: 'say why' } });
    await press('skipped', 'call', { comment: 'they called us' });
    await press('impossible', 'send', { comment: 'the road is flooded', by: 'wang' });
    expect(await press('done', 'send')).toMatchObject({
      reason: { en: 'wang said already that it cannot be done' },
    });
    tick(500);
    const { run, events } = plans.find(runId)!;
    expect(run.steps).toMatchObject([
      { state: 'skipped', doneBy: 'li', comment: 'they called us', lateSince: null },
      { state: 'impossible', doneBy: 'wang', comment: 'the road is flooded', lateSince: null },
      { state: 'open', lateSince: start + 60_000 },
      { state: 'open' },
    ]);
    expect(events.map(({ type }) => type)).toEqual(['start', 'skipped', 'impossible', 'late']);
    expect(await press('undone', 'call', { after_s: 600 })).toMatchObject({ outcome: 'done' });
  });

  it('takes notes of whoever works on it, about a step or the whole', async () => {
    const { plans, runId } = await createRunning();
    const note = toPlanAction({ action: 'note', runId, stepId: null, comment: 'two people inside' });
    expect(await plans.act(note)).toMatchObject({ outcome: 'done', run: { version: 2 } });
    const refused = [
      { stepId: 'nothing' },
      { stepId: 'call', role: 'gridWorker' as const },
      { role: 'viewer' as const },
      { comment: ' ' },
    ];
    for (const [index, change] of refused.entries()) {
      const outcome = await plans.act({ ...note, ...change, idempotencyKey: `n${index}` });
      expect(outcome).toMatchObject({ outcome: 'refused', run: { version: 2 } });
    }
    await plans.act({ ...note, stepId: 'send', role: 'gridWorker', idempotencyKey: 'own' });
    expect(plans.find(runId)?.events.slice(1)).toMatchObject([
      { type: 'note', stepId: null, comment: 'two people inside' },
      { type: 'note', stepId: 'send' },
    ]);
  });

  it('that was ended can be set in motion anew', async () => {
    const { plans, runId } = await createRunning();
    await plans.act(toPlanAction({ action: 'end', runId }));
    const { run } = await plans.act({ ...toStart, idempotencyKey: 'anew' });
    expect(run).toMatchObject({ version: 1, endedAt: null });
    expect(run?.id).not.toBe(runId);
  });

  it('forgets the oldest that were ended, never one in motion', async () => {
    const { plans, runId } = await createRunning();
    for (let index = 0; index <= plansLimits.ended_max; index += 1) {
      const subject = { type: 'case', id: `c${index}` } as const;
      const { run } = await plans.act({ ...toStart, subject, idempotencyKey: `s${index}` });
      const at = start + index;
      await plans.act(toPlanAction({ action: 'end', runId: run?.id ?? '', at }));
    }
    expect(plans.remembered()).toHaveLength(plansLimits.ended_max + 1);
    expect(plans.running().map(({ id }) => id)).toEqual([runId]);
    // What the database has not got is kept for it all the same.
    expect(plans.outbox.runs.size()).toBe(plansLimits.ended_max + 2);
  });
});

describe('the plans in force', () => {
  it('change as a whole, with who and why, unless somebody else was faster or a file is wrong', async () => {
    const { plans } = createTestPlans();
    await plans.act(put);
    const seen = plans.book.head().setId;
    const next = { ...put, files: planFiles.slice(0, 1), expectedSetId: seen, comment: 'less' };
    expect(await plans.act({ ...next, idempotencyKey: '1' })).toMatchObject({ outcome: 'done' });
    expect(await plans.act({ ...next, idempotencyKey: '2' })).toMatchObject({ outcome: 'stale' });
    const wrong = { ...next, files: [{ name: 'x.yaml', text: 'plan: 1' }], expectedSetId: null };
    expect(await plans.act({ ...wrong, idempotencyKey: '3' })).toMatchObject({ outcome: 'refused' });
    const notAllowed = { ...next, expectedSetId: null, role: 'operator' as const, idempotencyKey: '4' };
    expect(await plans.act(notAllowed)).toMatchObject({ outcome: 'refused' });
    expect(plans.book.heads()).toMatchObject([
      { by: 'li', comment: 'less' },
      { by: 'li', comment: 'first', setId: seen },
      { by: 'files' },
    ]);
    expect(plans.book.plans().map(({ id }) => id)).toEqual(['small']);
  });

  it('of the files on disk are known as such, so that an edit by hand survives a restart', async () => {
    const { plans } = createTestPlans();
    await plans.act({ ...put, by: 'files' });
    const ofDisk = plans.book.head().setId;
    await plans.act({ ...put, files: planFiles.slice(1), idempotencyKey: 'edit' });
    expect(plans.book.diskSetId()).toBe(ofDisk);
    expect(plans.book.head().setId).not.toBe(ofDisk);
  });
});
