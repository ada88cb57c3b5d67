import { describe, expect, it } from 'vitest';
import { createOutlook, type Outlook } from './model.ts';
import { pondingModel } from './ponding.ts';

interface Sample {
  readonly at_s: number;
  readonly depth_m: number;
}

const start = Date.UTC(2026, 5, 1);
const every = (count: number, interval_s: number, depthAt: (seconds: number) => number): readonly Sample[] =>
  Array.from({ length: count }, (_, index) => ({
    at_s: index * interval_s,
    depth_m: depthAt(index * interval_s),
  }));

function createGauge() {
  const memory = { data: new Float64Array(pondingModel.slots).fill(NaN), at: 0 };
  let now = start;
  function look({ threshold_m = 0.15, within_s = 900, after_s = 0 } = {}): Outlook {
    const outlook = createOutlook();
    const question = { now: now + after_s * 1_000, threshold: threshold_m, horizon_s: within_s };
    pondingModel.outlook(memory, question, outlook);
    return outlook;
  }
  return {
    memory,
    look,
    take(samples: readonly Sample[], from = now): void {
      for (const { at_s, depth_m } of samples) {
        now = from + at_s * 1_000;
        pondingModel.observe(memory, now, depth_m);
      }
    },
    /** The highest chance after any of these samples. */
    highest(samples: readonly Sample[], about: { threshold_m?: number; within_s?: number } = {}): number {
      const from = now;
      let highest = 0;
      for (const { at_s, depth_m } of samples) {
        now = from + at_s * 1_000;
        pondingModel.observe(memory, now, depth_m);
        const { probability } = look(about);
        if (probability > highest) highest = probability;
      }
      return highest;
    },
  };
}

const dry = every(30, 60, () => 0);
/** A cosine of one sample to the next: the same noise in every run. */
const noise = (seconds: number, height_m: number) => height_m * Math.cos(seconds * 12.9898);

