import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds, metricIndex } from '../../domain/kinds.ts';
import { compileDeviation } from './deviation.ts';
import type { DeviationEntry } from './deviation-entry.ts';
import { createVerdict, unknownLevel, type DeviceView } from './evaluator.ts';

const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;
/** Midnight in China. */
const midnight = Date.UTC(2025, 2, 3, 16);
const leakage: DeviationEntry = {
  metric: 'residual_current_ma',
  at_least: 6,
  minimum: 30,
  baseline: 'hour_of_day',
  warm_up_h: 24,
};

interface Place {
  /** Where the device's numbers begin in the page. */
  readonly pageOffset: number;
  readonly reserved: number;
}

/** A device with this one rule, driven as the engine does it. */
function createDevice(entry: DeviationEntry, place: Place = { pageOffset: 0, reserved: 0 }) {
  let reserved = place.reserved;
  const evaluator = compileDeviation(entry, {
    kind: 'electrical',
    reserve(slots) {
      reserved += slots;
      return reserved - slots;
    },
    compile: () => {
      throw new Error('nothing is nested');
    },
  });
  const metrics = kinds.electrical.metrics.length;
  const index = metricIndex('electrical', entry.metric) ?? -1;
  const valuesAt = place.pageOffset;
  const view: DeviceView = {
    data: new Float64Array(place.pageOffset + 2 * metrics + reserved + 7).fill(NaN),
    valuesAt,
    timesAt: valuesAt + metrics,
    memoryAt: valuesAt + 2 * metrics,
    now: 0,
    ourNow: 0,
    heardAt: 0,
    hold_ms: 2 * hour_ms,
    fresh: 0,
  };
  const verdict = createVerdict();
  let activeLevels = 0;
  return {
    evaluator,
    view,
    /** The level after a reading; NaN is a reading without a valid value. */
    read(time: number, value: number): number {
      view.now = time;
      view.data[view.valuesAt + index] = value;
      if (!Number.isNaN(value)) view.data[view.timesAt + index] = time;
      view.fresh = Number.isNaN(value) ? 0 : 1 << index;
      evaluator.observe(view);
      return this.judge(time);
    },
    judge(now: number): number {
      view.now = now;
      const quiet = evaluator.isQuiet(view);
      evaluator.judge(
        view,
        { activeLevels, metrics: activeLevels > 0 ? 1 << index : 0, threshold: NaN },
        verdict,
      );
      if (quiet && activeLevels === 0) expect(verdict.level).toBe(0);
      if (verdict.level !== unknownLevel) activeLevels = verdict.level;
      return verdict.level;
    },
    news: () => evaluator.explain(view)['news_sd'] ?? NaN,
    verdict,
  };
}

/** Leakage with a daily cycle, a little noise without chance, every ten minutes. */
function usual(time: number): number {
  const hour = ((time + 8 * hour_ms) % day_ms) / hour_ms;
  const noise = 4 * Math.sin(time / 1_234_567) + 3 * Math.sin(time / 345_678);
  return 120 + (hour >= 8 && hour < 20 ? 80 : 0) + noise;
}

function* times(from: number, days: number): Generator<number> {
  for (let time = from; time < from + days * day_ms; time += 600_000) yield time;
}

