import { describe, expect, it } from 'vitest';
import { expectedHere, openForecasts } from './forecast-time.ts';
import { testAlert, testForecast } from './web/alerts/test-alert.ts';

const evidence = {
  metric: 'depth_m',
  quantity: 'value',
  value: 0.1,
  threshold: 0.15,
  comparison: '>=',
  since: 0,
  time: 1_000,
  readings: [],
  onDelay_s: 0,
  facts: {},
} as const;
const forecast = testForecast({ expectedAt: 601_000 });

describe('when a forecast expects its breach, by our clock', () => {
  it.each([
    ['the same clock, a reading that took a moment', 1_500, 601_000],
    ['a reading that took half a minute', 31_000, 601_000],
    ['a clock that is an hour behind', 3_601_000, 4_201_000],
    ['a clock that is an hour ahead', -3_599_000, -2_999_000],
  ])('%s', (_name, receivedAt, expected) => {
    expect(expectedHere(testAlert({ forecast, evidence, receivedAt }))).toBe(expected);
  });

  it('is nothing once it has ended, or for an alert about what is', () => {
    expect(expectedHere(testAlert({}))).toBeNull();
    expect(expectedHere(testAlert({ forecast, condition: 'normal' }))).toBeNull();
    expect(expectedHere(testAlert({ forecast, closedAt: 5 }))).toBeNull();
  });
});

it('the soonest forecast comes first, by our clock; silent ones still stand', () => {
  const alerts = [
    testAlert({ id: 'late', forecast: testForecast({ expectedAt: 900 }) }),
    testAlert({ id: 'is' }),
    testAlert({ id: 'soon', forecast: testForecast({ expectedAt: 300 }), condition: 'unknown' }),
    testAlert({ id: 'over', forecast: testForecast({ expectedAt: 100 }), condition: 'normal' }),
    testAlert({
      id: 'latest',
      forecast: testForecast({ expectedAt: 100 }),
      evidence: { ...evidence, time: 0 },
      receivedAt: 3_600_000,
    }),
  ];
  expect(openForecasts(alerts).map(({ id }) => id)).toEqual(['soon', 'late', 'latest']);
});
