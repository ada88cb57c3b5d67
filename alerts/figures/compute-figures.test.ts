import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activation } from '../../domain/activation.ts';
import type { FigureName, FigureRow } from '../../domain/figures.ts';
import { createFigureSheet } from './compute-figures.ts';
import { floodsOf } from './floods.ts';
import { quantile, wilsonInterval } from './statistics.ts';
import { figuresOf, hour_ms, midnight, minute_ms, toActivation, toSheetOptions } from './test-activations.ts';

const day = { from: midnight, to: midnight + 24 * hour_ms };

function valueOf(row: FigureRow, name: FigureName): number | null {
  return row.figures[name].value;
}

function rounded(value: number | null): string | null {
  return value?.toFixed(9) ?? null;
}

function every(step_min: number, count: number, from_min = 0): Activation[] {
  return Array.from({ length: count }, (_, index) => toActivation(from_min + index * step_min));
}

describe('figures of a day, worked out by hand', () => {
  const { total } = figuresOf([
    // Three in the slot 00:00–00:10, one at 00:10, one at 12:00.
    toActivation(0, { severity: 1, acknowledgedAt: midnight + 20_000, endedAt: midnight + 29_999 }),
    toActivation(1, { severity: 2, acknowledgedAt: midnight + minute_ms + 40_000 }),
    toActivation(9.99, { acknowledgedAt: midnight + 10 * minute_ms + 59_400, endedAt: day.to }),
    toActivation(10, { severity: 4, deviceId: 'smoke-2', scope: { type: 'device', id: 'smoke-2' } }),
    toActivation(720, { ruleId: 'smoke-heat', isChatterStart: true, endedAt: midnight + 721 * minute_ms }),
    // Nobody was told of these.
    toActivation(30, { announcedAt: null, mutedBy: 'shelved' }),
    toActivation(31, { announcedAt: null, mutedBy: 'outOfService' }),
    toActivation(32, { announcedAt: null, mutedBy: 'retrospective' }),
    // Off the shelf after an hour: muted when it began, announced at 01:40.
    toActivation(40, { announcedAt: midnight + 100 * minute_ms, mutedBy: 'shelved' }),
  ]);

  it.each<[FigureName, number | null, number]>([
    ['alertsPerTenMinutesMean', 6 / 144, 6],
    ['alertsPerTenMinutesMax', 3, 6],
    ['alertsPerDay', 6, 6],
    ['floodShare', 0, 0],
    ['floods', 0, 6],
    ['chattering', 1, 6],
    ['fleeting', 1, 6],
    ['stale', 0, 6],
    ['lowSeverityShare', 4 / 6, 6],
    ['middleSeverityShare', 1 / 6, 6],
    ['highSeverityShare', 1 / 6, 6],
    ['topTenShare', 1, 6],
    // 20, 40 and 60 s; nine of ten lie at 0.8 of the way from 40 to 60.
    ['acknowledgeMedian_s', 40, 3],
    ['acknowledgeP90_s', 56, 3],
    ['unacknowledged', 3, 6],
    ['muted', 3, 6],
    ['falseAlarmShare', null, 0],
    ['forecastsTrueShare', null, 0],
    ['closedInTimeShare', null, 0],
  ])('%s is %d of %d', (name, value, base) => {
    const figure = total.figures[name];
    expect(rounded(figure.value)).toBe(rounded(value));
    expect(figure.base).toBe(base);
  });

  it('say what was muted by what, and where the announced ones came from', () => {
    expect(total.mutedBy).toEqual({ shelved: 2, outOfService: 1 });
    expect(total.bySeverity).toEqual([1, 1, 3, 1]);
    expect(total.sources).toEqual([
      { ruleId: 'smoke-alarm', scopeId: 'smoke-1', deviceId: 'smoke-1', count: 4 },
      { ruleId: 'smoke-alarm', scopeId: 'smoke-2', deviceId: 'smoke-2', count: 1 },
      { ruleId: 'smoke-heat', scopeId: 'smoke-1', deviceId: 'smoke-1', count: 1 },
    ]);
  });

  it('judge one seat against target and limit', () => {
    const { figures } = total;
    expect(figures.alertsPerTenMinutesMean.verdict).toBe('met');
    expect(figures.chattering.verdict).toBe('missed');
    expect(figures.highSeverityShare.verdict).toBe('missed');
    expect(figures.acknowledgeMedian_s.verdict).toBeNull();
    expect(figures.falseAlarmShare).toEqual({ value: null, base: 0, gap: 'none', verdict: null });
  });
});