describe('ponding', () => {
  it('says nothing before there is a past', () => {
    const gauge = createGauge();
    expect(gauge.look().probability).toBeNaN();
    gauge.take([{ at_s: 0, depth_m: 0.05 }]);
    expect(gauge.look().probability).toBeNaN();
    expect(gauge.look().expected_s).toBeNaN();
  });

  it('expects nothing on a dry street, nor of a few millimetres of noise', () => {
    const gauge = createGauge();
    expect(gauge.highest(every(500, 60, (seconds) => Math.abs(noise(seconds, 0.005))))).toBe(0);
    expect(gauge.look().expected_s).toBeNaN();
  });

  it('foretells a steady rise, with the time', () => {
    const gauge = createGauge();
    gauge.take(dry);
    gauge.take(every(11, 60, (seconds) => (seconds / 60) * 0.01));
    const { probability, expected_s, earliest_s, latest_s, rate_per_s } = gauge.look();
    expect(probability).toBeGreaterThan(0.6);
    // 5 cm to go at 1 cm a minute: five minutes, if it goes on like that.
    expect(expected_s).toBeGreaterThan(200);
    expect(expected_s).toBeLessThan(600);
    expect(earliest_s).toBeLessThan(expected_s);
    expect(latest_s).toBeGreaterThan(expected_s);
    expect(rate_per_s).toBeCloseTo(0.01 / 60, 4);
  });

  it('says more of a nearer threshold, of a longer time, and never more than certain', () => {
    const gauge = createGauge();
    gauge.take(dry);
    gauge.take(every(9, 60, (seconds) => (seconds / 60) * 0.008));
    let before = 0;
    for (const within_s of [30, 180, 240, 600, 900, 1800, 3600, 86_400]) {
      const { probability } = gauge.look({ within_s });
      expect(probability).toBeGreaterThanOrEqual(before);
      expect(probability).toBeLessThanOrEqual(1);
      before = probability;
    }
    const chances = [0.4, 0.27, 0.15, 0.1, 0.08].map(
      (threshold_m) => gauge.look({ threshold_m }).probability,
    );
    expect(chances).toEqual(chances.toSorted((a, b) => a - b));
  });

  it('loses hope when the rise stops', () => {
    const gauge = createGauge();
    gauge.take(dry);
    gauge.take(every(8, 60, (seconds) => (seconds / 60) * 0.01));
    const rising = gauge.look().probability;
    gauge.take(every(20, 60, () => 0.07).slice(1));
    expect(gauge.look().probability).toBeLessThan(0.1);
    expect(rising).toBeGreaterThan(0.4);
  });

  it('believes no single sample', () => {
    const gauge = createGauge();
    gauge.take(dry);
    const spike = every(30, 60, (seconds) => (seconds === 300 ? 0.12 : 0));
    expect(gauge.highest(spike)).toBeLessThan(0.05);
    const dropOut = createGauge();
    dropOut.take(every(30, 60, () => 0.06));
    expect(dropOut.highest(every(30, 60, (seconds) => (seconds === 300 ? -1 : 0.06)))).toBeLessThan(0.05);
  });

  it('takes a step for something that stands under the gauge', () => {
    const gauge = createGauge();
    gauge.take(dry);
    const car = every(60, 60, (seconds) => (seconds < 300 ? 0 : 0.12 + noise(seconds, 0.002)));
    expect(gauge.highest(car)).toBeLessThan(0.5);
    expect(gauge.look().probability).toBeLessThan(0.2);
  });

  it('says nothing of a broken probe', () => {
    const gauge = createGauge();
    gauge.take(dry);
    gauge.take(every(6, 60, (seconds) => noise(seconds, 2)));
    const from = gauge.highest(
      every(60, 60, (seconds) => noise(seconds, 2)),
      { threshold_m: 2.1 },
    );
    expect(from).toBe(0);
    gauge.take(every(60, 60, () => 0));
    expect(gauge.look().probability).toBe(0);
  });

  it('believes a flash flood at its second sample', () => {
    const gauge = createGauge();
    gauge.take(dry);
    gauge.take([
      { at_s: 60, depth_m: 0.06 },
      { at_s: 120, depth_m: 0.11 },
    ]);
    expect(gauge.look({ threshold_m: 0.27 }).probability).toBeGreaterThan(0.5);
  });

  it('is not moved by a repeated time, nor by waves every second', () => {
    const gauge = createGauge();
    gauge.take(dry);
    gauge.take([
      { at_s: 0, depth_m: 0.5 },
      { at_s: 0, depth_m: 0.9 },
    ]);
    expect(gauge.look().probability).toBe(0);
    const waves = createGauge();
    waves.take(every(600, 1, () => 0.02));
    expect(waves.highest(every(1200, 1, (seconds) => 0.03 + noise(seconds, 0.01)))).toBeLessThan(0.5);
  });

  it('knows nothing of the course after a gap, but remembers the spot', () => {
    const gauge = createGauge();
    for (let flood = 0; flood < 4; flood += 1) {
      gauge.take(dry);
      gauge.take(every(40, 60, (seconds) => 0.2 * Math.sin((Math.PI * seconds) / 2400)));
      gauge.take(dry);
    }
    expect(gauge.look({ after_s: 3 * 3600 }).probability).toBeNaN();
    const rise = every(9, 60, (seconds) => (seconds / 60) * 0.006);
    gauge.take(dry, start + 10 * 86_400_000);
    gauge.take(rise);
    const other = createGauge();
    other.take(dry);
    other.take(rise);
    expect(gauge.look().probability).toBeGreaterThan(other.look().probability + 0.02);
  });

  it('works for a river gauge with a reading each quarter of an hour', () => {
    const gauge = createGauge();
    // At rest at 0.9 m, then 10 cm an hour towards 1.5 m.
    gauge.take(every(200, 900, (seconds) => 0.9 + noise(seconds, 0.003)));
    const rise = every(21, 900, (seconds) => 0.9 + seconds * (0.1 / 3600));
    expect(gauge.highest(rise, { threshold_m: 1.5 })).toBeLessThan(0.3);
    gauge.take(every(3, 900, (seconds) => 1.425 + seconds * (0.1 / 3600)));
    const { probability, expected_s } = gauge.look({ threshold_m: 1.5, within_s: 3600 });
    expect(probability).toBeGreaterThan(0.3);
    expect(expected_s).toBeGreaterThan(300);
  });

  it('goes on alike from its numbers alone', () => {
    const whole = createGauge();
    whole.take(dry);
    whole.take(every(9, 60, (seconds) => (seconds / 60) * 0.01));
    const copy = { data: new Float64Array(pondingModel.slots + 7).fill(NaN), at: 7 };
    copy.data.set(whole.memory.data, copy.at);
    const one = createOutlook();
    const other = createOutlook();
    const question = { now: start + 3_600_000, threshold: 0.15, horizon_s: 900 };
    for (const memory of [whole.memory, copy])
      pondingModel.observe(memory, start + 1_740_000 + 540_000, 0.09);
    pondingModel.outlook(whole.memory, question, one);
    pondingModel.outlook(copy, question, other);
    expect(other).toEqual(one);
    expect(one.probability).toBeGreaterThan(0);
  });
});
