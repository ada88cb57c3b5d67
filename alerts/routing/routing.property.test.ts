import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../domain/delivery.ts';
import type { JournalRecord } from '../../domain/record.ts';
import { createTestRoom, start, testSettings, toRecipient, type TestRoom } from './test-room.ts';

/** Histories of the larger properties; more with PROPERTY_RUNS. */
const runs = Number(process.env['PROPERTY_RUNS'] ?? 4_000);

/** One thing that happens after a while, to one of two alerts, or to what is to be delivered. */
interface Happening {
  readonly after_s: number;
  readonly what:
    | 'raise'
    | 'raiseMajor'
    | 'return'
    | 'reactivate'
    | 'worsen'
    | 'acknowledge'
    | 'tick'
    | 'edit'
    | 'sent'
    | 'failed'
    | 'refused';
  readonly alert: 0 | 1;
  readonly pick: number;
  readonly restart: boolean;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  after_s: fc.oneof(fc.nat(20), fc.nat(90), fc.constant(0), fc.nat(400)),
  what: fc.constantFrom(
    'raise',
    'raise',
    'raiseMajor',
    'return',
    'reactivate',
    'reactivate',
    'worsen',
    'acknowledge',
    'tick',
    'tick',
    'edit',
    'sent',
    'sent',
    'failed',
    'refused',
  ),
  alert: fc.constantFrom(0, 1),
  pick: fc.nat(7),
  restart: fc.constantFrom(true, false, false, false, false, false),
});
const histories = fc.array(happening, { minLength: 1, maxLength: 24 });

/** Steps at other times, to others, and none of another policy; whoever is there stays there. */
const edits = [
  testSettings,
  { ...testSettings, recipients: [...testSettings.recipients, toRecipient('chief')] },
  {
    ...testSettings,
    escalations: testSettings.escalations.map(({ id, steps }) => ({
      id,
      steps: steps.map((step) => ({ ...step, after_s: step.after_s * 2 })),
    })),
  },
  {
    ...testSettings,
    channels: testSettings.channels.filter(({ id }) => id === 'text'),
  },
].map((settings) => JSON.stringify(settings));

function play(history: readonly Happening[], options: { restarts: boolean }): TestRoom {
  const test = createTestRoom();
  let at_s = 0;
  for (const one of history) {
    at_s += one.after_s;
    happen(test, one, at_s);
    if (options.restarts && one.restart) test.restart();
  }
  return test;
}

function happen(test: TestRoom, { what, alert, pick }: Happening, at_s: number): void {
  const rest = {
    alertId: `alert-${alert}-${test.entries.length}`,
    ruleId: `rule-${alert}`,
    scope: { type: 'device', id: 'smoke-1' } as const,
    severity: 1 as const,
    latching: alert === 0,
  };
  const open = test.room.desk.open().find(({ ruleId }) => ruleId === rest.ruleId);
  const due = test.room.routing.deliveries.due(start + at_s * 1_000);
  const delivery = due[pick % Math.max(1, due.length)];
  if (what === 'raise') test.say('raise', at_s, rest);
  else if (what === 'raiseMajor') test.say('raise', at_s, { ...rest, severity: 2 });
  else if (what === 'return' || what === 'reactivate' || what === 'worsen') test.say(what, at_s, rest);
  else if (what === 'acknowledge') {
    if (open === undefined) test.tick(at_s);
    else test.press('acknowledge', at_s, { alertId: open.id });
  } else if (what === 'edit') {
    const text = edits[pick % edits.length]!;
    test.take({ type: 'settings', at: start + at_s * 1_000, by: 'li', comment: null, text });
  } else if (delivery !== undefined && what === 'sent') test.sent(delivery, at_s);
  else if (delivery !== undefined && what === 'failed') test.failed(delivery, at_s);
  else if (delivery !== undefined && what === 'refused') test.failed(delivery, at_s, { isPermanent: true });
  else test.tick(at_s);
}

function replay(
  records: readonly JournalRecord[],
  beforeEach: (test: TestRoom, index: number) => void,
): TestRoom {
  const test = createTestRoom();
  for (const [index, record] of records.entries()) {
    beforeEach(test, index);
    test.take(record);
  }
  return test;
}

function recordsOf(test: TestRoom): readonly JournalRecord[] {
  // The first one places the device, which every room has.
  return test.entries.slice(1).map(({ record }) => record);
}

function stateOf(test: TestRoom): unknown {
  const { routing } = test.room;
  const { deliveries } = routing;
  return {
    deliveries: deliveries.recent().toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    channels: deliveries.channelStates(),
    escalations: test.room.desk.open().map(({ id }) => routing.escalationOf(id)),
    unsaved: deliveries.outbox.size(),
  };
}

