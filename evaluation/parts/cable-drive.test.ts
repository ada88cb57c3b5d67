import { describe, expect, it } from 'vitest';
import type { ForecastModel } from '../../rules/foresight/model.ts';
import { driveForecast } from './cable-drive.ts';

/** Says as probability what lies after the point of the last value. */
const sayer: ForecastModel = {
  name: 'sayer',
  slots: 1,
  silence_s_max: 100,
  observe({ data, at }, _, value) {
    data[at] = value;
  },
  outlook({ data, at }, _, outlook) {
    outlook.probability = ((data[at] as number) % 1) + 0;
    outlook.expected_s = 60;
    outlook.earliest_s = 30;
    outlook.latest_s = 90;
  },
};

const rule = {
  model: sayer,
  threshold: 90,
  within_s: 120,
  minProbability: 0.9,
  keepProbability: 0.3,
  deadband: 5,
};

function drive(values: readonly number[]): readonly (readonly [number, number])[] {
  const series = values.map((value, index) => ({ time: index * 1_000, value }));
  return driveForecast(series, rule).map(({ at, breachAt }) => [at / 1_000, breachAt / 1_000] as const);
}

describe('driving a model', () => {
  it('raises at the one probability, keeps down to the other, and knows the breach', () => {
    expect(drive([50.5, 60.95, 70.5, 70.4, 91, 92])).toEqual([[1, 4]]);
  });

  it('withdraws below the lower probability, and may raise again', () => {
    expect(drive([50.95, 50.2, 60.95, 91])).toEqual([
      [0, Infinity],
      [2, 3],
    ]);
  });

  it('is quiet after a breach until the value has left its deadband', () => {
    expect(drive([91, 89.95, 91, 84.95, 91])).toEqual([[3, 4]]);
  });

  it('withdraws what is long overdue', () => {
    expect(drive([...Array<number>(242).fill(50.95), 50.1, 91])).toEqual([[0, Infinity]]);
  });
});
