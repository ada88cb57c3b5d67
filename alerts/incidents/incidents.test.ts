import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { PlaceId } from '../../domain/record.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createStory, createTestRoom, start, toRaise, toSilence } from './test-room.ts';

const kitchen: readonly PlaceId[] = ['site:kitchen', 'building:b1', 'grid:g1', 'street:s1'];
const shop: readonly PlaceId[] = ['site:shop', 'building:b1', 'grid:g1', 'street:s1'];
const flat: readonly PlaceId[] = ['site:flat', 'building:b1', 'grid:g1', 'street:s1'];
const { incidentJoin_s } = defaultDeskSettings.alarms;

describe('one incident for what has one cause', () => {
  it('is the site, whatever kinds of sensor tell of it, first up first', () => {
    const { place, say, room, act } = createStory();
    place('smoke-1', kitchen);
    place('board-1', kitchen);
    place('lift-1', kitchen);
    say(toRaise(0, 'smoke-1', { severity: 2, title: { zh: '烟', en: 'Smoke' } }));
    say(toRaise(60, 'board-1', { ruleId: 'board', kind: 'electrical', severity: 3 }));
    say(
      toRaise(90, 'lift-1', {
        ruleId: 'recall',
        kind: 'elevator',
        severity: 1,
        title: { zh: '迫降', en: 'Recall' },
      }),
    );
    const [incident, ...others] = room.incidents.open();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      cause: { type: 'place', id: 'site:kitchen' },
      title: { en: 'Recall' },
      kinds: ['smoke', 'electrical', 'elevator'],
      path: kitchen,
      severity: 1,
      alertCount: 3,
      openCount: 3,
      unacknowledgedCount: 3,
      deviceCount: 3,
      siteCount: 1,
      openedAt: start,
      lastAlertAt: start + 90_000,
      closedAt: null,
    });
    expect(incident?.members.map(({ alertId }) => alertId)).toEqual([
      'smoke-alarm@smoke-1',
      'board@board-1',
      'recall@lift-1',
    ]);
    act('acknowledge', 'recall@lift-1');
    expect(room.incidents.of('recall@lift-1')).toMatchObject({ unacknowledgedCount: 2, version: 4 });
  });

  it('is the building where there is no site, and the device where there is neither', () => {
    const { place, say, told } = createStory();
    place('corridor-1', ['building:b1', 'grid:g1']);
    place('corridor-2', ['building:b1', 'grid:g1']);
    for (const id of ['corridor-1', 'corridor-2', 'lost-1', 'lost-2']) say(toRaise(0, id));
    say(toRaise(10, 'lost-1', { ruleId: 'battery' }));
    expect(told().toSorted()).toEqual([
      'building:b1: smoke-alarm@corridor-1 smoke-alarm@corridor-2',
      'lost-1: smoke-alarm@lost-1 battery@lost-1',
      'lost-2: smoke-alarm@lost-2',
    ]);
  });

  it('takes in what comes within the time, and begins another after it', () => {
    const { place, say, told } = createStory();
    place('a', kitchen);
    place('b', kitchen);
    place('c', kitchen);
    say(toRaise(0, 'a'));
    say(toRaise(incidentJoin_s, 'b'));
    say(toRaise(2 * incidentJoin_s + 1, 'c'));
    expect(told()).toEqual(['site:kitchen: smoke-alarm@a smoke-alarm@b', 'site:kitchen: smoke-alarm@c']);
  });

  it('leaves the past out, until it is the present', () => {
    const { say, room } = createStory();
    say(toRaise(0, 'a', { retrospective: true }));
    expect(room.incidents.open()).toEqual([]);
    say(toRaise(10, 'a', { alertId: 'now' }));
    expect(room.incidents.open()).toMatchObject([{ alertCount: 1 }]);
  });

  it('ends with its last alert, and knows the worst that there was', () => {
    const { say, act, room, changes } = createStory();
    say(toRaise(0, 'a', { severity: 2 }));
    say(toRaise(1, 'a', { ruleId: 'other', severity: 4 }));
    const { id } = room.incidents.open()[0]!;
    for (const alertId of ['smoke-alarm@a', 'other@a']) act('acknowledge', alertId);
    say({ ...toRaise(5, 'a', { severity: 2 }), change: 'return' });
    expect(room.incidents.find(id)).toMatchObject({ severity: 4, openCount: 1, closedAt: null });
    say({ ...toRaise(6, 'a', { ruleId: 'other', severity: 4 }), change: 'return' });
    expect(room.incidents.open()).toEqual([]);
    expect(room.incidents.of('other@a')).toMatchObject({
      id,
      severity: 2,
      alertCount: 2,
      openCount: 0,
      unacknowledgedCount: 0,
      closedAt: start + 6_000,
      mergedInto: null,
    });
    expect(changes.map(({ incident }) => incident.version)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(changes.map(({ before }) => before?.version ?? 0)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('from the site to its building', () => {
  it.each([
    { name: 'two with danger', severities: [2, 1], isSpread: true },
    { name: 'two, one without', severities: [2, 3], isSpread: false },
    { name: 'two without', severities: [4, 4], isSpread: false },
  ] as const)('$name: $isSpread', ({ severities: [first, second], isSpread }) => {
    const { place, say, room, changes } = createStory();
    place('a', kitchen);
    place('b', shop);
    say(toRaise(0, 'a', { severity: first }));
    const { id } = room.incidents.open()[0]!;
    say(toRaise(60, 'b', { severity: second }));
    expect(room.incidents.open()).toHaveLength(isSpread ? 1 : 2);
    expect(room.incidents.find(id)).toMatchObject(
      isSpread
        ? { cause: { type: 'place', id: 'building:b1' }, path: kitchen.slice(1), siteCount: 2, alertCount: 2 }
        : { cause: { type: 'place', id: 'site:kitchen' }, siteCount: 1, alertCount: 1 },
    );
    expect(changes.flatMap(({ moved }) => moved)).toEqual(isSpread ? ['smoke-alarm@b'] : []);
  });

  it('three with anything; then it takes in the whole building', () => {
    const { place, say, room, told } = createStory();
    place('a', kitchen);
    place('b', shop);
    place('c', flat);
    place('d', ['building:b1']);
    place('e', ['site:elsewhere', 'building:b2']);
    for (const [index, id] of ['a', 'b', 'c', 'd', 'e'].entries()) say(toRaise(index, id, { severity: 4 }));
    expect(told()).toEqual([
      'building:b1: smoke-alarm@a smoke-alarm@b smoke-alarm@c smoke-alarm@d',
      'site:elsewhere: smoke-alarm@e',
    ]);
    const merged = room.incidents.recentlyClosed();
    expect(merged).toHaveLength(2);
    const [building] = room.incidents.open().filter(({ cause }) => cause.id === 'building:b1');
    expect(merged.map(({ mergedInto, alertCount }) => [mergedInto, alertCount])).toEqual([
      [building?.id, 0],
      [building?.id, 0],
    ]);
  });

  it('when one becomes worse; not when the other was too long ago', () => {
    const { place, say, room } = createStory();
    place('a', kitchen);
    place('b', shop);
    say(toRaise(0, 'a', { severity: 2 }));
    say(toRaise(1, 'b', { severity: 3 }));
    expect(room.incidents.open()).toHaveLength(2);
    say({ ...toRaise(2, 'b', { severity: 2 }), change: 'worsen' });
    expect(room.incidents.open()).toHaveLength(1);

    const late = createStory();
    late.place('a', kitchen);
    late.place('b', shop);
    late.say(toRaise(0, 'a', { severity: 1 }));
    late.say(toRaise(incidentJoin_s + 1, 'b', { severity: 1 }));
    expect(late.room.incidents.open()).toHaveLength(2);
  });

  it('at once when an alert is about the building itself', () => {
    const { place, say, told } = createStory();
    place('a', kitchen);
    say(toRaise(0, 'a'));
    say(toRaise(1, 'a', { ruleId: 'quorum', scope: { type: 'building', id: 'b1' } }));
    place('b', shop);
    say(toRaise(2, 'b'));
    expect(told()).toEqual(['building:b1: smoke-alarm@a quorum@a smoke-alarm@b']);
  });
});

describe('the loss of a gateway or a feeder', () => {
  const { devices, within_s } = defaultDeskSettings.alarms.commonCause;

  it('makes one incident of enough silent devices, and of those that follow', () => {
    const { say, room, told } = createFleet(200, () => ({ gatewayId: 'gw' }));
    for (let index = 0; index < devices - 1; index += 1) say(toSilence(index, `d${index}`));
    expect(room.incidents.open()).toHaveLength(devices - 1);
    for (let index = devices - 1; index < 200; index += 1) say(toSilence(index, `d${index}`));
    expect(room.incidents.open()).toMatchObject([
      {
        cause: { type: 'gateway', id: 'gw' },
        title: { en: 'Gateway lost' },
        alertCount: 200,
        deviceCount: 200,
        siteCount: 200,
        openedAt: start,
      },
    ]);
    expect(room.incidents.open()[0]?.members[0]?.alertId).toBe('nothing-heard@d0');
    expect(told()[0]?.split(' ')).toHaveLength(201);
    expect(room.incidents.recentlyClosed()).toHaveLength(devices - 1);
  });

  it('asks for silence, by what was measured, within the time, of several devices', () => {
    const { say, room } = createFleet(8, () => ({ gatewayId: 'gw' }));
    for (let index = 0; index < 3; index += 1) say(toRaise(0, `d${index}`, { ruleId: 'smoke-offline' }));
    for (let index = 3; index < 5; index += 1) say(toSilence(0, `d${index}`));
    say(toSilence(within_s + 1, 'd5'));
    say(toSilence(within_s + 1, 'd5', { ruleId: 'other-silence' }));
    say(toSilence(within_s + 1, 'd5', { ruleId: 'third-silence' }));
    expect(room.incidents.open().filter(({ cause }) => cause.type === 'gateway')).toEqual([]);
  });

  it('is told by the gateway itself: those before come over, those after join, however late', () => {
    const { place, say, told, room } = createFleet(3, () => ({ gatewayId: 'gw' }));
    place('gw', ['site:roof', 'grid:g1']);
    say(toSilence(0, 'd0'));
    say(toSilence(30, 'gw'));
    expect(told()).toEqual(['gw: nothing-heard@d0 nothing-heard@gw']);
    say(toSilence(4 * incidentJoin_s, 'd1'));
    expect(told()).toEqual(['gw: nothing-heard@d0 nothing-heard@gw nothing-heard@d1']);
    expect(room.incidents.open()[0]).toMatchObject({ path: ['site:roof', 'grid:g1'] });
  });

  it('is the feeder where devices of several gateways fall silent; a lost gateway comes over whole', () => {
    const { say, told, room } = createFleet(6, (index) => ({
      gatewayId: `gw${index % 2}`,
      feederId: 'mains',
    }));
    for (const index of [0, 2, 4]) say(toSilence(0, `d${index}`));
    expect(told()).toEqual(['gw0: nothing-heard@d0 nothing-heard@d2 nothing-heard@d4']);
    say(toSilence(10, 'd1'));
    expect(told()).toEqual(['mains: nothing-heard@d0 nothing-heard@d2 nothing-heard@d4 nothing-heard@d1']);
    expect(room.incidents.of('nothing-heard@d0')).toMatchObject({ cause: { type: 'feeder', id: 'mains' } });
    const gateway = room.incidents.recentlyClosed().find(({ cause }) => cause.type === 'gateway');
    expect(gateway).toMatchObject({ mergedInto: room.incidents.open()[0]?.id, alertCount: 0 });
  });

  it('is the feeder of the gateway for devices that have a battery', () => {
    const { place, say, told } = createFleet(4, (index) => ({ gatewayId: `gw${index % 2}` }));
    for (const id of ['gw0', 'gw1']) place(id, [], { feederId: 'mains' });
    for (let index = 0; index < 4; index += 1) say(toSilence(index, `d${index}`));
    say(toSilence(5, 'gw0'));
    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatch(/^mains: .*d3 nothing-heard@gw0$/);
  });

  it('takes silent alerts out of the incidents of their sites, and leaves the rest there', () => {
    const { say, told, room } = createFleet(3, () => ({ gatewayId: 'gw' }));
    say(toRaise(0, 'd0', { severity: 1, latching: true }));
    for (let index = 0; index < 3; index += 1) say(toSilence(index, `d${index}`));
    expect(told().toSorted()).toEqual([
      'gw: nothing-heard@d0 nothing-heard@d1 nothing-heard@d2',
      'site:s0: smoke-alarm@d0',
    ]);
    expect(room.incidents.of('smoke-alarm@d0')).toMatchObject({ alertCount: 1, severity: 1 });
  });

  it('does not call a fire at the board a loss of power', () => {
    const { place, say, told } = createFleet(2, () => ({ feederId: 'board' }));
    place('board', ['site:cellar']);
    say(toRaise(0, 'board', { ruleId: 'cable-fire', severity: 1, latching: true }));
    say(toSilence(60, 'd0'));
    say(toSilence(61, 'd1'));
    expect(told()).toEqual(['site:cellar: cable-fire@board', 'board: nothing-heard@d0 nothing-heard@d1']);
  });
});

describe('what was there before', () => {
  it('is taken in when a snapshot knows alerts but no incidents', () => {
    const { place, say, room } = createStory();
    place('a', kitchen);
    say(toRaise(0, 'a'));
    say(toRaise(1, 'a', { ruleId: 'b' }));
    const old = room.desk.snapshot();
    const upgraded = createTestRoom();
    upgraded.restore([...toOldHead(2), old]);
    expect(upgraded.incidents.open()).toMatchObject([{ alertCount: 2, cause: { id: 'a' } }]);
    expect(upgraded.incidents.outbox.size()).toBe(3);
  });

  it('is known by the topology it had: who moves later stays in the incident', () => {
    const { place, say, told } = createStory();
    place('a', kitchen);
    say(toRaise(0, 'a'));
    place('a', ['site:elsewhere']);
    say(toRaise(1, 'a', { ruleId: 'b' }));
    expect(told().toSorted()).toEqual(['site:elsewhere: b@a', 'site:kitchen: smoke-alarm@a']);
  });
});

/** Devices of one grid, each at a site of its own. */
function createFleet(count: number, toOn: (index: number) => { gatewayId?: string; feederId?: string }) {
  const story = createStory();
  for (let index = 0; index < count; index += 1) {
    story.place(`d${index}`, [`site:s${index}`, 'grid:g1'], toOn(index));
  }
  return story;
}

/** The head of a snapshot of a room that had a desk and nothing else. */
function toOldHead(lastOffset: number): Uint8Array[] {
  const snapshot = createTestRoom().snapshot();
  expect(snapshot.length).toBeGreaterThan(1);
  return [serialize({ lastOffset, names: ['desk'] })];
}