describe('deviation from the device’s own baseline', () => {
  it('is unknown while it warms up, whatever comes, and quiet afterwards', () => {
    const device = createDevice(leakage);
    const levels = new Set<number>();
    for (const time of times(midnight, 0.99)) levels.add(device.read(time, usual(time)));
    expect(levels).toEqual(new Set([unknownLevel]));
    for (const time of times(midnight + day_ms, 20))
      expect(device.read(time, usual(time))).not.toBeGreaterThan(0);
  });

  it('sees at night what would be ordinary by day, once it knows the hours', () => {
    const byHour = createDevice(leakage);
    const allDay = createDevice({ ...leakage, baseline: 'all_day' });
    for (const time of times(midnight, 10)) {
      byHour.read(time, usual(time));
      allDay.read(time, usual(time));
    }
    const night = midnight + 10 * day_ms + 3 * hour_ms;
    expect(byHour.read(night, 195)).toBe(1);
    expect(allDay.read(night, 195)).toBe(0);
    expect(byHour.evaluator).toMatchObject({ quantity: 'deviation', thresholds: [6] });
    expect(byHour.verdict.value).toBeGreaterThan(6);
    expect(byHour.verdict.value).toBeLessThan(60);
    const facts = byHour.evaluator.explain(byHour.view);
    expect(facts['usual_residual_current_ma']).toBeGreaterThan(110);
    expect(facts['usual_residual_current_ma']).toBeLessThan(130);
    expect(facts['beyond_usual_residual_current_ma']).toBeGreaterThan(60);
  });

  it('needs the least difference in the metric’s unit too, and looks to its side only', () => {
    const device = createDevice(leakage);
    const down = createDevice({ ...leakage, direction: 'down' });
    for (const time of times(midnight, 10)) {
      device.read(time, 100 + (time % 3));
      down.read(time, 100 + (time % 3));
    }
    const later = midnight + 10 * day_ms;
    expect(device.read(later, 128)).toBe(0);
    expect(device.read(later + 1000, 135)).toBe(1);
    expect(down.read(later, 135)).toBe(0);
    expect(down.read(later + 1000, 65)).toBe(1);
  });

  it('holds on to a fault that lasts for days, and gives way in the end', () => {
    const device = createDevice(leakage);
    for (const time of times(midnight, 14)) device.read(time, usual(time));
    const fault = midnight + 14 * day_ms;
    for (const time of times(fault, 7)) expect(device.read(time, usual(time) + 150)).toBe(1);
    let last = 1;
    for (const time of times(fault + 7 * day_ms, 200)) last = device.read(time, usual(time) + 150);
    expect(last).toBe(0);
  });

  it('clears only well below what raised it', () => {
    const device = createDevice({ ...leakage, baseline: 'all_day', at_least: 5, minimum: 50 });
    for (const time of times(midnight, 10)) device.read(time, 100);
    const later = midnight + 10 * day_ms;
    expect(device.read(later, 151)).toBe(1);
    expect(device.read(later + 1000, 140)).toBe(1);
    expect(device.read(later + 2000, 136)).toBe(0);
    expect(device.read(later + 3000, 140)).toBe(0);
  });

  it('is unknown when the value is missing or too old, also in a breach', () => {
    const device = createDevice(leakage);
    for (const time of times(midnight, 10)) device.read(time, usual(time));
    const later = midnight + 10 * day_ms;
    expect(device.read(later, 400)).toBe(1);
    expect(device.judge(later + 2 * hour_ms)).toBe(1);
    expect(device.verdict.knownUntil).toBe(later + 2 * hour_ms);
    expect(device.judge(later + 2 * hour_ms + 1)).toBe(unknownLevel);
    expect(device.read(later + 3 * hour_ms, NaN)).toBe(unknownLevel);
    expect(device.read(later + 3 * hour_ms + 1, 400)).toBe(1);
  });

  it('does not count a silence as time learned', () => {
    const device = createDevice(leakage);
    for (const time of times(midnight, 0.5)) device.read(time, usual(time));
    expect(device.read(midnight + 30 * day_ms, 120)).toBe(unknownLevel);
    for (const time of times(midnight + 30 * day_ms, 0.5)) device.read(time, usual(time));
    expect(device.read(midnight + 31 * day_ms, usual(midnight + 31 * day_ms))).toBe(0);
  });

  it('begins anew when its memory is NaN again, as after a clock that was set back', () => {
    const device = createDevice(leakage);
    for (const time of times(midnight, 3)) device.read(time, usual(time));
    device.view.data.fill(NaN, device.view.memoryAt);
    expect(device.read(midnight - 1000 * day_ms, 500)).toBe(unknownLevel);
    for (const time of times(midnight - 1000 * day_ms, 1.1)) device.read(time, usual(time));
    expect(device.judge(device.view.now)).toBe(0);
  });

  it('raises no alarm over a metric that the kind lacks', () => {
    const device = createDevice({ ...leakage, metric: 'depth_m' });
    expect(device.judge(midnight)).toBe(unknownLevel);
  });
});

describe('drift', () => {
  const drift: DeviationEntry = {
    metric: 'residual_current_ma',
    at_least: 3,
    minimum: 40,
    baseline: 'drift',
    warm_up_h: 168,
  };

  it('sees a rise over weeks, not an evening', () => {
    const device = createDevice(drift);
    const still = createDevice(drift);
    let raisedAfter_days = Infinity;
    for (const time of times(midnight, 120)) {
      const age_days = (time - midnight) / day_ms;
      const cooking = age_days % 1 > 0.5 && age_days % 1 < 0.6 ? 300 : 0;
      const noise = 4 * Math.sin(time / 1_234_567);
      expect(still.read(time, 100 + noise + cooking)).not.toBe(1);
      if (device.read(time, 100 + noise + cooking + age_days) === 1)
        raisedAfter_days = Math.min(raisedAfter_days, age_days);
    }
    expect(raisedAfter_days).toBeGreaterThan(40);
    expect(raisedAfter_days).toBeLessThan(70);
  });
});

