import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createAlertRoom, type AlertRoom } from '../alerts/alert-room.ts';
import { testSettings, toRoute, anything } from '../alerts/routing/test-room.ts';
import { toAction } from '../alerts/test-changes.ts';
import type { Alert, StaffAction } from '../domain/alert.ts';
import type { ActionOutcome } from '../domain/alert-desk.ts';
import type { DeskSettings } from '../domain/desk-settings.ts';
import type { JournalRecord } from '../domain/record.ts';
import { createRulesEngine, type RulesEngine } from '../rules/engine.ts';
import type { Rule } from '../rules/rule.ts';
import { toReading, toTelemetry, waterRule } from '../rules/test-history.ts';

/** What users of other systems complain about, each tried on the rules and the alert room together. */

const start = 1_800_000_000_000;
const log = pino({ level: 'silent' });
/** A centre that is told of everything, and asks again after a time. */
const settings: DeskSettings = {
  ...testSettings,
  alarms: { ...testSettings.alarms, reAlarmAfter_s: { 1: 600, 2: 600, 3: 600, 4: null } },
  routes: [toRoute({ match: anything, tell: [{ recipient: 'centre' }] })],
};

/** Rules and room as the service joins them: what the rules say is journalled and folded. Times in s. */
function createStreet(rules: readonly Rule[]) {
  let engine: RulesEngine = createRulesEngine({ rules });
  let room: AlertRoom = createRoom();
  let offset = 0;
  const seen: Alert[] = [];

  function createRoom(): AlertRoom {
    const made = createAlertRoom({
      append: (record) => {
        tell(record);
        return Promise.resolve(offset);
      },
      initialSettings: settings,
      parseSettings: () => null,
      log,
    });
    made.desk.onChange((alert) => seen.push(alert));
    return made;
  }

  function tell(record: JournalRecord): void {
    offset += 1;
    const entry = { offset, record };
    const changes = engine.evaluate(entry);
    room.apply(entry);
    for (const change of changes) tell({ type: 'alert', change });
  }

  return {
    /** Every alert that the screens were sent, in order. */
    seen,
    open: () => room.desk.open(),
    find: (id: string) => room.desk.find(id),
    history: (id: string) => room.desk.events(id).map(({ type }) => type),
    deliveries: () => room.routing.deliveries.recent().length,
    tick: (at_s: number) => tell({ type: 'tick', at: start + at_s * 1_000 }),
    depth(time_s: number, depth_m: number, rest: { at_s?: number; deviceId?: string } = {}) {
      const { at_s = time_s, deviceId = 'water-1' } = rest;
      const reading = toReading('water', start + time_s * 1_000, { depth_m, at: start + at_s * 1_000 });
      tell(toTelemetry([{ ...reading, deviceId }]));
    },
    press(alert: Alert, action: StaffAction['action'], rest: Partial<StaffAction> = {}) {
      const { id: alertId, version } = alert;
      const idempotencyKey = `${action}-${offset}-${rest.by ?? ''}`;
      return room.desk.act(toAction(action, { alertId, version, idempotencyKey, at: start, ...rest }));
    },
    /** The process dies; the next goes on from a snapshot. */
    restart() {
      const [states, pieces] = [[...engine.snapshot()], room.snapshot()];
      engine = createRulesEngine({ rules });
      engine.restore(states);
      room = createRoom();
      room.restore(pieces);
    },
  };
}

const flood = waterRule({ id: 'flood' });
const silence = waterRule({ id: 'silence', severity: 'notice', when: { absence: { after_s: 120 } } });
const day_s = 86_400;

