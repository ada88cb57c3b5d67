import { describe, expect, it } from 'vitest';
import type { MapDevices, MapPlaces } from '../../../domain/map.ts';
import type { AlertWithPlace, LiveIncident } from '../../live-protocol.ts';
import { testAlert } from '../alerts/test-alert.ts';
import { createAtlas } from './atlas.ts';
import { areSame, markOf, ringSteps, spotsOf } from './spots.ts';
import { thingsOf } from './things.ts';

const now = 1_800_000_000_000;
const square = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [4, 0],
      [4, 2],
      [0, 2],
      [0, 0],
    ],
  ],
} as const;
const places: MapPlaces = {
  areas: {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: square,
        properties: { code: 'b1', level: 'building', parentCode: 'g1', nameZh: '1栋', nameEn: 'B1' },
      },
      {
        type: 'Feature',
        geometry: null,
        properties: { code: 'g1', level: 'grid', parentCode: null, nameZh: '1格', nameEn: 'G1' },
      },
    ],
  },
  sites: {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [1, 1] },
        properties: { id: 's1', areaCode: 'b1', nameZh: '店', nameEn: 'Shop', devices: { smoke: 2 } },
      },
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [3, 1.5] },
        properties: { id: 's2', areaCode: 'b1', nameZh: '房', nameEn: 'Room', devices: {} },
      },
      {
        type: 'Feature',
        geometry: null,
        properties: { id: 's3', areaCode: 'g1', nameZh: '井', nameEn: 'Shaft', devices: {} },
      },
    ],
  },
};
const devices: MapDevices = {
  kinds: ['smoke'],
  states: ['online'],
  spots: [
    [
      's1',
      1,
      1,
      [
        ['d1', 0, 0],
        ['d2', 0, 0],
      ],
    ],
    ['s2', 3, 1.5, [['d3', 0, 0]]],
  ],
  unplaced: [['d4', 0, 0]],
};
const atlas = createAtlas(places, devices);

function alert(id: string, changes: Partial<AlertWithPlace> = {}): AlertWithPlace {
  return testAlert({ id, severity: 2, displayedSeverity: 2, latch: 'free', raisedAt: now, ...changes });
}

function incident(id: string, changes: Partial<LiveIncident> = {}): LiveIncident {
  return {
    id,
    version: 1,
    cause: { type: 'place', id: 'building:b1' },
    title: { zh: '事件', en: 'Incident' },
    place: { zh: '1栋', en: 'B1' },
    kinds: ['smoke'],
    path: ['building:b1'],
    severity: 2,
    alertCount: 2,
    openCount: 2,
    unacknowledgedCount: 2,
    deviceCount: 2,
    siteCount: 1,
    openedAt: now,
    lastAlertAt: now,
    closedAt: null,
    mergedInto: null,
    ...changes,
  };
}

describe('where things are', () => {
  it.each([
    ['a device', { scope: { type: 'device', id: 'd1' }, deviceId: 'd1' }, [1, 1]],
    ['a device without a site', { scope: { type: 'device', id: 'd4' }, deviceId: 'd4' }, null],
    ['a site', { scope: { type: 'site', id: 's2' }, deviceId: 'd1' }, [3, 1.5]],
    ['a site that nobody placed', { scope: { type: 'site', id: 's3' }, deviceId: 'd1' }, null],
    ['a building', { scope: { type: 'building', id: 'b1' }, deviceId: 'd1' }, [2, 1]],
    ['a rule', { scope: { type: 'rule', id: 'r' }, deviceId: 'd1' }, null],
  ] as const)('an alert about %s', (_what, about, at) => {
    expect(atlas.ofAlert(about)).toEqual(at);
  });

  it('an area without an outline lies where its sites are', () => {
    expect(atlas.boundsOf('g1')).toEqual([
      [1, 1],
      [3, 1.5],
    ]);
    expect(atlas.middleOf('g1')).toEqual([2, 1.25]);
    expect(atlas.boundsOf('b1')).toEqual([
      [0, 0],
      [4, 2],
    ]);
    expect(atlas.boundsOf('nowhere')).toBeNull();
    expect(atlas.all).toEqual([
      [0, 0],
      [4, 2],
    ]);
  });

  it.each([
    ['a place', { cause: { type: 'place', id: 'site:s2' } }, [3, 1.5]],
    ['a gateway: the middle of what fell silent', { cause: { type: 'gateway', id: 'gw' } }, [2, 1.25]],
    ['a rule', { cause: { type: 'rule', id: 'r' } }, null],
  ] as const)('an incident about %s', (_what, about, at) => {
    const two = [alert('a', { deviceId: 'd1' }), alert('b', { deviceId: 'd3' })];
    expect(atlas.ofIncident({ ...incident('i'), ...about }, two)).toEqual(at);
  });
});