describe('over random histories, routing', () => {
  it('is the same after restarts anywhere', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const restarted = play(history, { restarts: true });
        const through = replay(recordsOf(restarted), () => {});
        expect(stateOf(restarted)).toEqual(stateOf(through));
      }),
      { numRuns: runs / 2 },
    );
  }, 600_000);

  it('is the same however often it ticks', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 45 }), (history, every_s) => {
        const sparse = play(history, { restarts: false });
        const records = recordsOf(sparse);
        let at_s = 0;
        const ticked = replay(records, (test, index) => {
          const end_s = secondsOf(records[index]!);
          for (at_s += every_s; at_s < end_s; at_s += every_s) test.tick(at_s);
          at_s = Math.max(end_s, 0);
        });
        const [a, b] = [sparse, ticked].map((test) => test.told().toSorted());
        expect(b).toEqual(a);
        expect(stateOf(ticked)).toEqual(stateOf(sparse));
      }),
      { numRuns: runs },
    );
  }, 600_000);

  it('tells each once, never after the acknowledgement, and forgets nobody', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const quiet: (readonly [string, number, number])[] = [];
        const since = new Map<string, number>();
        const sent = new Set<string>();
        const test = createTestRoom();
        let at_s = 0;
        for (const one of history) {
          at_s += one.after_s;
          happen(test, one, at_s);
          const { deliveries } = test.room.routing;
          // What was sent is never due again.
          expect(deliveries.due(Infinity).filter(({ id }) => sent.has(id))).toEqual([]);
          for (const { id, state } of deliveries.recent()) if (state === 'sent') sent.add(id);
          noteQuiet(test, { at: start + at_s * 1_000, since, quiet });
        }
        const all = test.room.routing.deliveries.recent();
        expectOnce(all, test);
        for (const { content, createdAt } of all) {
          const isStep = content.reason === 'again' || content.reason === 'escalated';
          const isLate = quiet.some(
            ([alertId, from, to]) => content.subject.id === alertId && createdAt > from && createdAt < to,
          );
          expect(isStep && isLate, JSON.stringify(content)).toBe(false);
        }
        expectComplete(test, start + at_s * 1_000);
      }),
      { numRuns: runs },
    );
  }, 600_000);
});

/** From when to when nobody is to be told of an alert. */
function noteQuiet(
  test: TestRoom,
  {
    at,
    since,
    quiet,
  }: { at: number; since: Map<string, number>; quiet: (readonly [string, number, number])[] },
): void {
  for (const { id, operator } of test.room.desk.open()) {
    const from = since.get(id);
    if (operator !== 'unacknowledged') since.set(id, from ?? at);
    else if (from !== undefined) {
      // The desk may have asked again by itself in between.
      quiet.push([id, from, test.room.desk.find(id)!.rangAt]);
      since.delete(id);
    }
  }
}

/** At most once an instant, and once more for each answer in the same instant: what comes after it rings anew. */
function expectOnce(deliveries: readonly Delivery[], { entries }: TestRoom): void {
  const counts = new Map<string, number>();
  for (const { content, recipientId, createdAt, routes } of deliveries) {
    const channels = routes.map(({ channelId }) => channelId);
    const key = [content.subject.id, content.reason, recipientId, createdAt, ...channels].join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const answers = entries.filter(
      ({ record }) => record.type === 'action' && record.action.at === createdAt,
    ).length;
    expect(counts.get(key)).toBeLessThanOrEqual(1 + answers);
  }
}

/** Everybody whom routes and due steps name has a delivery, and what waits has a way to go. */
function expectComplete(test: TestRoom, now: number): void {
  const { routing, desk, settings } = test.room;
  for (const { id, operator, displayedSeverity } of desk.open()) {
    if (operator !== 'unacknowledged' || displayedSeverity !== 1) continue;
    const escalation = routing.escalationOf(id)!;
    const [policy] = settings.current().escalations;
    const due = policy!.steps.filter(({ after_s }) => escalation.since + after_s * 1_000 <= now);
    expect(escalation.step).toBeGreaterThanOrEqual(due.length);
    expect(escalation.toldRecipients).toEqual(expect.arrayContaining(['centre', 'company', 'committee']));
    const told = new Set(routing.deliveries.ofSubject(id).map(({ recipientId }) => recipientId));
    expect(escalation.toldRecipients.filter((recipient) => !told.has(recipient))).toEqual([]);
  }
  for (const delivery of routing.deliveries.recent()) {
    const { state, routes, routeIndex, isUrgent, content } = delivery;
    const isFirst = ['raised', 'worsened', 'reactivated'].includes(content.reason);
    expect(isUrgent && isFirst && state === 'void').toBe(false);
    expect(state === 'waiting' && routes[routeIndex] === undefined).toBe(false);
  }
}

function secondsOf(record: JournalRecord): number {
  const at =
    record.type === 'alert'
      ? record.change.receivedAt
      : record.type === 'action'
        ? record.action.at
        : record.type === 'delivery'
          ? record.outcome.at
          : (record as { at: number }).at;
  return (at - start) / 1_000;
}
