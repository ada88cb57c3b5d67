import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Delivery, DeliveryOutcome } from '../../domain/delivery.ts';
import type { Channel } from '../../domain/desk-settings.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { failed, sent, type Message, type Notifier, type SendResult } from './notifier.ts';
import { createSender, type Sender, type SenderOptions } from './sender.ts';
import { sampleDelivery, sampleTime } from './testing.ts';

let sender: Sender | null = null;
afterEach(() => sender?.stop());

/** A fold as simple as can be: an outcome ends a delivery, or has it tried once more at once. */
function fold(held: Delivery[]) {
  const outcomes: DeliveryOutcome[] = [];
  return {
    held,
    outcomes,
    due: (at: number) =>
      held.filter(({ state, nextAttemptAt }) => state === 'waiting' && nextAttemptAt <= at),
    async append(outcome: DeliveryOutcome) {
      outcomes.push(outcome);
      const index = held.findIndex(({ id }) => id === outcome.deliveryId);
      const delivery = held[index]!;
      held[index] =
        outcome.outcome === 'sent'
          ? { ...delivery, state: 'sent' }
          : {
              ...delivery,
              attempts: delivery.attempts + 1,
              ...(outcome.isPermanent ? { state: 'failed' } : {}),
            };
    },
  };
}

const channelOf = (id: string, perMinute_max = 20): Channel => ({
  id,
  type: 'webhook',
  options: {},
  perMinute_max,
});
const deliveryOf = (id: string, changes: Parameters<typeof sampleDelivery>[0] = {}): Delivery =>
  sampleDelivery({ id, isUrgent: false, ...changes });
const routesTo = (channelId: string, address = '') => [{ channelId, address }];

interface Recorded extends Notifier {
  readonly messages: Message[];
}

function notifier(
  answer: (message: Message, signal: AbortSignal) => Promise<SendResult> | SendResult = () => sent(),
): Recorded {
  const messages: Message[] = [];
  return {
    messages,
    async send(message, signal) {
      messages.push(message);
      return await answer(message, signal);
    },
  };
}

const hanging = (): Recorded => notifier(() => new Promise(() => {}));

function start(
  room: ReturnType<typeof fold>,
  notifiers: Readonly<Record<string, Notifier>>,
  rest: Partial<SenderOptions> & { readonly perMinute_max?: number } = {},
): Sender {
  const { perMinute_max = 20, ...options } = rest;
  const settings = Object.fromEntries(Object.keys(notifiers).map((id) => [id, channelOf(id, perMinute_max)]));
  sender = createSender({
    deliveries: room,
    channel: (id) => {
      const found = notifiers[id];
      return found === undefined ? `no ${id}` : { settings: settings[id]!, notifier: found };
    },
    named: (delivery) => delivery,
    confirmUrl: () => null,
    timeZone: () => 'Asia/Shanghai',
    append: (outcome) => room.append(outcome),
    now: () => sampleTime,
    log: pino({ level: 'silent' }),
    ...options,
  });
  sender.start();
  return sender;
}

const many = (count: number, changes: (n: number) => Parameters<typeof sampleDelivery>[0] = () => ({})) =>
  Array.from({ length: count }, (_, n) =>
    deliveryOf(String(n).padStart(20, '0'), { createdAt: sampleTime + n, ...changes(n) }),
  );
const settledOf = (room: ReturnType<typeof fold>, count: number) =>
  waitFor(`${count} outcomes`, () => room.outcomes.length >= count);

it('sends what is due and journals what came of it, each once', async () => {
  const room = fold(many(3));
  const first = notifier();
  start(room, { first });
  await settledOf(room, 3);
  expect(first.messages.map(({ id }) => id)).toEqual(room.held.map(({ id }) => id));
  expect(room.outcomes[0]).toEqual({
    deliveryId: room.held[0]!.id,
    at: sampleTime,
    outcome: 'sent',
    channelId: 'first',
    isPermanent: false,
    detail: null,
    by: null,
  });
});

it('an attempt whose outcome is not folded yet is not made again', async () => {
  const room = fold(many(1));
  const appended: DeliveryOutcome[] = [];
  const first = notifier();
  const running = start(room, { first }, { append: async (outcome) => appended.push(outcome) });
  await waitFor('the outcome', () => appended.length > 0);
  for (let turn = 0; turn < 20; turn += 1) {
    running.wake();
    await new Promise(setImmediate);
  }
  expect(first.messages).toHaveLength(1);
});

it('while the journal refuses the outcome nothing is sent twice, and it is told in the end', async () => {
  const room = fold(many(1));
  let refusals = 3;
  const first = notifier();
  const append = async (outcome: DeliveryOutcome): Promise<void> => {
    refusals -= 1;
    if (refusals >= 0) throw new Error('full');
    await room.append(outcome);
  };
  start(room, { first }, { append, limits: { journalRetry_ms: 1 } });
  await settledOf(room, 1);
  expect(first.messages).toHaveLength(1);
});