describe('targets for one operator', () => {
  const seats = ['seat-1', 'seat-2'].map((id) => ({ ...toSheetOptions().seats[0]!, id }));
  const busy = every(1, 400);

  it('judge a seat, and no centre of two', () => {
    const { total, groups } = figuresOf(busy, { by: 'seat', seats });
    expect(total.figures.alertsPerDay).toMatchObject({ value: 400, verdict: null });
    const [first, second] = groups;
    expect(first).toMatchObject({ key: 'seat-1', name: { en: 'seat-1' } });
    expect(first!.figures.alertsPerDay).toMatchObject({ value: 400, verdict: 'exceeded' });
    expect(second!.figures.alertsPerDay).toMatchObject({ value: 0, verdict: 'met' });
  });

  it('judge no area, rule or device', () => {
    const { groups } = figuresOf(busy, { by: 'rule' });
    expect(groups[0]!.figures.alertsPerDay.verdict).toBeNull();
    expect(groups[0]!.figures.floodShare).toMatchObject({ value: null, gap: 'perSeatOnly' });
  });

  it('are not worked out for less than a day', () => {
    const period = { from: midnight, to: midnight + 8 * hour_ms };
    expect(figuresOf(busy, { period }).total.figures.alertsPerDay).toMatchObject({ gap: 'tooShort' });
    expect(figuresOf(busy, { period }).total.figures.alertsPerTenMinutesMean.value).toBeCloseTo(400 / 48);
  });
});

describe('floods', () => {
  it.each([
    ['nine are none', every(1, 9), 0, 0],
    // The tenth comes at 00:09; at 00:10 the first is too old.
    ['ten within ten minutes', every(1, 10), 1, 1],
    ['ten in just ten minutes are none', every(10 / 9, 10), 0, 0],
    // The tenth at 00:04:30, the thirtieth at 00:14:30; the 21st, of 00:10, is too old at 00:20.
    ['one that goes on', every(0.5, 30), 1, 15.5],
    ['two', [...every(0.5, 10), ...every(0.5, 10, 600)], 2, 11],
  ])('%s', (...[, activations, floods, minutes]) => {
    const { total } = figuresOf(activations);
    expect(valueOf(total, 'floods')).toBe(floods);
    expect(valueOf(total, 'floodShare')! * 24 * 60).toBeCloseTo(minutes, 9);
  });

  it('are of one seat: ten over two seats are none', () => {
    const activations = every(0.5, 10).map((one, index) => ({ ...one, seats: [`seat-${index % 2}`] }));
    expect(figuresOf(activations).floods).toEqual([]);
  });

  it('that began before the period are counted for what lies in it', () => {
    const activations = every(0.5, 20, -5);
    const { total, floods } = figuresOf(activations);
    expect(floods).toEqual([
      { seat: 'seat-1', from: midnight - 30_000, to: midnight + 10 * minute_ms, alerts: 20 },
    ]);
    expect(valueOf(total, 'floods')).toBe(0);
    expect(valueOf(total, 'floodShare')! * 24 * 60).toBeCloseTo(10, 9);
  });

  it('last as long as a look at every second says', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { maxLength: 60 }), (seconds) => {
        const times = Float64Array.from(seconds).sort();
        const floods = floodsOf(times, { alerts: 4, within_ms: 100 });
        const length = floods.reduce((sum, { from, to }) => sum + to - from, 0);
        let looked = 0;
        for (let at = 0; at < 3_200; at += 1) {
          if (seconds.filter((time) => time <= at && time > at - 100).length >= 4) looked += 1;
        }
        expect(length).toBe(looked);
      }),
      { numRuns: 50 },
    );
  });
});

