import { describe, expect, it } from 'vitest';
import {
  caseActionTypes,
  caseSteps,
  type CaseAction,
  type CaseActionType,
  type CaseStep,
} from '../../domain/case.ts';
import { createTestCases, morning, people, toCaseAction, type TestCases } from './test-cases.ts';

type Asked = readonly [CaseActionType, string, Partial<CaseAction>];

const finding = 'real' as const;
const position = { longitude_deg: 120.15, latitude_deg: 30.28 };
/** The straight way; whoever asks, and what it needs. */
const way: readonly Asked[] = [
  ['accept', 'li', {}],
  ['dispatch', 'li', { assignee: 'sun' }],
  ['take', 'sun', {}],
  ['arrive', 'sun', { position }],
  ['handle', 'sun', { comment: '已灭火', finding }],
  ['check', 'wang', {}],
  ['close', 'wang', {}],
];

async function bring(step: CaseStep): Promise<TestCases> {
  const test = createTestCases();
  await test.report({}, { caseId: 'case-1' });
  if (step === 'void') {
    await test.act('void', 'zhao', { comment: 'twice' });
    return test;
  }
  for (const [action, by, rest] of way.slice(0, caseSteps.indexOf(step))) {
    const outcome = await test.act(action, by, rest);
    if (outcome.outcome !== 'done') throw new Error(`${action}: ${outcome.reason?.en}`);
  }
  return test;
}

/** All that an action needs, so that only its place in the life decides. */
const enough = {
  comment: 'because',
  assignee: 'zhou',
  finding,
  position,
  until: morning + 3_600_000 * 24 * 30,
};
const inTheStreet = ['dispatched', 'taken', 'arrived'];
const everyOpen = ['reported', 'accepted', ...inTheStreet, 'handled', 'checked'];

