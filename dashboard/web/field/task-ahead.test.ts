import { expect, it } from 'vitest';
import type { CaseStep } from '../../../domain/case.ts';
import type { Act, TaskAction } from './act.ts';
import type { Task } from './field-api.ts';
import { lookAhead, stepsBack } from './task-ahead.ts';

const task = (step: CaseStep): Task =>
  ({ case: { id: 'c1', step }, next: { action: 'take', words: { zh: '', en: '' } } }) as unknown as Task;

function act(action: TaskAction, state: Act['state'] = 'waiting', settledAt: number | null = null): Act {
  const content = { type: 'task', caseId: 'c1', action } as Act['content'];
  return { id: 1, content, state, settledAt } as Act;
}

it.each<[string, CaseStep, readonly Act[], CaseStep, string | null]>([
  ['nothing was done', 'dispatched', [], 'dispatched', 'take'],
  ['it was accepted', 'dispatched', [act('take')], 'taken', 'arrive'],
  ['all was done', 'dispatched', [act('take'), act('arrive'), act('handle')], 'handled', null],
  ['a note was added', 'taken', [act('comment')], 'taken', 'arrive'],
  ['accepting it was refused', 'dispatched', [act('take', 'refused')], 'dispatched', 'take'],
  ['it was handed back', 'taken', [act('sendBack'), act('sendBack')], 'accepted', null],
  ['it was sent before the tasks were asked for', 'taken', [act('take', 'sent', 900)], 'taken', 'arrive'],
  [
    'it was sent after the tasks were asked for',
    'dispatched',
    [act('take', 'sent', 1_100)],
    'taken',
    'arrive',
  ],
])('shows a task as it will be where %s', (...[, step, acts, then, next]) => {
  expect(lookAhead([task(step)], acts, 1_000)).toMatchObject([{ step: then, next }]);
});

it.each([
  ['the centre told it', [], 5],
  ['its own act, which waits, will make it', [{ ...act('take'), seen: 4 }], 4],
  ['its own act, sent since, made it', [{ ...act('take', 'sent', 1_100), seen: 4, made: 7 }], 7],
  ['the centre told it, whatever a note made', [{ ...act('comment', 'sent', 1_100), seen: 4, made: 7 }], 5],
])('rests on a version as %s', (_name, acts, seen) => {
  const told = task('dispatched');
  const known = { ...told, case: { ...told.case, version: 5 } };
  const done = acts.map((one) => ({ ...one, content: { ...one.content, seen: one.seen } as Act['content'] }));
  expect(lookAhead([known], done, 1_000)).toMatchObject([{ seen }]);
});

it('leaves the acts on other tasks alone', () => {
  const other = { ...act('take'), content: { type: 'task', caseId: 'c2', action: 'take' } as Act['content'] };
  expect(lookAhead([task('dispatched')], [other], 0)).toMatchObject([{ step: 'dispatched', waiting: [] }]);
});

it.each<[CaseStep, number]>([
  ['dispatched', 1],
  ['taken', 2],
  ['arrived', 3],
])('hands a task back from %s in %i steps', (step, count) => {
  expect(stepsBack(step)).toBe(count);
});
