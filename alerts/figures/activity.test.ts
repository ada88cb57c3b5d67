import { deserialize } from 'node:v8';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Activation } from '../../domain/activation.ts';
import type { AlertChange, StaffAction } from '../../domain/alert.ts';
import type { JournalRecord, PlaceId } from '../../domain/record.ts';
import { createAlertRoom, type AlertRoom } from '../alert-room.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { toAction, toChange, toForecastChange, toOutcome } from '../test-changes.ts';
import { figuresLimits } from './limits.ts';

const begin = 1_800_000_000_000;
const path: readonly PlaceId[] = ['site:shop-1', 'community:c1', 'street:s1'];
const seat = { name: { zh: '坐席', en: 'Seat' }, areas: [], kinds: [] };
const settings = {
  ...defaultDeskSettings,
  seats: [
    { ...seat, id: 'all' },
    { ...seat, id: 'west', areas: ['s1'] },
    { ...seat, id: 'east', areas: ['s2'] },
    { ...seat, id: 'water', kinds: ['water' as const] },
  ],
};

function createTestRoom(): {
  room: AlertRoom;
  tell: (record: JournalRecord) => void;
  records: JournalRecord[];
} {
  const records: JournalRecord[] = [];
  const room = createAlertRoom({
    append: () => Promise.resolve(0),
    initialSettings: settings,
    parseSettings: () => null,
    log: pino({ level: 'silent' }),
  });
  const tell = (record: JournalRecord): void => {
    records.push(record);
    room.apply({ offset: records.length, record });
  };
  return { room, tell, records };
}

/** A room in which the smoke detector stands, and what is said of it at a second. */
function play(...happenings: (Partial<AlertChange> | Partial<StaffAction>)[]): readonly Activation[] {
  const { room, tell } = createTestRoom();
  const { deviceId, kind } = toChange('raise');
  tell({ type: 'placement', at: begin, deviceId, kind, path });
  for (const [index, happening] of happenings.entries()) tell(toRecord(happening, index));
  return room.activity.held();
}

function toRecord(happening: Partial<AlertChange> | Partial<StaffAction>, index: number): JournalRecord {
  if ('action' in happening) {
    const { action = 'comment', ...rest } = happening;
    return {
      type: 'action',
      action: toAction(action, { at: begin + index * 1000, idempotencyKey: `${index}`, ...rest }),
    };
  }
  const { change = 'raise', ...rest } = happening as Partial<AlertChange>;
  return { type: 'alert', change: toChange(change, { receivedAt: begin + index * 1000, ...rest }) };
}

describe('an activation', () => {
  it('has its place, the seats that watch it, and when it was seen from which seat', () => {
    const [activation, ...rest] = play(
      {},
      { action: 'acknowledge', version: 1, seat: 'west' },
      { change: 'return' },
    );
    expect(rest).toEqual([]);
    expect(activation).toEqual({
      alertId: 'aaaaaaaaaaaaaaaaaaaa',
      number: 1,
      version: 3,
      ruleId: 'smoke-alarm',
      scope: { type: 'device', id: 'smoke-1' },
      deviceId: 'smoke-1',
      kind: 'smoke',
      severity: 1,
      onDelay_s: 0,
      path,
      seats: ['all', 'west'],
      beganAt: begin,
      announcedAt: begin,
      mutedBy: null,
      endedAt: begin + 2_000,
      leftAt: null,
      acknowledgedAt: begin + 1_000,
      acknowledgedSeat: 'west',
      isChatterStart: false,
      finding: null,
      isForecast: false,
      forecastResult: null,
      lead_s: null,
    });
  });

  it('begins anew with each return of the condition, and its first acknowledgement counts', () => {
    const held = play(
      { latching: false },
      { action: 'acknowledge', version: 1 },
      { change: 'worsen', severity: 1, latching: false },
      { action: 'acknowledge', version: 3 },
      { change: 'return', latching: false },
      { latching: false },
    );
    // Over and seen, the first was closed; what came after is another alert.
    expect(held).toMatchObject([
      { number: 1, acknowledgedAt: begin + 1_000, endedAt: begin + 4_000, leftAt: begin + 4_000 },
      { number: 1, acknowledgedAt: null, endedAt: null, leftAt: null },
    ]);
  });

  it('of an alert that nobody saw is the next of the same alert', () => {
    const held = play({}, { change: 'return' }, { change: 'reactivate' }, { change: 'return' }, {});
    expect(held.map(({ number, endedAt, leftAt }) => [number, endedAt, leftAt])).toEqual([
      [1, begin + 1_000, begin + 2_000],
      [2, begin + 3_000, begin + 4_000],
      [3, null, null],
    ]);
  });

  it('of the past is announced to nobody', () => {
    const [activation] = play({ retrospective: true });
    expect(activation).toMatchObject({ announcedAt: null, mutedBy: 'retrospective', endedAt: begin });
  });

  it('of a late reading while the same is open is no new one', () => {
    expect(play({}, { retrospective: true, alertId: 'other' })).toMatchObject([{ number: 1, version: 2 }]);
  });

  it('keeps its finding, and how its forecast ended', () => {
    const found = play(
      {},
      { action: 'acknowledge', version: 1 },
      { change: 'return' },
      { action: 'reset', version: 3, role: 'shiftLeader' },
      { action: 'close', version: 4, finding: 'cooking' },
    );
    expect(found[0]).toMatchObject({ leftAt: begin + 4_000, finding: 'cooking' });
    const forecast = play(toForecastChange('raise', { receivedAt: begin }), {
      ...toForecastChange('return', { outcome: toOutcome() }),
    });
    expect(forecast).toMatchObject([{ isForecast: true, forecastResult: 'breached', lead_s: 660 }]);
  });

  it('of a device that moves stays where it was', () => {
    const { room, tell } = createTestRoom();
    const { deviceId, kind } = toChange('raise');
    tell({ type: 'placement', at: begin, deviceId, kind, path });
    tell(toRecord({}, 0));
    tell({ type: 'placement', at: begin + 1, deviceId, kind, path: ['street:s2'] });
    tell(toRecord({ change: 'worsen' }, 2));
    tell(toRecord({ ruleId: 'smoke-heat', alertId: 'heat' }, 3));
    expect(room.activity.held().map((one) => [one.path, one.seats])).toEqual([
      [path, ['all', 'west']],
      [['street:s2'], ['all', 'east']],
    ]);
  });

  it('of an alert from before is taken from what the alert says', () => {
    const { room, tell } = createTestRoom();
    tell(toRecord({}, 0));
    const [head, ...pieces] = room.snapshot();
    const { room: later } = createTestRoom();
    // A snapshot of when nobody kept activations.
    const { names } = deserialize(head!) as { names: string[] };
    later.restore([head!, ...pieces.slice(0, names.indexOf('activity'))]);
    expect(later.activity.held()).toEqual([]);
    later.apply({ offset: 2, record: toRecord({ action: 'acknowledge', version: 1, seat: 'west' }, 5) });
    expect(later.activity.held()).toMatchObject([
      { beganAt: begin, announcedAt: begin, acknowledgedAt: begin + 5_000, acknowledgedSeat: 'west' },
    ]);
    expect(later.activity.completeSince()).toBe(begin + 5_000);
  });
});