describe('stale alerts', () => {
  it.each([
    ['a day and a minute old', toActivation(-1), 1],
    ['just a day old', toActivation(0), 0],
    ['old, over, and unseen', toActivation(-60, { endedAt: midnight }), 1],
    ['old and closed in the period', toActivation(-60, { leftAt: midnight + hour_ms }), 0],
    ['old and closed after the period', toActivation(-60, { leftAt: day.to + 1 }), 1],
    ['old and muted', toActivation(-60, { announcedAt: null, mutedBy: 'shelved' }), 1],
  ])('%s', (_what, activation, stale) => {
    expect(valueOf(figuresOf([activation]).total, 'stale')).toBe(stale);
  });

  it('are those at the end of each day', () => {
    const period = { from: midnight, to: midnight + 72 * hour_ms };
    const { groups } = figuresOf([toActivation(60, { leftAt: midnight + 50 * hour_ms })], {
      period,
      by: 'day',
    });
    expect(groups.map((row) => [row.key, valueOf(row, 'stale')])).toEqual([
      ['2026-11-21', 0],
      ['2026-11-22', 1],
      ['2026-11-23', 0],
    ]);
  });
});

function found(...findings: Activation['finding'][]): FigureRow {
  return figuresOf(findings.map((finding, minute) => toActivation(minute, { finding }))).total;
}

describe('findings', () => {
  it.each([
    [['real', 'cooking', 'steam', 'dust', 'insects', 'deviceFault'] as const, 5 / 6, 6],
    [['real', 'test', 'drill', null] as const, 0, 1],
    [['test', 'drill'] as const, null, 0],
    [['cooking'] as const, 1, 1],
  ])('%j', (findings, value, base) => {
    expect(found(...findings).figures.falseAlarmShare).toMatchObject({ value, base });
  });

  it('of forecasts are not the detector’s', () => {
    const activation = toActivation(0, { finding: 'cooking', isForecast: true });
    expect(figuresOf([activation]).total.figures.falseAlarmShare.base).toBe(0);
  });
});

describe('forecasts', () => {
  it('count once their outcome is known', () => {
    const ends = [
      { forecastResult: 'breached', lead_s: 600 },
      { forecastResult: 'breached', lead_s: 1_200 },
      { forecastResult: 'breached', lead_s: 300 },
      { forecastResult: 'withdrawn' },
      { forecastResult: 'lost' },
      {},
    ] as const;
    const { figures } = figuresOf(
      ends.map((end, minute) => toActivation(minute, { isForecast: true, ...end })),
    ).total;
    expect(figures.forecastsTrueShare).toMatchObject({ value: 0.75, base: 4 });
    expect(figures.forecastLeadMedian_s).toMatchObject({ value: 600, base: 3 });
  });
});

