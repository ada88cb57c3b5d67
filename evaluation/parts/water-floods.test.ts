import { describe, expect, it } from 'vitest';
import type { RecordedFlood } from '../recordings/floods.ts';
import { judgeWarnings, scoreFloods, toGauges } from './water-floods.ts';

const minute = 60_000;

/** A flood at `start` minutes with these depths, one a minute. */
function flood(sensorId: string, start: number, depths: readonly number[]): RecordedFlood {
  const series = depths.map((value, index) => ({ time: (start + index) * minute, value }));
  return {
    sensorId,
    series,
    from: start * minute,
    to: (start + depths.length - 1) * minute,
    depthMax_m: Math.max(...depths),
  };
}

const threshold = 0.1;
const slow = [0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.1, 0.12, 0];
const floods = [
  flood('a', 0, slow),
  flood('a', 100, [0, 0.04, 0.04, 0]),
  flood('a', 200, [0, 0.06, 0.07, 0]),
  flood('b', 0, [0, 0.05, 0.1, 0]),
  flood('b', 100, [0, 0.08, 0.09, 0]),
];

describe('street floods', () => {
  it('are one series a gauge that never goes back in time', () => {
    const gauges = toGauges([...floods, flood('a', 205, [0, 0.01]), flood('a', 203, [0, 0.02])]);
    expect(gauges.map(({ sensorId }) => sensorId)).toEqual(['a', 'b']);
    const times = gauges[0]?.series.map(({ time }) => time) ?? [];
    expect(times).toEqual(times.toSorted((x, y) => x - y));
  });

  it('score leads of those that came and warnings of those that did not', () => {
    const detections = new Map([
      [0, 2],
      [1, 1],
    ]);
    const gauges = toGauges(floods);
    const score = scoreFloods(gauges, {
      name: 'test',
      threshold,
      detector: (series) => {
        const gauge = gauges.findIndex((one) => one.series === series);
        const at = (detections.get(gauge) ?? NaN) * minute;
        return [
          { at, probability: null },
          { at: 201 * minute, probability: null },
        ].slice(0, gauge === 0 ? 2 : 1);
      },
    });
    expect(score).toMatchObject({ floods: 2, nearMisses: 3, missed: 0, inTime: 0.5 });
    expect(score.warned).toBeCloseTo(1 / 3);
    expect(score.warnedBelowHalf).toBe(0);
    expect(score.warnedHalf).toBe(1);
    expect(score.warnedThreeQuarters).toBe(0);
    expect(score.warnedLow).toBe(0.5);
  });

  it('judge a warning by the next time that the threshold is met, within the hour', () => {
    const [gauge] = toGauges(floods);
    if (gauge === undefined) throw new Error('no gauge');
    const warning = { probability: 0.5, expected_s: 1, earliest_s: 1, latest_s: 1 };
    const judged = judgeWarnings(
      gauge,
      [3, 8.5, 201].map((at) => ({ ...warning, at: at * minute })),
      threshold,
    );
    expect(judged.map(({ after_s }) => after_s)).toEqual([300, 30, Infinity]);
  });
});
