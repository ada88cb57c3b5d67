import { describe, expect, it } from 'vitest';
import { routingLimits } from './limits.ts';
import type { PlaceId } from '../../domain/record.ts';
import { createTestRoom, kitchen, start, testSettings, toRecipient } from './test-room.ts';

const alertId = 'aaaaaaaaaaaaaaaaaaaa';
const first = ['raised centre 0', 'raised company 0', 'raised committee 0'];
const again = ['again centre 30', 'again company 30', 'again committee 30'];

describe('escalation', () => {
  it('tells three at once, again after 30 s, the shift leader after 60, the level above after 180', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    expect(test.told()).toEqual(first);
    for (let at_s = 1; at_s <= 200; at_s += 1) test.tick(at_s);
    expect(test.told()).toEqual([...first, ...again, 'escalated leader 60', 'escalated district 180']);
    expect(test.room.routing.escalationOf(alertId)).toMatchObject({
      step: 3,
      louder: 1,
      level: 'district',
      isWhistled: true,
      nextAt: null,
      isRunning: false,
      toldRecipients: ['centre', 'company', 'committee', 'leader', 'district'],
    });
  });

  it('tells those of a new place when its device is placed while it rings, and nobody twice', () => {
    const test = createTestRoom();
    const place = (at_s: number, path: readonly PlaceId[]): void =>
      test.take({ type: 'placement', at: start + at_s * 1_000, deviceId: 'new-1', kind: 'smoke', path });
    test.say('raise', 0, { deviceId: 'new-1', scope: { type: 'device', id: 'new-1' } });
    expect(test.told()).toEqual(['raised district 0']);
    place(5, kitchen);
    expect(test.told().slice(1)).toEqual(['raised centre 5', 'raised company 5', 'raised committee 5']);
    place(6, kitchen);
    test.press('acknowledge', 10);
    place(11, []);
    place(12, kitchen);
    test.tick(300);
    expect(test.told()).toHaveLength(4);
  });

  it('takes every step that is overdue once, in order and with its own time, after a long restart', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    test.restart();
    test.tick(4_000);
    test.restart();
    test.tick(4_001);
    expect(test.told()).toEqual([...first, ...again, 'escalated leader 60', 'escalated district 180']);
  });

  it('stops when somebody acknowledges, and begins again when that is taken back', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    test.tick(40);
    test.press('acknowledge', 45);
    test.tick(1_000);
    expect(test.told()).toEqual([...first, ...again]);
    expect(test.room.routing.escalationOf(alertId)).toMatchObject({ isRunning: false, nextAt: null });
    test.say('return', 1_001);
    test.say('reactivate', 1_100);
    test.tick(1_131);
    expect(test.told().slice(6)).toEqual([
      'returned centre 1001',
      'returned company 1001',
      'returned committee 1001',
      'reactivated centre 1100',
      'reactivated company 1100',
      'reactivated committee 1100',
      'again centre 1130',
      'again company 1130',
      'again committee 1130',
    ]);
  });

  it('begins again also when the answer and the next activation bear the same millisecond', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    test.press('acknowledge', 0);
    test.say('reactivate', 0);
    test.tick(31);
    expect(test.told()).toEqual([
      ...first,
      'reactivated centre 0',
      'reactivated company 0',
      'reactivated committee 0',
      ...again,
    ]);
  });

  it('is not set back by an alert that comes and goes while nobody answers', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    for (let at_s = 20; at_s < 200; at_s += 20) {
      test.say('return', at_s);
      test.say('reactivate', at_s + 10);
    }
    expect(test.told()).toContain('escalated leader 60');
    expect(test.told()).toContain('escalated district 180');
    expect(test.told().filter((line) => line.startsWith('reactivated'))).toHaveLength(3);
  });

  it('begins anew, and with the routes of what it is now, when it gets worse', () => {
    const test = createTestRoom();
    test.say('raise', 0, { severity: 2, latching: false });
    expect(test.told()).toEqual(['raised centre 0']);
    test.say('worsen', 100, { severity: 1, latching: false });
    test.tick(131);
    expect(test.told().slice(1)).toEqual([
      'worsened centre 100',
      'worsened company 100',
      'worsened committee 100',
      'again centre 130',
      'again company 130',
      'again committee 130',
    ]);
  });

  it('tells nobody of the past, nor of what has no route', () => {
    const test = createTestRoom();
    test.say('raise', 0, { retrospective: true });
    test.say('raise', 0, { alertId: 'b', ruleId: 'smoke-battery', severity: 4 });
    test.tick(1_000);
    expect(test.told()).toEqual([]);
  });

  it('goes by the settings in force when a step is due; steps that were taken stay taken', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    test.tick(31);
    const settings = {
      ...testSettings,
      recipients: [...testSettings.recipients, toRecipient('chief')],
      escalations: testSettings.escalations.map((policy) => ({
        ...policy,
        steps: policy.steps.map((step, index) =>
          index === 1 ? { ...step, after_s: 50, tell: [{ recipient: 'chief' }] } : step,
        ),
      })),
    };
    test.take({
      type: 'settings',
      at: start + 55_000,
      by: 'admin',
      comment: null,
      text: JSON.stringify(settings),
    });
    test.restart();
    test.tick(181);
    expect(test.told().slice(6)).toEqual(['escalated chief 55', 'escalated district 180']);
  });

  it('decides what was due before other settings came by the former ones', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    const text = JSON.stringify({ ...testSettings, escalations: [], recipients: [] });
    test.take({ type: 'settings', at: start + 61_000, by: 'admin', comment: null, text });
    test.tick(500);
    expect(test.told()).toEqual([...first, ...again, 'escalated leader 60']);
  });

  it('tells whoever new settings would have told first of a critical alert that nobody answered', () => {
    const nobody = { ...testSettings, recipients: [], channels: [], duties: [] };
    const test = createTestRoom(nobody);
    test.say('raise', 0);
    test.tick(10);
    expect(test.told()).toEqual([]);
    test.take({
      type: 'settings',
      at: start + 20_000,
      by: 'admin',
      comment: null,
      text: JSON.stringify(testSettings),
    });
    expect(test.told()).toEqual(['raised centre 20', 'raised company 20', 'raised committee 20']);
  });
});

