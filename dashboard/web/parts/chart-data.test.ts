import { describe, expect, it } from 'vitest';
import { appendReading, toChartData } from './chart-data.ts';

const point = (time: number, avg: number) => ({ time, min: avg - 1, avg, max: avg + 1 });

describe('the chart', () => {
  it('draws gaps as gaps', () => {
    const data = toChartData([point(0, 1), point(20_000, 2), point(40_000, 3), point(400_000, 4)], 90_000);
    expect(data[2]).toEqual([1, 2, 3, null, 4]);
    expect(data[0]).toEqual([0, 20, 40, 85, 400]);
  });

  it('takes wide steps of rolled-up data for no gaps', () => {
    const hours = [0, 1, 2, 3].map((hour) => point(hour * 3_600_000, hour));
    expect(toChartData(hours, 90_000)[2]).toEqual([0, 1, 2, 3]);
  });

  it('grows at its right edge only', () => {
    const data = toChartData([point(0, 1)], 90_000);
    expect(appendReading(data, { time: 1_000, value: 5 }, 90_000)).toBe(true);
    expect(appendReading(data, { time: 1_000, value: 6 }, 90_000)).toBe(false);
    expect(appendReading(data, { time: 500, value: 6 }, 90_000)).toBe(false);
    expect(appendReading(data, { time: 200_000, value: 7 }, 90_000)).toBe(true);
    expect(data[2]).toEqual([1, 5, null, 7]);
    expect(data[0]).toEqual(data[0].toSorted((a, b) => a - b));
  });
});
