import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../domain/record.ts';
import { createAlertDesk } from './desk.ts';
import { createTestDesk, surroundings, toAction, toChange } from './test-changes.ts';

const log = pino({ level: 'silent' });

describe('the desk', () => {
  it('tells listeners of every change, in order', () => {
    const { desk, say } = createTestDesk();
    const heard: string[] = [];
    desk.onChange((alert, event) => heard.push(`${alert.version} ${event.type} ${event.by}`));
    say(toChange('raise', { latching: false }));
    say(toChange('return'));
    say(toChange('return'));
    expect(heard).toEqual(['1 raise rules', '2 return rules', '3 return rules']);
  });

  it('answers two people who press at once: one is done, the other stale', async () => {
    const { desk, say } = createTestDesk();
    say(toChange('raise'));
    const outcomes = await Promise.all([
      desk.act(toAction('acknowledge', { by: 'li' })),
      desk.act(toAction('acknowledge', { by: 'wang' })),
    ]);
    expect(outcomes).toMatchObject([
      { outcome: 'done', alert: { acknowledgedBy: 'li', version: 2 } },
      { outcome: 'stale', alert: { acknowledgedBy: 'li', version: 2 } },
    ]);
  });

  it('acts once on a repeated key, and answers the same; a key is its own for each person', async () => {
    const { desk, say } = createTestDesk();
    say(toChange('raise'));
    const comment = toAction('comment', { comment: 'smell of burning', idempotencyKey: 'k' });
    const first = await desk.act(comment);
    expect(await desk.act(comment)).toEqual(first);
    expect(await desk.act({ ...comment, by: 'wang' })).toMatchObject({ outcome: 'stale' });
    expect(desk.events(comment.alertId).map((event) => event.type)).toEqual(['raise', 'comment']);
  });

  it('acts once on a key that is in the journal twice', async () => {
    const entries: JournalEntry[] = [];
    const append = async (record: JournalEntry['record']) =>
      entries.push({ offset: entries.length + 2, record }) + 1;
    const desk = createAlertDesk({ append, log, ...surroundings });
    desk.apply({ offset: 1, record: { type: 'alert', change: toChange('raise') } });
    // Both are journalled before either is judged.
    const both = [desk.act(toAction('acknowledge')), desk.act(toAction('acknowledge'))];
    for (const entry of entries) desk.apply(entry);
    expect(await Promise.all(both)).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(desk.find(toAction('acknowledge').alertId)?.version).toBe(2);
  });

  it('does not know an alert that is not there', async () => {
    const { desk } = createTestDesk();
    expect(await desk.act(toAction('acknowledge'))).toMatchObject({ outcome: 'unknown', alert: null });
  });

  it('passes on that the journal is full', async () => {
    const desk = createAlertDesk({ append: () => Promise.reject(new Error('full')), log, ...surroundings });
    await expect(desk.act(toAction('acknowledge'))).rejects.toThrow('full');
  });

  it('folds a record once, however often it is told', () => {
    const { desk } = createTestDesk();
    const raise = {
      offset: 10,
      record: { type: 'alert', change: toChange('raise', { latching: false }) },
    } as const;
    const ret = { offset: 11, record: { type: 'alert', change: toChange('return') } } as const;
    for (const entry of [raise, ret, raise, ret, ret]) desk.apply(entry);
    expect(desk.open()).toMatchObject([{ version: 2, condition: 'normal' }]);
  });

  it('raises anew, under another id, what someone closed while nobody knew and what then proves to hold', async () => {
    const { desk, say } = createTestDesk();
    const raise = toChange('raise', { latching: false });
    say(raise);
    say(toChange('unknown'));
    await desk.act(toAction('acknowledge', { version: 2 }));
    const closed = await desk.act(toAction('close', { version: 3, finding: 'deviceFault' }));
    expect(closed.outcome).toBe('done');
    say(toChange('known', { latching: false }));
    const [alert, ...others] = desk.open();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ version: 1, condition: 'active', operator: 'unacknowledged' });
    expect(alert?.id).not.toBe(raise.alertId);
    say(toChange('return', { latching: false }));
    expect(desk.find(alert!.id)?.condition).toBe('normal');
  });

  it('does not tell of the past twice', async () => {
    const { desk, say } = createTestDesk();
    const past = toChange('raise', { retrospective: true });
    say(past);
    await desk.act(toAction('acknowledge'));
    say(past);
    expect(desk.open()).toEqual([]);
  });

  it('lists the newest first', () => {
    const { desk, say } = createTestDesk();
    for (const [index, receivedAt] of [5, 9, 7].entries()) {
      say(
        toChange('raise', {
          receivedAt,
          alertId: `id-${index}`,
          deviceId: `d-${index}`,
          scope: { type: 'device', id: `d-${index}` },
        }),
      );
    }
    expect(desk.open().map((alert) => alert.raisedAt)).toEqual([9, 7, 5]);
  });

  it('holds 50,000 open alerts, and moves to a new process with them', () => {
    const { desk, say } = createTestDesk();
    for (let index = 0; index < 50_000; index += 1) {
      say(toChange('raise', { alertId: `id-${index}`, scope: { type: 'device', id: `d-${index}` } }));
    }
    const next = createTestDesk().desk;
    next.restore(desk.snapshot());
    expect(next.open()).toHaveLength(50_000);
    expect(next.outbox.size()).toBe(50_000);
  });

  it('refuses bytes that are no snapshot', () => {
    expect(() => createTestDesk().desk.restore(Buffer.from('nonsense'))).toThrow('snapshot');
  });
});