describe('deliveries', () => {
  it('are not sent again after a restart when they were sent: no storm of notifications', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    for (const delivery of test.room.routing.deliveries.due(start)) test.sent(delivery, 1);
    test.restart();
    test.tick(2);
    expect(test.room.routing.deliveries.due(start + 2_000)).toEqual([]);
  });

  it('are tried again, later each time, then by the next way, at last given up', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    const company = () =>
      test.room.routing.deliveries.recent().find(({ recipientId }) => recipientId === 'company')!;
    const pauses: number[] = [];
    for (let failures = 0; company().routeIndex === 0; failures += 1) {
      const before = company().nextAttemptAt;
      test.failed(company(), (before - start) / 1_000);
      pauses.push(company().nextAttemptAt - before);
    }
    expect(pauses).toHaveLength(routingLimits.attemptsBeforeNext_max);
    expect(pauses[0]).toBeGreaterThan(0);
    expect(pauses[1]).toBeGreaterThan(pauses[0]!);
    expect(pauses[2]).toBe(0);
    expect(company()).toMatchObject({ state: 'waiting', attempts: 0, routes: [{}, { channelId: 'text' }] });
    test.failed(company(), 100, { isPermanent: true });
    expect(company()).toMatchObject({ state: 'failed', lastError: 'no answer' });
  });

  it('do not wait for a time to come again when the clock is set back', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    const { deliveries } = test.room.routing;
    const idsDue = (at_s: number) => deliveries.due(start + at_s * 1_000).map(({ id }) => id);
    const all = idsDue(0);
    expect(all.length).toBeGreaterThan(1);
    expect(idsDue(-86_400)).toEqual(all);
    const [failed] = deliveries.due(start);
    test.failed(failed!, 1);
    expect(idsDue(1)).not.toContain(failed?.id);
    expect(idsDue(-86_400)).toContain(failed?.id);
  });

  it('take the next way at once when an address is refused', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    const company = () =>
      test.room.routing.deliveries.recent().find(({ recipientId }) => recipientId === 'company')!;
    test.failed(company(), 5, { isPermanent: true });
    expect(company()).toMatchObject({ state: 'waiting', routeIndex: 1, nextAttemptAt: start + 5_000 });
  });

  it('of what is not critical are void once somebody has acknowledged; the first of a critical one never', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    test.say('raise', 0, { alertId: 'b', ruleId: 'electrical', severity: 2 });
    test.tick(31);
    test.press('acknowledge', 32);
    test.press('acknowledge', 32, { alertId: 'b' });
    const states = test.room.routing.deliveries
      .recent()
      .map(({ content: { reason, severity }, state }) => `${reason} ${severity} ${state}`);
    expect(states).toEqual([
      'raised 1 waiting',
      'raised 1 waiting',
      'raised 1 waiting',
      'raised 2 void',
      'again 1 void',
      'again 1 void',
      'again 1 void',
    ]);
  });

  it('tell others that a channel broke, and those of it when it works again', () => {
    const test = createTestRoom();
    const { deliveries } = test.room.routing;
    test.say('raise', 0);
    const centre = () => deliveries.recent().find(({ recipientId }) => recipientId === 'centre')!;
    for (let failures = 0; failures < routingLimits.channelFailures_max; failures += 1)
      test.failed(centre(), failures);
    expect(deliveries.channelStates()).toMatchObject([
      { channelId: 'robot', state: 'broken', failures: 5 },
      {},
    ]);
    const notices = deliveries.ofSubject('channel:robot');
    expect(
      notices.map(({ recipientId, routes }) => [recipientId, routes.map(({ channelId }) => channelId)]),
    ).toEqual([
      ['leader', ['text']],
      ['centre', ['robot']],
    ]);
    // Who has another way is told by that one now.
    test.say('raise', 10, { alertId: 'b', ruleId: 'smoke-heat' });
    const company = deliveries.ofSubject('b').find(({ recipientId }) => recipientId === 'company')!;
    expect(company.routes.map(({ channelId }) => channelId)).toEqual(['text', 'robot']);
    for (let minute = 1; minute < 200; minute += 1)
      test.failed(deliveries.find(notices[1]!.id)!, minute * 60);
    expect(deliveries.find(notices[1]!.id)).toMatchObject({ state: 'waiting' });
    test.sent(deliveries.find(notices[1]!.id)!, 20_000);
    expect(deliveries.channelStates()).toMatchObject([
      { state: 'working', failures: 0, brokenSince: null },
      {},
    ]);
    expect(deliveries.find(notices[0]!.id)).toMatchObject({ state: 'void' });
  });

  it('go the ways of the settings in force while they wait', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    const recipients = testSettings.recipients
      .filter(({ id }) => id !== 'committee')
      .map((one) => (one.id === 'centre' ? { ...one, reachedBy: [{ channel: 'text', address: '1' }] } : one));
    const text = JSON.stringify({ ...testSettings, recipients });
    test.take({ type: 'settings', at: start + 1_000, by: 'admin', comment: null, text });
    const states = test.room.routing.deliveries
      .recent()
      .map(({ recipientId, state, routes }) => [recipientId, state, routes[0]?.channelId]);
    expect(states).toEqual([
      ['centre', 'waiting', 'text'],
      ['company', 'waiting', 'robot'],
      ['committee', 'void', 'robot'],
    ]);
  });

  it('are confirmed by whoever was told', () => {
    const test = createTestRoom();
    test.say('raise', 0);
    const [delivery] = test.room.routing.deliveries.due(start);
    test.sent(delivery!, 1);
    const outcome = {
      deliveryId: delivery!.id,
      outcome: 'confirmed',
      at: start + 9_000,
      by: 'company',
    } as const;
    test.take({
      type: 'delivery',
      outcome: { ...outcome, channelId: null, isPermanent: false, detail: null },
    });
    expect(test.room.routing.deliveries.find(delivery!.id)).toMatchObject({
      state: 'confirmed',
      sentAt: start + 1_000,
      confirmedAt: start + 9_000,
      confirmedBy: 'company',
    });
  });
});
