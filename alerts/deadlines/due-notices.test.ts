import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar-date.ts';
import { defaultDeadlineSettings as settings } from './deadline-settings.ts';
import { dueNotices, type DatedDevice } from './due-notices.ts';

const today = '2026-11-22';

function device(id: string, rest: Partial<DatedDevice> = {}): DatedDevice {
  return { id, kind: 'smoke', inspectionDueOn: null, endOfLifeOn: null, path: [], ...rest };
}

function noticesOf(devices: readonly DatedDevice[], open: Parameters<typeof dueNotices>[1]['open'] = []) {
  return dueNotices(devices, { today, settings, open });
}

describe('the stages of a deadline', () => {
  it.each([
    [31, null],
    [30, { stage_days: 30, severity: 4 }],
    [8, { stage_days: 30, severity: 4 }],
    [7, { stage_days: 7, severity: 3 }],
    [2, { stage_days: 7, severity: 3 }],
    [1, { stage_days: 1, severity: 3 }],
    [0, { stage_days: 1, severity: 3 }],
    [-1, { stage_days: -1, severity: 2 }],
    [-4_000, { stage_days: -1, severity: 2 }],
  ])('%i days before', (days, expected) => {
    const lift = device('lift', { kind: 'elevator', inspectionDueOn: addDays(today, days) });
    const notices = noticesOf([lift]);
    const whole = {
      ruleId: 'device-inspection-due',
      scope: { type: 'device', id: 'lift' },
      daysLeft: days,
      devices: 1,
    };
    expect(notices).toMatchObject(expected === null ? [] : [{ ...whole, ...expected }]);
    expect(notices).toHaveLength(expected === null ? 0 : 1);
  });

  it('are those of the settings', () => {
    const other = { ...settings, ahead: [{ days: 90, severity: 3 as const }], overdueSeverity: 1 as const };
    const devices = [
      device('a', { endOfLifeOn: addDays(today, 90) }),
      device('b', { endOfLifeOn: addDays(today, -1) }),
    ];
    const notices = dueNotices(devices, { today, settings: other, open: [] });
    expect(notices.map(({ severity }) => severity)).toEqual([3, 1]);
  });

  it('of an inspection and of the end of life are two notices', () => {
    const both = device('both', { inspectionDueOn: today, endOfLifeOn: today });
    expect(noticesOf([both]).map(({ ruleId }) => ruleId)).toEqual([
      'device-inspection-due',
      'device-end-of-life',
    ]);
  });
});

describe('a batch that ends on one day', () => {
  const soon = addDays(today, 20);
  const inBuilding = (count: number, building: string): DatedDevice[] =>
    Array.from({ length: count }, (_, index) =>
      device(`${building}-${index}`, {
        endOfLifeOn: soon,
        path: [`site:shop-${building}-${index}`, `building:${building}`, 'grid:g1'],
      }),
    );

  it('of a thousand detectors is one notice a building, with the count', () => {
    const devices = Array.from({ length: 20 }, (_, index) => inBuilding(50, `b${index}`)).flat();
    const notices = noticesOf(devices);
    expect(notices).toHaveLength(20);
    expect(notices[0]).toMatchObject({
      scope: { type: 'building', id: 'b0' },
      deviceId: 'b0-0',
      devices: 50,
    });
  });

  it('is one a site where there is no building, and one of its own where there is no place', () => {
    const onSite = Array.from({ length: 5 }, (_, index) =>
      device(`s${index}`, { endOfLifeOn: soon, path: ['site:yard', 'grid:g1'] }),
    );
    const nowhere = Array.from({ length: 500 }, (_, index) => device(`n${index}`, { endOfLifeOn: soon }));
    expect(noticesOf([...onSite, ...nowhere]).map(({ scope, devices }) => [scope, devices])).toEqual([
      [{ type: 'site', id: 'yard' }, 5],
      [{ type: 'rule', id: 'device-end-of-life' }, 500],
    ]);
  });

  it('of a few stays one each', () => {
    expect(noticesOf(inBuilding(3, 'b1')).map(({ scope }) => scope.type)).toEqual([
      'device',
      'device',
      'device',
    ]);
  });

  it('counts from the first of its dates', () => {
    const devices = inBuilding(5, 'b1');
    const overdue = device('zz', { endOfLifeOn: addDays(today, -1), path: ['building:b1'] });
    expect(noticesOf([...devices, overdue])).toMatchObject([{ deviceId: 'zz', severity: 2, devices: 6 }]);
  });

  it('stays one notice down to its last device, and who has a notice of its own keeps it', () => {
    const rule = 'device-end-of-life';
    const group = { ruleId: rule, scope: { type: 'building', id: 'b1' } } as const;
    expect(noticesOf(inBuilding(1, 'b1'), [group])).toMatchObject([{ scope: group.scope, devices: 1 }]);
    const own = { ruleId: rule, scope: { type: 'device', id: 'b1-0' } } as const;
    const scopes = noticesOf(inBuilding(5, 'b1'), [own]).map(({ scope, devices }) => [scope.type, devices]);
    expect(scopes).toEqual([
      ['device', 1],
      ['building', 4],
    ]);
  });
});