describe('cases and notifications', () => {
  const fact = {
    path: ['community:c1', 'street:s1'] as const,
    deviceId: 'smoke-1',
    reportedAt: midnight - 2 * minute_ms,
    dispatchedAt: midnight + 2 * minute_ms,
    arrivedAt: midnight + 10 * minute_ms,
    closedAt: midnight + 60 * minute_ms,
    overdueCount: 0,
  };
  const delivery = {
    state: 'sent',
    createdAt: midnight,
    sentAt: midnight + 2_000,
    confirmedAt: null,
    deviceId: 'smoke-1',
    channelId: 'sms',
  } as const;

  it('have their own times in the period', () => {
    const sheet = createFigureSheet(toSheetOptions());
    sheet.addCase(fact);
    // Dispatched before the period, arrived in it, late, not closed.
    sheet.addCase({
      ...fact,
      dispatchedAt: midnight - 1,
      arrivedAt: midnight + 18 * minute_ms,
      closedAt: null,
    });
    sheet.addCase({ ...fact, dispatchedAt: null, arrivedAt: null, overdueCount: 2 });
    const { figures } = sheet.result([]).total;
    expect(figures.dispatchMedian_min).toMatchObject({ value: 4, base: 1 });
    expect(figures.arriveMedian_min).toMatchObject({ value: 16, base: 2 });
    expect(figures.arriveP90_min.value).toBeCloseTo(19.2);
    expect(figures.closedInTimeShare).toMatchObject({ value: 0.5, base: 2 });
  });

  it('are told by area, and not by seat', () => {
    const byArea = createFigureSheet(toSheetOptions({ by: 'area' }));
    byArea.addCase(fact);
    expect(byArea.result([]).groups.map((row) => [row.key, row.figures.closedInTimeShare.value])).toEqual([
      ['c1', 1],
      ['s1', 1],
    ]);
    const bySeat = createFigureSheet(toSheetOptions({ by: 'seat' }));
    bySeat.addCase(fact);
    const { total, groups } = bySeat.result([]);
    expect(total.figures.closedInTimeShare.value).toBe(1);
    expect(groups[0]!.figures.closedInTimeShare).toMatchObject({ value: null, gap: 'notHere' });
  });

  it('count what was sent, confirmed and failed, and not what was not needed any more', () => {
    const sheet = createFigureSheet(toSheetOptions());
    sheet.addDelivery(delivery);
    sheet.addDelivery({
      ...delivery,
      state: 'confirmed',
      sentAt: midnight + 4_000,
      confirmedAt: midnight + 34_000,
    });
    sheet.addDelivery({ ...delivery, state: 'failed', sentAt: null });
    sheet.addDelivery({ ...delivery, state: 'waiting', sentAt: null });
    sheet.addDelivery({ ...delivery, state: 'void', sentAt: null });
    sheet.addDelivery({ ...delivery, createdAt: midnight - 1 });
    const { figures } = sheet.result([]).total;
    expect(figures.deliveriesSent).toMatchObject({ value: 2, base: 4 });
    expect(figures.deliveriesFailed).toMatchObject({ value: 1, verdict: 'missed' });
    expect(figures.deliveriesConfirmed.value).toBe(1);
    expect(figures.deliveryMedian_s.value).toBe(3);
    expect(figures.confirmationMedian_s.value).toBe(30);
  });
});

describe('groups', () => {
  it('of areas have what lies below', () => {
    const { groups } = figuresOf(
      [
        toActivation(0),
        toActivation(1, { path: ['site:shop-2', 'community:c2', 'street:s1'] }),
        toActivation(2, { path: [] }),
      ],
      { by: 'area' },
    );
    expect(groups.map(({ key, announced }) => [key, announced])).toEqual([
      ['s1', 2],
      ['c1', 1],
      ['c2', 1],
    ]);
  });

  it('of shifts have their own hours', () => {
    const name = { zh: '班', en: 'Shift' };
    const shifts = [
      { id: 'day', name, from: '08:00', to: '20:00' },
      { id: 'night', name, from: '20:00', to: '08:00' },
    ];
    const { groups } = figuresOf([toActivation(60), toActivation(500), toActivation(1_300)], {
      by: 'shift',
      shifts,
    });
    expect(groups.map(({ key, announced, duration_s }) => [key, announced, duration_s / 3_600])).toEqual([
      ['day', 1, 12],
      ['night', 2, 12],
    ]);
    expect(
      figuresOf([toActivation(60), toActivation(500)], { filter: { shift: 'day' }, shifts }).total,
    ).toMatchObject({
      announced: 1,
      duration_s: 12 * 3_600,
    });
  });

  it.each([
    [{ seat: 'seat-2' }, 1],
    [{ seat: 'none' }, 1],
    [{ area: 's2' }, 1],
    [{ area: 'shop-1' }, 0],
    [{ device: 'smoke-1' }, 3],
    [{ rule: 'other' }, 0],
    [{ kind: 'smoke' as const }, 3],
  ])('leave out what was not asked for: %j', (filter, announced) => {
    const activations = [
      toActivation(0),
      toActivation(1, { seats: ['seat-2'], path: ['street:s2'] }),
      toActivation(2, { seats: [] }),
    ];
    expect(figuresOf(activations, { filter }).total.announced).toBe(announced);
  });
});