describe('others’ users complain that', () => {
  it('there is no acknowledgement (Alertmanager 1860)', async () => {
    const street = createStreet([flood]);
    street.depth(0, 0.5);
    const outcome = await street.press(street.open()[0]!, 'acknowledge', { by: 'li' });
    expect(outcome).toMatchObject({ outcome: 'done' });
    expect(street.open()).toMatchObject([
      { operator: 'acknowledged', acknowledgedBy: 'li', condition: 'active' },
    ]);
  });

  it('a data gap sends a false "resolved" (Grafana 105571)', () => {
    const street = createStreet([flood]);
    street.depth(0, 0.5);
    street.tick(day_s);
    expect(street.open()).toMatchObject([{ condition: 'unknown', returnedAt: null, closedAt: null }]);
    expect(street.history(street.open()[0]!.id)).toEqual(['raise', 'unknown']);
  });

  it('acknowledgements are lost on restart (Phoebus 3078)', async () => {
    const street = createStreet([flood]);
    street.depth(0, 0.5);
    await street.press(street.open()[0]!, 'acknowledge');
    const before = street.open();
    street.restart();
    street.depth(10, 0.5);
    expect(street.open()).toEqual(before);
    expect(before).toMatchObject([{ operator: 'acknowledged' }]);
  });

  it('acknowledging a disconnection also acknowledges the real alarm behind it (Phoebus 1928)', async () => {
    const street = createStreet([flood, silence]);
    street.depth(0, 0.5);
    street.tick(day_s);
    const offline = street.open().find((alert) => alert.ruleId === 'silence')!;
    await street.press(offline, 'acknowledge');
    expect(street.find(offline.id)?.operator).toBe('acknowledged');
    const real = street.open().find((alert) => alert.ruleId === 'flood')!;
    expect(real).toMatchObject({ operator: 'unacknowledged', condition: 'unknown', severity: 2 });
  });

  it('server and clients disagree after an outage (Phoebus 2267)', async () => {
    const street = createStreet([flood, silence]);
    street.depth(0, 0.5);
    await street.press(street.open()[0]!, 'acknowledge');
    street.restart();
    street.depth(30, 0.1);
    street.tick(day_s);
    street.restart();
    street.depth(day_s + 1, 0.6);
    // A screen that took every change has what the server has, version by version.
    const screen = new Map(street.seen.map((alert) => [alert.id, alert]));
    const shown = [...screen.values()].filter((alert) => alert.closedAt === null);
    expect(new Set(shown)).toEqual(new Set(street.open()));
    for (const [index, alert] of street.seen.entries()) {
      const before = street.seen.slice(0, index).findLast(({ id }) => id === alert.id);
      expect(alert.version).toBe((before?.version ?? 0) + 1);
    }
  });

  it('the inactivity alarm never clears (ThingsBoard 7909)', async () => {
    const street = createStreet([silence]);
    street.depth(0, 0.1);
    street.tick(600);
    const [offline] = street.open();
    await street.press(offline!, 'acknowledge');
    street.depth(700, 0.1);
    street.depth(705, 0.1);
    expect(street.open()).toEqual([]);
    expect(street.find(offline!.id)).toMatchObject({ condition: 'normal', closedBy: 'rules' });
  });

  it('the inactivity alarm comes 30 times too late (ThingsBoard 6821)', () => {
    const street = createStreet([silence]);
    street.depth(0, 0.1);
    for (let at_s = 1; at_s <= 119; at_s += 1) street.tick(at_s);
    expect(street.open()).toEqual([]);
    for (let at_s = 120; at_s <= 122; at_s += 1) street.tick(at_s);
    const [offline] = street.open();
    expect(offline?.ruleId).toBe('silence');
    expect(offline!.raisedAt - start).toBeLessThanOrEqual(122_000);
  });

  it('there are duplicate alarms under load (ThingsBoard 15583)', () => {
    const street = createStreet([flood]);
    const devices = Array.from({ length: 500 }, (_, index) => `water-${index}`);
    for (let round = 0; round < 4; round += 1) {
      for (const deviceId of devices) street.depth(round, 0.5, { deviceId });
      if (round === 1) street.restart();
    }
    expect(street.open()).toHaveLength(500);
    expect(new Set(street.open().map((alert) => alert.scope.id)).size).toBe(500);
    expect(street.seen).toHaveLength(500);
  });

  it('a duration is met by a delayed reading, or by no readings at all (ThingsBoard 14210)', () => {
    const street = createStreet([waterRule({ id: 'flood', on_delay_s: 600 })]);
    street.depth(0, 0.5);
    street.depth(60, 0.1);
    // Measured before the water fell, heard much later.
    street.depth(30, 0.5, { at_s: 700 });
    street.depth(710, 0.1);
    expect(street.open()).toEqual([]);
    // Above once more, and then nothing is heard for a day.
    street.depth(720, 0.5);
    street.tick(720 + day_s);
    expect(street.open().filter((alert) => alert.raisedAt > start + 3_600_000)).toEqual([]);
  });

  it('severity never falls (ThingsBoard 5508)', async () => {
    const levels = [
      { at_least: 0.15, severity: 'minor' },
      { at_least: 0.4, severity: 'critical' },
    ];
    // Each level says its own severity, so the rule says none.
    const rule = waterRule({ id: 'flood', severity: undefined, when: { metric: 'depth_m', levels } });
    const street = createStreet([rule]);
    street.depth(0, 0.5);
    street.depth(30, 0.2);
    // What nobody has seen yet is still shown at its worst.
    expect(street.open()).toMatchObject([{ severity: 3, displayedSeverity: 1 }]);
    await street.press(street.open()[0]!, 'acknowledge');
    expect(street.open()).toMatchObject([{ severity: 3, displayedSeverity: 3 }]);
    street.depth(60, 0.5);
    await street.press(street.open()[0]!, 'acknowledge');
    street.depth(90, 0.2);
    expect(street.open()).toMatchObject([{ severity: 3, displayedSeverity: 3, operator: 'acknowledged' }]);
  });

  it('timers are lost on restart (Home Assistant 56642)', async () => {
    const street = createStreet([waterRule({ id: 'flood', on_delay_s: 60 })]);
    street.depth(0, 0.5);
    street.depth(30, 0.5);
    street.restart();
    street.depth(60, 0.5);
    const [alert] = street.open();
    expect(alert).toMatchObject({ condition: 'active', rangAt: start + 60_000 });
    // The time to ask again runs on as well, and the end of a shelf.
    await street.press(alert!, 'acknowledge', { at: start + 70_000 });
    street.restart();
    for (let at_s = 80; at_s <= 680; at_s += 30) street.depth(at_s, 0.5);
    street.tick(681);
    expect(street.open()).toMatchObject([{ operator: 'unacknowledged', rangAt: start + 670_000 }]);
    const shelving = { at: start + 690_000, until: start + 720_000, comment: 'seen' };
    await street.press(street.open()[0]!, 'shelve', shelving);
    expect(street.open()).toMatchObject([{ suppression: 'shelved' }]);
    street.restart();
    street.tick(730);
    expect(street.open()).toMatchObject([{ suppression: 'none', rangAt: start + 720_000 }]);
  });

  it('a restart brings a storm of notifications (ThingsBoard 13715)', () => {
    const street = createStreet([flood]);
    for (let index = 0; index < 20; index += 1) street.depth(0, 0.5, { deviceId: `water-${index}` });
    const told = street.deliveries();
    expect(told).toBe(20);
    street.restart();
    for (let index = 0; index < 20; index += 1) street.depth(10, 0.5, { deviceId: `water-${index}` });
    street.tick(11);
    expect(street.deliveries()).toBe(told);
  });

  it('notes are wiped when the alert fires again (Keep 2292)', async () => {
    const street = createStreet([flood]);
    street.depth(0, 0.5);
    const [alert] = street.open();
    await street.press(alert!, 'comment', { comment: 'the drain is blocked' });
    await street.press(street.open()[0]!, 'assign', { assignee: 'wang' });
    street.depth(30, 0.1);
    street.depth(40, 0.1);
    street.depth(60, 0.5);
    expect(street.open()).toMatchObject([{ id: alert!.id, condition: 'active', assignee: 'wang' }]);
    expect(street.history(alert!.id)).toEqual(['raise', 'comment', 'assign', 'return', 'reactivate']);
  });

  it('two operators do the same work (Ushahidi 464)', async () => {
    const street = createStreet([flood]);
    street.depth(0, 0.5);
    const [alert] = street.open();
    const outcomes: readonly ActionOutcome[] = await Promise.all(
      ['li', 'wang'].map((by) => street.press(alert!, 'assign', { by, assignee: by })),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'stale']);
    // The second is told at once who has it.
    expect(outcomes[1]?.alert?.assignee).toBe('li');
    expect(street.open()).toMatchObject([{ assignee: 'li' }]);
  });
});