describe('the memory of what happened', () => {
  it('forgets what left the list a day ago, and keeps what is open', () => {
    const { room, tell } = createTestRoom();
    tell(toRecord({ latching: false }, 0));
    tell(toRecord({ action: 'acknowledge', version: 1 }, 1));
    tell(toRecord({ change: 'return', latching: false }, 2));
    tell(toRecord({ ruleId: 'smoke-heat', alertId: 'heat' }, 3));
    tell({ type: 'tick', at: begin + figuresLimits.heldFor_ms });
    expect(room.activity.held()).toHaveLength(2);
    tell({ type: 'tick', at: begin + figuresLimits.heldFor_ms + figuresLimits.pruneEvery_ms });
    expect(room.activity.held().map(({ ruleId }) => ruleId)).toEqual(['smoke-heat']);
    expect(room.activity.completeSince()).toBe(begin + figuresLimits.pruneEvery_ms);
    expect(room.activity.outbox.size()).toBe(2);
  });

  it('is the same after a restart anywhere', () => {
    const happening = fc.record({
      device: fc.nat(2),
      change: fc.constantFrom('raise', 'raise', 'return', 'return', 'worsen', 'reactivate', 'unknown', null),
      action: fc.constantFrom('acknowledge', 'reset', 'close'),
      version: fc.integer({ min: 1, max: 6 }),
      latching: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), fc.nat(40), (happenings, cut) => {
        const whole = createTestRoom();
        for (const [index, { device, change, action, version, latching }] of happenings.entries()) {
          const alertId = `alert-${device}`;
          const scope = { type: 'device', id: `d-${device}` } as const;
          whole.tell(
            change === null
              ? toRecord({ action, alertId, version, finding: 'dust' }, index)
              : toRecord({ change, alertId, scope, deviceId: scope.id, latching }, index),
          );
        }
        const first = createTestRoom();
        for (const record of whole.records.slice(0, cut)) first.tell(record);
        const second = createTestRoom();
        second.room.restore(first.room.snapshot());
        for (const [index, record] of whole.records.entries())
          second.room.apply({ offset: index + 1, record });
        expect(second.room.activity.held()).toEqual(whole.room.activity.held());
        expect(second.room.activity.outbox.content()).toEqual(whole.room.activity.outbox.content());
        const open = whole.room.desk.open().map(({ id }) => id);
        const standing = whole.room.activity.held().filter(({ leftAt }) => leftAt === null);
        expect(new Set(standing.map(({ alertId }) => alertId))).toEqual(new Set(open));
      }),
      { numRuns: 60 },
    );
  });
});
