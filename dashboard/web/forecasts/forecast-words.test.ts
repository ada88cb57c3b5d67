import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scaleOf } from './forecast-scale.ts';
import {
  countdownWords,
  expectedWords,
  forecastTimes,
  foretoldWords,
  likelihoodWords,
  outcomeWords,
  recordWords,
} from './forecast-words.ts';
import { formatLead, formatPercent } from '../parts/format.ts';
import { language } from '../shell/language.ts';
import { testAlert, testForecast } from '../alerts/test-alert.ts';

const outcome = {
  result: 'breached',
  reason: 'breached',
  madeAt: 0,
  expectedAt: 600_000,
  probability: 0.72,
  breachedAt: 660_000,
  promisedLead_s: 600,
  lead_s: 660,
} as const;

beforeEach(() => {
  language.value = 'zh';
});
afterEach(() => {
  language.value = 'zh';
});

/** In both languages. */
function inBoth(words: () => string): readonly [string, string] {
  const zh = words();
  language.value = 'en';
  const en = words();
  language.value = 'zh';
  return [zh, en];
}

describe('a forecast in words', () => {
  it.each([
    [0, '0 %', '0 % 不太可能', '0 % unlikely'],
    [0.004, '1 %', '1 % 不太可能', '1 % unlikely'],
    [0.39, '39 %', '39 % 有可能', '39 % possible'],
    [0.5, '50 %', '50 % 约一半可能', '50 % about even'],
    [0.72, '72 %', '72 % 较可能', '72 % likely'],
    [0.8, '80 %', '80 % 很可能', '80 % very likely'],
    [0.999, '99 %', '99 % 几乎肯定', '99 % almost certain'],
  ])('%f', (...[probability, percent, zh, en]) => {
    expect(formatPercent(probability)).toBe(percent);
    expect(inBoth(() => likelihoodWords(probability))).toEqual([zh, en]);
  });

  it.each([
    [40.4, '40 秒', '40 s'],
    [89, '89 秒', '89 s'],
    [660, '11 分钟', '11 min'],
    [9_000, '2.5 小时', '2.5 h'],
  ])('a lead of %f s', (lead_s, zh, en) => {
    expect([formatLead(lead_s, 'zh'), formatLead(lead_s, 'en')]).toEqual([zh, en]);
  });

  it('counts down, and up once it should have come', () => {
    expect(inBoth(() => countdownWords(247_000, 0))).toEqual(['−4分07秒', '−4 min 07 s']);
    expect(inBoth(() => countdownWords(0, 12_000))).toEqual(['+12秒', '+12 s']);
    expect(inBoth(() => expectedWords(247_000, 0))).toEqual(['预计 4分07秒后', 'expected in 4 min 07 s']);
    expect(inBoth(() => expectedWords(0, 12_000))).toEqual([
      '已过预计时间 12秒',
      '12 s past the expected time',
    ]);
  });

  it('comes with the record of its rule, also when there is none yet', () => {
    const { record } = testForecast();
    expect(inBoth(() => recordWords(record))).toEqual([
      '30 天内 52 次预警 41 次成真，中位提前 11 分钟',
      '41 of 52 forecasts in 30 days came true, median lead 11 min',
    ]);
    expect(recordWords({ count: 3, cameTrue: 0, medianLead_s: null })).toBe('30 天内 3 次预警 0 次成真');
    expect(recordWords({ count: 0, cameTrue: 0, medianLead_s: null })).toContain('尚无');
  });

  it('says how it ended and why', () => {
    expect(inBoth(() => outcomeWords(outcome))).toEqual([
      '已成真：已达到阈值',
      'Came true: the threshold was reached',
    ]);
    const ebbed = { ...outcome, result: 'withdrawn', reason: 'ebbed' } as const;
    expect(inBoth(() => outcomeWords(ebbed))).toEqual(['已撤回：势头已停', 'Withdrawn: the rise stopped']);
    expect(foretoldWords(outcome)).toBe('提前 11 分钟 预警（当时把握 72 %，预计提前 10 分钟）');
    expect(foretoldWords({ ...ebbed, lead_s: null })).toBeNull();
  });

  it('has its band by the same clock as its expected time', () => {
    const evidence = {
      metric: 'depth_m',
      quantity: 'value',
      value: 0.1,
      threshold: 0.27,
      comparison: '>=',
      since: 0,
      time: 0,
      readings: [],
      onDelay_s: 0,
      facts: {},
    } as const;
    const late = testAlert({ forecast: testForecast(), evidence, receivedAt: 3_600_000 });
    expect(forecastTimes(late)).toEqual({
      expectedAt: 4_200_000,
      earliestAt: 4_000_000,
      latestAt: 4_500_000,
    });
    expect(forecastTimes(testAlert({}))).toBeNull();
  });
});

it.each([
  [-5, 60_000],
  [60_001, 120_000],
  [23 * 60_000, 30 * 60_000],
  [9e9, 86_400_000],
])('the strip reaches beyond %i ms: %i', (farthest, scale) => {
  expect(scaleOf(farthest)).toBe(scale);
});
