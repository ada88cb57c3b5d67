import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createJudgedActions, type Asked } from './judged-actions.ts';
import { alertsLimits } from './limits.ts';

const log = pino({ level: 'silent' });

function create() {
  const actions = createJudgedActions<Asked, number>({
    append: (action) => {
      actions.settle(action, () => (judged += 1));
      return Promise.resolve();
    },
    isMachine: (by) => by.startsWith('source:'),
    log,
  });
  let judged = 0;
  return actions;
}

it('answers a person the same after a day in which machines told more than it remembers', async () => {
  const actions = create();
  const asked = { by: 'sun', idempotencyKey: 'offline-since-yesterday' };
  const first = await actions.ask(asked);
  for (let i = 0; i <= alertsLimits.idempotencyKeys_max; i += 1) {
    await actions.ask({ by: 'source:camera', idempotencyKey: `event-${i}` });
  }
  expect(await actions.ask(asked)).toBe(first);
  expect(actions.outcomes()).toHaveLength(alertsLimits.idempotencyKeys_max + 1);
  expect(await actions.ask({ by: 'source:camera', idempotencyKey: 'event-0' })).not.toBe(2);
});

it('remembers people and machines apart over a restart too', async () => {
  const before = create();
  const person = { by: 'sun', idempotencyKey: 'k' };
  const machine = { by: 'source:camera', idempotencyKey: 'k' };
  const outcomes = [await before.ask(person), await before.ask(machine)];
  const after = create();
  after.restore(before.outcomes());
  expect([await after.ask(person), await after.ask(machine)]).toEqual(outcomes);
});