describe('a case', () => {
  it('goes from report to archive, each step with who, when and why', async () => {
    const test = await bring('closed');
    const closed = test.cases.find('case-1');
    expect(closed).toMatchObject({
      number: '20261122-0001',
      step: 'closed',
      version: 8,
      handledBy: 'sun',
      checkedBy: 'wang',
      closedBy: 'wang',
      finding: 'real',
      result: '已灭火',
      dueAt: null,
    });
    expect(Object.keys(closed?.reachedAt ?? {})).toEqual(caseSteps.filter((step) => step !== 'void'));
    expect(test.changes.map(({ event }) => `${event.version} ${event.type} ${event.by}`)).toEqual([
      '1 report li',
      '2 accept li',
      '3 dispatch li',
      '4 take sun',
      '5 arrive sun',
      '6 handle sun',
      '7 check wang',
      '8 close wang',
    ]);
    expect(test.cases.open()).toEqual([]);
  });

  const places: readonly (readonly [CaseActionType, readonly string[]])[] = [
    ['accept', ['reported']],
    ['dispatch', ['accepted']],
    ['take', ['dispatched']],
    ['arrive', ['taken']],
    ['handle', ['arrived']],
    ['check', ['handled']],
    ['close', ['checked']],
    ['sendBack', everyOpen.slice(1)],
    ['transfer', inTheStreet],
    // The last three steps have no deadline to move.
    ['askExtension', ['reported', 'accepted', 'dispatched', 'taken']],
    ['extend', ['reported', 'accepted', 'dispatched', 'taken']],
    ['denyExtension', []],
    ['hold', everyOpen.slice(1)],
    ['resume', []],
    ['void', everyOpen],
    ['whistle', everyOpen],
    // Nobody has whistled.
    ['takeOver', []],
    ['chase', everyOpen],
    ['comment', everyOpen],
  ];

  it('has a place in its life for each action', () => {
    expect(places.map(([action]) => action)).toEqual(caseActionTypes.filter((type) => type !== 'report'));
  });

  it.each(places)('%s is done at its steps and at no other', async (action, steps) => {
    const done: string[] = [];
    const changed: string[] = [];
    for (const step of caseSteps) {
      const test = await bring(step);
      const before = test.cases.find('case-1');
      const outcome = await test.act(action, 'zhao', enough);
      if (outcome.outcome === 'done') done.push(step);
      else if (outcome.outcome !== 'refused' || test.cases.find('case-1') !== before) changed.push(step);
    }
    expect({ done, changed }).toEqual({ done: steps, changed: [] });
  });

  const allowed: readonly (readonly [CaseActionType, CaseStep, readonly string[]])[] = [
    ['accept', 'reported', ['li', 'wang', 'zhao']],
    ['dispatch', 'accepted', ['li', 'wang', 'zhao']],
    ['take', 'dispatched', ['li', 'wang', 'zhao', 'sun']],
    ['arrive', 'taken', ['li', 'wang', 'zhao', 'sun']],
    ['handle', 'arrived', ['li', 'wang', 'zhao', 'sun']],
    ['check', 'handled', ['li', 'wang', 'zhao']],
    ['close', 'checked', ['li', 'wang', 'zhao']],
    ['sendBack', 'taken', ['li', 'wang', 'zhao', 'sun']],
    ['sendBack', 'handled', ['li', 'wang', 'zhao']],
    ['transfer', 'taken', ['li', 'wang', 'zhao']],
    ['askExtension', 'taken', ['li', 'wang', 'zhao', 'sun']],
    ['extend', 'taken', ['zhao']],
    ['hold', 'taken', ['zhao']],
    ['void', 'taken', ['zhao']],
    ['whistle', 'taken', ['zhao']],
    ['chase', 'taken', ['li', 'wang', 'zhao']],
    ['comment', 'taken', ['li', 'wang', 'zhao', 'sun']],
    // Not theirs any more, or not yet.
    ['comment', 'accepted', ['li', 'wang', 'zhao']],
  ];

  it.each(allowed)('%s at %s is for %j only', async (action, step, who) => {
    const done: string[] = [];
    for (const by of Object.keys(people)) {
      const test = await bring(step);
      if ((await test.act(action, by, enough)).outcome === 'done') done.push(by);
    }
    expect(done).toEqual(who);
  });

  const incomplete: readonly (readonly [string, Partial<CaseAction>, string])[] = [
    ['dispatch at accepted', { assignee: ' ' }, 'Say who is to handle it.'],
    ['arrive at taken', { position: null, comment: null }, 'Give the position, or say why there is none.'],
    ['handle at arrived', { comment: null }, 'Say what was done.'],
    ['handle at arrived', { finding: null }, 'Say what it was: real, a false alarm and why, a drill.'],
    ['sendBack at taken', { comment: ' ' }, 'Say why.'],
    ['transfer at taken', { comment: null }, 'Say why.'],
    ['transfer at taken', { assignee: 'sun' }, 'They have it already.'],
    ['askExtension at taken', { comment: null }, 'Say why.'],
    [
      'askExtension at taken',

      { until: morning },
      'The new deadline has to be later than now and than the present one.',
    ],
    ['extend at taken', { until: null }, 'Nobody asked for an extension: give the new deadline.'],
    ['extend at taken', { comment: null }, 'Say why.'],
    ['extend at taken', { until: morning + 86_400_000 * 91 }, 'That is too far away.'],
    ['hold at taken', { comment: null }, 'Say why.'],
    ['hold at taken', { until: morning }, 'The end has to be later than now.'],
    ['hold at taken', { until: morning + 86_400_000 * 400 }, 'That is too far away.'],
    ['void at taken', { comment: null }, 'Say why.'],
    ['whistle at taken', { comment: null }, 'Say why.'],
    ['comment at taken', { comment: '' }, 'The text is empty.'],
  ];

  it.each(incomplete)('%s with %j is refused in words', async (what, lack, words) => {
    const [action, step] = what.split(' at ') as [CaseActionType, CaseStep];
    const test = await bring(step);
    expect(await test.act(action, 'zhao', { ...enough, ...lack })).toMatchObject({
      outcome: 'refused',
      reason: { en: words },
    });
  });

  it('is not checked or closed by anybody who handled it, or who said so for them', async () => {
    const test = await bring('arrived');
    await test.act('handle', 'li', { comment: 'told by telephone', finding });
    expect(test.cases.find('case-1')).toMatchObject({ handledBy: 'sun', handlers: ['sun', 'li'] });
    expect(await test.act('check', 'li')).toMatchObject({
      outcome: 'refused',
      reason: { en: 'Whoever handled it does not check or close it.' },
    });
    // Also after it was sent back and somebody else did it.
    await test.act('sendBack', 'wang', { comment: 'still smells' });
    expect(test.cases.find('case-1')).toMatchObject({ step: 'arrived', handledBy: null, finding: null });
    await test.act('transfer', 'wang', { comment: 'someone else', assignee: 'zhou' });
    for (const [action, rest] of [
      ['take', {}],
      ['arrive', { position }],
      ['handle', { comment: 'aired', finding }],
    ] as const) {
      expect((await test.act(action, 'zhou', rest)).outcome).toBe('done');
    }
    expect((await test.act('check', 'li')).outcome).toBe('refused');
    expect((await test.act('check', 'wang')).outcome).toBe('done');
    expect((await test.act('close', 'li')).outcome).toBe('refused');
  });

  it('lets a grid worker give a task back, but not the one that they have handled', async () => {
    const test = await bring('dispatched');
    await test.act('sendBack', 'sun', { comment: 'not in my grid' });
    expect(test.cases.find('case-1')).toMatchObject({ step: 'accepted', assignee: null });
    const handled = await bring('handled');
    expect((await handled.act('sendBack', 'sun', { comment: 'wait' })).outcome).toBe('refused');
  });

  it('tells how far from its place somebody arrived', async () => {
    const test = createTestCases();
    await test.report({ position }, { caseId: 'case-1' });
    for (const [action, by, rest] of way.slice(0, 3)) await test.act(action, by, rest);
    await test.act('arrive', 'sun', { position: { ...position, latitude_deg: 30.281 } });
    expect(test.changes.at(-1)?.event.detail).toMatchObject({ distance_m: 111 });
  });

  it('tells two who decide at once apart, and takes no comment for a decision', async () => {
    const test = await bring('accepted');
    const version = test.cases.find('case-1')?.version ?? 0;
    await test.act('comment', 'wang', { comment: 'on the 3rd floor' });
    expect((await test.act('dispatch', 'li', { version, assignee: 'sun' })).outcome).toBe('done');
    expect(await test.act('dispatch', 'wang', { version, assignee: 'zhou' })).toMatchObject({
      outcome: 'stale',
      case: { assignee: 'sun' },
    });
    expect((await test.act('take', 'sun', { version: 99 })).outcome).toBe('stale');
  });

  it('is ended only by who has seen everything', async () => {
    const test = await bring('checked');
    const version = test.cases.find('case-1')?.version ?? 0;
    await test.act('comment', 'sun', { comment: 'it burns again' });
    expect((await test.act('close', 'wang', { version })).outcome).toBe('stale');
    expect((await test.act('void', 'zhao', { version, comment: 'x' })).outcome).toBe('stale');
    expect((await test.act('close', 'wang')).outcome).toBe('done');
  });

  it('acts once for one key, whoever else uses the same', async () => {
    const test = await bring('reported');
    const first = toCaseAction('accept', 'li', { idempotencyKey: 'k' });
    expect((await test.cases.act(first)).outcome).toBe('done');
    expect((await test.cases.act(first)).outcome).toBe('done');
    expect((await test.cases.act({ ...first, by: 'wang' })).outcome).toBe('stale');
    expect(test.changes).toHaveLength(2);
  });

  it('answers an unknown case as unknown', async () => {
    expect((await createTestCases().act('accept', 'li')).outcome).toBe('unknown');
  });
});