describe('what the map shows', () => {
  it('is an incident in one mark, with what must be seen by itself beside it, each alert once', () => {
    const alerts = [
      alert('a', { incidentId: 'i', deviceId: 'd1' }),
      alert('b', { incidentId: 'i', deviceId: 'd3', operator: 'acknowledged' }),
      alert('c', { incidentId: 'i', deviceId: 'd1', displayedSeverity: 1 }),
    ];
    const things = thingsOf(alerts, [incident('i', { severity: 1 })], atlas);
    expect(things.map(({ id, alertIds, severity, at }) => ({ id, alertIds, severity, at }))).toEqual([
      { id: 'c', alertIds: ['c'], severity: 1, at: [1, 1] },
      { id: 'i', alertIds: ['a', 'b'], severity: 2, at: [2, 1] },
    ]);
    expect(things.every(({ isUnacknowledged }) => isUnacknowledged)).toBe(true);
  });

  it('has the worst first, even where an incident’s worst alert stands by itself', () => {
    const alerts = [
      alert('worst', { incidentId: 'i', deviceId: 'd1', displayedSeverity: 1 }),
      alert('least', { incidentId: 'i', deviceId: 'd3', displayedSeverity: 4 }),
      alert('alone', { deviceId: 'd4', displayedSeverity: 2 }),
    ];
    const things = thingsOf(alerts, [incident('i', { severity: 1, lastAlertAt: now + 9 })], atlas);
    expect(things.map(({ id }) => id)).toEqual(['worst', 'alone', 'least']);
  });

  it('gathers what is at one position under the worst, and leaves out what has none', () => {
    const alerts = [
      alert('minor', { deviceId: 'd1', displayedSeverity: 3, operator: 'acknowledged' }),
      alert('critical', { deviceId: 'd2', displayedSeverity: 1, operator: 'acknowledged' }),
      alert('lost', { deviceId: 'd4' }),
      alert('other', { deviceId: 'd3' }),
    ];
    const spots = spotsOf(thingsOf(alerts, [], atlas));
    const marks = spots.map((spot) => markOf(spot, now));
    expect(marks.map(({ icon, more, isUnacknowledged }) => ({ icon, more, isUnacknowledged }))).toEqual([
      { icon: 'mark-1-seen', more: 1, isUnacknowledged: false },
      { icon: 'mark-2-new', more: 0, isUnacknowledged: true },
    ]);
    expect((marks[0]?.order ?? 0) > (marks[1]?.order ?? 0)).toBe(true);
  });

  it('closes a forecast’s ring as its time comes, and wholly only then', () => {
    const forecast = {
      metric: 'temperature_c',
      threshold: 57,
      breachRuleId: 'r',
      expectedAt: now + 100_000,
      earliestAt: now + 80_000,
      latestAt: now + 150_000,
      probability: 0.8,
      record: { count: 0, cameTrue: 0, medianLead_s: null },
    };
    const foretold = alert('f', {
      deviceId: 'd1',
      displayedSeverity: 3,
      forecast,
      receivedAt: now,
      evidence: null,
    });
    const [spot] = spotsOf(thingsOf([foretold], [], atlas));
    const steps = [0, 50_000, 99_999, 100_000, 500_000].map((later) => markOf(spot!, now + later).icon);
    expect(steps).toEqual([0, 12, 23, ringSteps, ringSteps].map((step) => `ring-3-new-${step}`));
  });

  it('works only on what changed', () => {
    const [first] = spotsOf(thingsOf([alert('a', { deviceId: 'd1' })], [], atlas));
    const mark = markOf(first!, now);
    const before = new Map([[mark.id, mark]]);
    expect(areSame(before, new Map([[mark.id, { ...mark }]]))).toBe(true);
    expect(areSame(before, new Map([[mark.id, { ...mark, icon: 'mark-1-new' }]]))).toBe(false);
    expect(areSame(before, new Map([[mark.id, { ...mark, more: 1 }]]))).toBe(false);
    expect(areSame(before, new Map([['other', { ...mark, id: 'other' }]]))).toBe(false);
    expect(areSame(before, new Map())).toBe(false);
  });
});