describe('a channel', () => {
  it('that hangs holds up no other, and its own urgent ones only up to their time', async () => {
    const room = fold([
      ...many(100, () => ({ routes: routesTo('first') })),
      deliveryOf('ok', { routes: routesTo('second') }),
      deliveryOf('urgent', { isUrgent: true, routes: routesTo('first') }),
    ]);
    const first = hanging();
    const second = notifier();
    start(
      room,
      { first, second },
      { limits: { urgentAttempt_ms_max: 50, stopWait_ms: 10, stopAbort_ms: 10 }, perMinute_max: 1_000 },
    );
    await waitFor('the urgent one has failed', () =>
      room.outcomes.find(({ deliveryId }) => deliveryId === 'urgent'),
    );
    expect(second.messages.map(({ id }) => id)).toEqual(['ok']);
    // Places for four; the urgent one had its own.
    expect(new Set(first.messages.map(({ id }) => id)).size).toBe(5);
  });

  it('that throws or is not in the settings fails, and the others go on', async () => {
    const room = fold([
      deliveryOf('a', { routes: routesTo('gone') }),
      deliveryOf('b', { routes: routesTo('broken') }),
      deliveryOf('c', { routes: routesTo('good') }),
    ]);
    let attempts = 0;
    const broken = notifier(() => {
      attempts += 1;
      if (attempts === 1) throw new Error('a bug');
      return sent();
    });
    start(room, { broken, good: notifier() });
    await settledOf(room, 4);
    const detailOf = (id: string) => room.outcomes.find(({ deliveryId }) => deliveryId === id);
    expect(detailOf('a')).toMatchObject({ outcome: 'failed', isPermanent: true, detail: 'no gone' });
    expect(detailOf('b')).toMatchObject({
      outcome: 'failed',
      isPermanent: false,
      detail: 'the channel broke: a bug',
    });
    expect(detailOf('c')).toMatchObject({ outcome: 'sent' });
  });

  it('tells how it does', async () => {
    const room = fold([deliveryOf('a')]);
    const first = notifier(({ id }) => (id === 'a' ? failed('no', { isPermanent: true }) : sent()));
    const running = start(room, { first });
    await settledOf(room, 1);
    expect(running.states()).toMatchObject({
      first: { state: 'failing', failed: 1, lastError: 'no', inFlight: 0 },
    });
    room.held.push(deliveryOf('b'));
    running.wake();
    await settledOf(room, 2);
    expect(running.states()).toMatchObject({ first: { state: 'ok', sent: 1, failed: 1 } });
  });
});

describe('the budget of a minute', () => {
  it('short of it, what is for one address goes as one digest; each delivery has its own outcome', async () => {
    const room = fold(many(50, (n) => ({ routes: routesTo('first', n % 2 === 0 ? 'a' : 'b') })));
    const first = notifier();
    start(room, { first }, { perMinute_max: 20 });
    await settledOf(room, 50);
    expect(first.messages.map(({ address, notices }) => [address, notices.length])).toEqual([
      ['a', 25],
      ['b', 25],
    ]);
    expect(new Set(room.outcomes.map(({ deliveryId }) => deliveryId)).size).toBe(50);
  });

  it('used up, the rest waits for the minute to pass and then goes together; nothing is lost', async () => {
    let at = sampleTime;
    const room = fold(many(4));
    const first = notifier();
    const running = start(room, { first }, { perMinute_max: 5, now: () => at });
    await settledOf(room, 4);
    room.held.push(...many(14).slice(4));
    running.wake();
    await waitFor('they wait', () => running.states()['first']?.waiting === 10);
    expect(first.messages).toHaveLength(4);
    at += 60_000;
    running.wake();
    await settledOf(room, 14);
    expect(first.messages.map(({ notices }) => notices.length)).toEqual([1, 1, 1, 1, 10]);
  });

  it('urgent ones never wait for it, nor for a pause, nor in a digest', async () => {
    const room = fold(many(1));
    const first = notifier(({ isUrgent }) => (isUrgent ? sent() : failed('too fast', { retryAfter_s: 60 })));
    const running = start(room, { first }, { perMinute_max: 1 });
    await settledOf(room, 1);
    room.held.push(...many(41, () => ({ isUrgent: true })).slice(1));
    running.wake();
    await settledOf(room, 41);
    const urgent = first.messages.filter(({ isUrgent }) => isUrgent);
    expect(urgent).toHaveLength(40);
    expect(urgent.every(({ notices }) => notices.length === 1)).toBe(true);
    expect(first.messages).toHaveLength(41);
  });

  it('a channel that asked for a pause is left alone until it is over', async () => {
    let at = sampleTime;
    const room = fold(many(1));
    const first = notifier(() => (at === sampleTime ? failed('too fast', { retryAfter_s: 30 }) : sent()));
    const running = start(room, { first }, { now: () => at });
    await settledOf(room, 1);
    at += 29_999;
    running.wake();
    await waitFor('it waits', () => running.states()['first']?.waiting === 1);
    expect(first.messages).toHaveLength(1);
    at += 1;
    running.wake();
    await settledOf(room, 2);
    expect(room.held[0]?.state).toBe('sent');
  });
});

describe('a stop', () => {
  it('breaks off what hangs, journals nothing of it, and takes not long', async () => {
    const room = fold(many(2));
    const first = notifier(
      (_message, signal) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(failed('aborted')))),
    );
    const running = start(room, { first }, { limits: { stopWait_ms: 20 } });
    await waitFor('both are under way', () => first.messages.length === 2);
    await running.stop();
    expect(room.outcomes).toEqual([]);
    expect(room.due(sampleTime)).toHaveLength(2);
  });

  it('waits for what is about to end, and journals it', async () => {
    const room = fold(many(1));
    const { promise, resolve } = Promise.withResolvers<SendResult>();
    const first = notifier(() => promise);
    const running = start(room, { first });
    await waitFor('it is under way', () => first.messages.length === 1);
    const stopped = running.stop();
    resolve(sent());
    await stopped;
    expect(room.outcomes).toMatchObject([{ outcome: 'sent' }]);
  });
});