describe('sudden', () => {
  const sudden: DeviationEntry = {
    metric: 'residual_current_ma',
    at_least: 4,
    baseline: 'sudden',
    direction: 'both',
    warm_up_h: 48,
  };

  /** The times at which it begins to be breached. */
  function onsets(entry: DeviationEntry, value: (time: number) => number): readonly number[] {
    const device = createDevice(entry);
    const found: number[] = [];
    let before = 0;
    for (const time of times(midnight, 20)) {
      const level = device.read(time, value(time));
      if (level === 1 && before !== 1) found.push(time);
      before = level;
    }
    return found;
  }

  const fault = midnight + 12 * day_ms + 3 * hour_ms;

  it('says nothing of an ordinary fortnight, and hears a single reading out of the ordinary', () => {
    expect(onsets(sudden, usual)).toEqual([]);
    expect(onsets(sudden, (time) => usual(time) + (time === fault ? 300 : 0))).toEqual([fault]);
    expect(onsets(sudden, (time) => usual(time) - (time === fault ? 100 : 0))).toEqual([fault]);
    expect(
      onsets({ ...sudden, direction: 'up' }, (time) => usual(time) - (time === fault ? 100 : 0)),
    ).toEqual([]);
  });

  it('says what comes again once, and again when it is worse', () => {
    const again = fault + 2 * hour_ms;
    const worse = fault + 4 * hour_ms;
    const spike = new Map([
      [fault, 200],
      [again, 200],
    ]);
    const rising = new Map([...spike, [worse, 2_000]]);
    expect(onsets(sudden, (time) => usual(time) + (spike.get(time) ?? 0))).toEqual([fault]);
    expect(onsets(sudden, (time) => usual(time) + (rising.get(time) ?? 0))).toEqual([fault, worse]);
  });

  it('holds while it lasts for hours', () => {
    const device = createDevice(sudden);
    for (const time of times(midnight, 12.125)) device.read(time, usual(time));
    for (let time = fault; time < fault + 6 * hour_ms; time += 600_000) {
      expect(device.read(time, usual(time) + 300)).toBe(1);
    }
  });

  it('wants more of a device that is wild by nature', () => {
    const device = createDevice(sudden);
    const calm = createDevice(sudden);
    for (const time of times(midnight, 12)) {
      const burst = Math.floor(time / 600_000) % 37 === 0 ? 200 + (time % 7) * 20 : 0;
      device.read(time, usual(time) + burst);
      calm.read(time, usual(time));
    }
    const later = midnight + 12 * day_ms;
    expect(calm.read(later, usual(later) + 250)).toBe(1);
    expect(device.read(later, usual(later) + 250)).toBe(0);
    expect(calm.news()).toBeGreaterThan(device.news() + 1);
  });
});

describe('for all baselines', () => {
  const baselines = ['hour_of_day', 'all_day', 'drift', 'sudden'] as const;
  const readings = fc.array(
    fc.record({
      step_ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 * hour_ms })),
      value: fc.oneof(fc.double({ min: 0, max: 30_000, noNaN: true }), fc.constant(NaN), fc.constant(100)),
    }),
    { minLength: 1, maxLength: 120 },
  );

  it.each(baselines)('%s stays within its slots', (baseline) => {
    const { evaluator } = createDevice({ ...leakage, baseline });
    expect(evaluator.slots).toBeLessThanOrEqual(
      baseline === 'hour_of_day' || baseline === 'sudden' ? 96 : 16,
    );
  });

  it('says the same wherever its memory lies, and touches nothing else', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...baselines),
        readings,
        fc.record({ pageOffset: fc.nat(300), reserved: fc.nat(50) }),
        (baseline, history, place) => {
          const entry = { ...leakage, baseline, warm_up_h: 1 };
          const here = createDevice(entry);
          const there = createDevice(entry, place);
          let time = midnight;
          for (const { step_ms, value } of history) {
            time += step_ms;
            expect(there.read(time, value)).toBe(here.read(time, value));
          }
          const { view, evaluator } = there;
          const from = view.memoryAt + place.reserved;
          expect([...view.data.subarray(from, from + evaluator.slots)]).toEqual([
            ...here.view.data.subarray(here.view.memoryAt, here.view.memoryAt + evaluator.slots),
          ]);
          const others = [
            ...view.data.subarray(0, view.valuesAt),
            ...view.data.subarray(view.memoryAt, from),
            ...view.data.subarray(from + evaluator.slots),
          ];
          expect(others.every(Number.isNaN)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('goes on to the bit from a copy of its memory', () => {
    fc.assert(
      fc.property(fc.constantFrom(...baselines), readings, fc.nat(119), (baseline, history, cut) => {
        const entry = { ...leakage, baseline, warm_up_h: 1 };
        const whole = createDevice(entry);
        let half = createDevice(entry);
        let time = midnight;
        for (const [index, { step_ms, value }] of history.entries()) {
          if (index === cut) {
            const restarted = createDevice(entry);
            restarted.view.data.set(half.view.data);
            half = restarted;
          }
          time += step_ms;
          whole.read(time, value);
          half.read(time, value);
        }
        expect([...half.view.data]).toEqual([...whole.view.data]);
      }),
      { numRuns: 100 },
    );
  });
});
