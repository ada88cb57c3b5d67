import { describe, expect, it } from 'vitest';
import type { DeskSettings, Recipient } from '../../domain/desk-settings.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createTestCases, morning, type TestCases } from './test-cases.ts';

const minute = 60_000;

function told(test: TestCases): readonly string[] {
  return test.changes.map(({ event }) => `${(event.at - morning) / 1000} ${event.type} ${event.by}`);
}

function recipient(username: string, at: string | null): Recipient {
  const name = { zh: username, en: username };
  return { id: username, name, role: 'operationsCentre', at, language: 'zh', username, reachedBy: [] };
}

describe('the clock of a case', () => {
  it('notes each step that is late, once and at its own time, whenever somebody tells the time', async () => {
    const often = createTestCases();
    const seldom = createTestCases();
    for (const test of [often, seldom]) await test.report({ severity: 1 });
    for (let at = morning; at <= morning + 10 * minute; at += 1000) often.tick(at);
    seldom.tick(morning + 10 * minute);
    for (const test of [often, seldom]) {
      expect(told(test)).toEqual(['0 report li', '30 overdue clock']);
      expect(test.cases.open()[0]).toMatchObject({
        overdueSince: morning + 30_000,
        overdueCount: 1,
        dueAt: morning + 30_000,
      });
      await test.act('accept', 'li', { caseId: test.cases.open()[0]!.id });
      expect(test.cases.open()[0]).toMatchObject({ overdueSince: null, dueAt: morning + 15 * minute });
      test.tick(morning + 60 * minute);
      expect(told(test).slice(3, 4)).toEqual(['900 overdue clock']);
      expect(test.cases.open()[0]).toMatchObject({ overdueCount: 2 });
    }
  });

  it('knows that an action came late although no tick said so', async () => {
    const test = createTestCases();
    await test.report({ severity: 1 });
    await test.act('accept', 'li', { at: morning + 31_000 });
    expect(told(test)).toEqual(['0 report li', '30 overdue clock', '31 accept li']);
  });

  it('gives time when an extension is granted, and is late anew when that passes', async () => {
    const test = createTestCases();
    await test.report({ severity: 2 });
    const until = morning + 20 * minute;
    await test.act('askExtension', 'li', { until, comment: 'queue' });
    expect(test.cases.open()[0]).toMatchObject({ extensionAsked: { until, by: 'li', reason: 'queue' } });
    test.tick(morning + 5 * minute);
    await test.act('extend', 'zhao');
    expect(test.cases.open()[0]).toMatchObject({ dueAt: until, overdueSince: null, extensionAsked: null });
    test.tick(morning + 19 * minute);
    test.tick(morning + 25 * minute);
    expect(told(test)).toEqual([
      '0 report li',
      '0 askExtension li',
      '300 overdue clock',
      '300 extend zhao',
      '1200 overdue clock',
    ]);
  });

  it('keeps its deadline when an extension is denied', async () => {
    const test = createTestCases();
    const { dueAt } = await test.report();
    await test.act('askExtension', 'li', { until: morning + 60 * minute, comment: 'queue' });
    expect((await test.act('denyExtension', 'li', { comment: 'no' })).outcome).toBe('refused');
    expect((await test.act('denyExtension', 'zhao', { comment: 'no' })).outcome).toBe('done');
    expect(test.cases.open()[0]).toMatchObject({ dueAt, extensionAsked: null });
  });

  it('stands still on hold and goes on with what was left, by itself or by hand', async () => {
    for (const byHand of [false, true]) {
      const test = createTestCases();
      await test.report({ severity: 2 });
      await test.act('accept', 'li');
      const until = morning + 300 * minute;
      await test.act('hold', 'zhao', { at: morning + 5 * minute, until, comment: 'road closed' });
      expect(test.cases.open()[0]).toMatchObject({ dueAt: null, hold: { until, by: 'zhao' } });
      expect(await test.act('dispatch', 'li', { assignee: 'sun' })).toMatchObject({
        outcome: 'refused',
        reason: { en: 'It is on hold: resume it first.' },
      });
      test.tick(until - 1);
      const at = byHand ? until - 1 : until;
      if (byHand) await test.act('resume', 'li');
      else test.tick(until + 3 * minute);
      // Ten of its fifteen minutes were left.
      expect(test.cases.open()[0]).toMatchObject({ hold: null, dueAt: at + 10 * minute, overdueCount: 0 });
      test.tick(at + 11 * minute);
      expect(test.changes.at(-1)?.event).toMatchObject({ type: 'overdue', at: at + 10 * minute });
    }
  });

  it('whistles by itself, level by level up to the top', async () => {
    const cases = { ...defaultDeskSettings.cases, level: 'community', whistleAfter_s: 600 } as const;
    const test = createTestCases({ settings: { ...defaultDeskSettings, cases } });
    await test.report({ severity: 1 });
    test.tick(morning + 120 * minute);
    expect(told(test)).toEqual([
      '0 report li',
      '30 overdue clock',
      '630 whistle clock',
      '1230 whistle clock',
    ]);
    expect(test.changes.map((change) => change.case.level)).toEqual([
      'community',
      'community',
      'street',
      'district',
    ]);
  });

  it('does not whistle once it is no longer late, nor while on hold', async () => {
    const test = createTestCases();
    await test.report({ severity: 1 });
    test.tick(morning + minute);
    await test.act('accept', 'li');
    test.tick(morning + 2 * minute);
    await test.act('dispatch', 'li', { assignee: 'sun' });
    test.tick(morning + 5 * minute);
    await test.act('hold', 'zhao', { until: morning + 600 * minute, comment: 'typhoon' });
    test.tick(morning + 599 * minute);
    expect(told(test).filter((line) => line.includes('whistle'))).toEqual([]);
    test.tick(morning + 700 * minute);
    // Late since the fourth minute, held in the fifth: nine of the ten minutes were left.
    expect(told(test).filter((line) => line.includes('whistle'))).toEqual([`${609 * 60} whistle clock`]);
  });

  it('is taken over by who works at the level that it was called up to', async () => {
    const recipients = [recipient('li', 's1'), recipient('wang', 'd1'), recipient('zhao', 'd2')];
    const settings: DeskSettings = { ...defaultDeskSettings, recipients };
    const test = createTestCases({ settings });
    await test.report();
    expect((await test.act('takeOver', 'wang')).reason?.en).toBe(
      'It was not called up: there is nothing to take over.',
    );
    expect((await test.act('whistle', 'zhao', { comment: 'too much for us' })).outcome).toBe('done');
    expect((await test.act('whistle', 'zhao', { comment: 'more' })).outcome).toBe('refused');
    for (const by of ['li', 'zhao', 'sun']) {
      expect((await test.act('takeOver', by)).outcome).toBe('refused');
    }
    expect(await test.act('takeOver', 'wang')).toMatchObject({
      outcome: 'done',
      case: { assignee: 'wang', step: 'reported', level: 'district' },
    });
    expect(test.changes.at(-1)?.event).toMatchObject({
      type: 'takeOver',
      detail: { from: null, to: 'wang' },
    });
  });

  it('is taken over as a task anew when somebody was on it', async () => {
    const test = createTestCases();
    await test.report();
    await test.act('accept', 'li');
    await test.act('dispatch', 'li', { assignee: 'sun' });
    await test.act('take', 'sun');
    await test.act('whistle', 'zhao', { comment: 'too slow' });
    expect(await test.act('takeOver', 'zhao', { assignee: 'zhou' })).toMatchObject({
      case: { assignee: 'zhou', step: 'dispatched' },
    });
    expect((await test.act('arrive', 'sun')).outcome).toBe('refused');
  });
});