const anyActivation = fc
  .record({
    minute: fc.integer({ min: -3_000, max: 2_000 }),
    late: fc.constantFrom(null, 0, 0, 90),
    lasts: fc.constantFrom(null, 0.2, 5, 2_000),
    seen: fc.constantFrom(null, 0.5, 30),
    severity: fc.constantFrom<1 | 2 | 3 | 4>(1, 2, 3, 4),
    seats: fc.constantFrom(['seat-1'], ['seat-2'], ['seat-1', 'seat-2'], []),
    device: fc.nat(5),
    finding: fc.constantFrom(null, 'real', 'cooking', 'drill'),
  })
  .map(({ minute, late, lasts, seen, severity, seats, device, finding }, index = 0) => {
    const after = (minutes: number | null): number | null =>
      minutes === null ? null : midnight + (minute + minutes) * minute_ms;
    return toActivation(minute, {
      alertId: `${minute}-${device}-${index}`,
      announcedAt: after(late),
      mutedBy: late === 0 ? null : 'shelved',
      endedAt: after(lasts),
      leftAt: after(lasts === null || seen === null ? null : Math.max(lasts, seen)),
      acknowledgedAt: after(seen),
      severity,
      seats,
      deviceId: `d${device}`,
      scope: { type: 'device', id: `d${device}` },
      finding: finding as Activation['finding'],
    });
  });

describe('whatever happens', () => {
  it('the order in which it is told makes no difference', () => {
    fc.assert(
      fc.property(fc.array(anyActivation, { maxLength: 40 }), fc.nat(), (activations, seed) => {
        const shuffled = activations.toSorted(
          (a, b) => ((a.beganAt * 7 + seed) % 13) - ((b.beganAt * 7 + seed) % 13),
        );
        for (const by of ['seat', 'area', 'day', 'device'] as const) {
          expect(figuresOf(shuffled, { by })).toEqual(figuresOf(activations, { by }));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a period is the sum of its parts', () => {
    const period = { from: midnight, to: midnight + 30 * hour_ms };
    fc.assert(
      fc.property(
        fc.array(anyActivation, { maxLength: 80 }),
        fc.integer({ min: 1, max: 179 }),
        (activations, slot) => {
          const cut = midnight + slot * 10 * minute_ms;
          const whole = figuresOf(activations, { period }).total;
          const parts = [
            figuresOf(activations, { period: { from: period.from, to: cut } }).total,
            figuresOf(activations, { period: { from: cut, to: period.to } }).total,
          ];
          const sum = (value: (row: FigureRow) => number): number => value(parts[0]!) + value(parts[1]!);
          const additive: FigureName[] = ['chattering', 'fleeting', 'unacknowledged', 'muted', 'floods'];
          for (const name of additive) expect(valueOf(whole, name)).toBe(sum((row) => valueOf(row, name)!));
          expect(whole.announced).toBe(sum((row) => row.announced));
          expect(whole.figures.falseAlarmShare.base).toBe(sum((row) => row.figures.falseAlarmShare.base));
          const flood_s = (row: FigureRow): number => valueOf(row, 'floodShare')! * row.duration_s;
          expect(flood_s(whole)).toBeCloseTo(sum(flood_s), 6);
          const most = parts.map((row) => valueOf(row, 'alertsPerTenMinutesMax')!);
          expect(valueOf(whole, 'alertsPerTenMinutesMax')).toBe(Math.max(...most));
          expect(valueOf(whole, 'stale')).toBe(valueOf(parts[1]!, 'stale'));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('the days of a period, and the devices in it, make up the whole', () => {
    const period = { from: midnight - 5 * hour_ms, to: midnight + 30 * hour_ms };
    fc.assert(
      fc.property(fc.array(anyActivation, { maxLength: 60 }), (activations) => {
        for (const by of ['day', 'device', 'rule', 'kind'] as const) {
          const { total, groups } = figuresOf(activations, { period, by });
          expect(groups.reduce((sum, row) => sum + row.announced, 0)).toBe(total.announced);
          expect(groups.reduce((sum, row) => sum + valueOf(row, 'muted')!, 0)).toBe(valueOf(total, 'muted'));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('statistics', () => {
  it.each([
    [[], 0.5, null],
    [[7], 0.9, 7],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 2, 3], 0.5, 2.5],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], 0.9, 9],
  ])('the quantile of %j at %d is %d', (values, q, result) => {
    expect(quantile(values, q)).toBe(result);
  });

  // Newcombe (1998), Statistics in Medicine 17: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [2, 2, 0.3424, 1],
    [0, 0, 0, 1],
  ])('%d of %d lie between %d and %d', (...[hits, count, low, high]) => {
    const interval = wilsonInterval(hits, count);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});
