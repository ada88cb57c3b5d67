import { afterEach, beforeEach, expect, it } from 'vitest';
import { language } from '../shell/language.ts';
import { conditionWords } from './condition-words.ts';

const before = language.peek();
beforeEach(() => {
  language.value = 'en';
});
afterEach(() => {
  language.value = before;
});

it.each([
  [{ metric: 'depth_m', at_least: 0.15 }, 'Depth ≥ 0.15 m'],
  [
    {
      metric: 'depth_m',
      levels: [
        { at_least: 0.15, severity: 'minor' },
        { at_least: 0.4, severity: 'critical' },
      ],
    },
    'Depth ≥ 0.15 m (Minor), ≥ 0.4 m (Critical)',
  ],
  [{ metric: 'fault', equals: 1 }, 'Fault: yes'],
  [{ metric: 'pump_running', equals: 0 }, 'Pump running: no'],
  [
    { rate: { metric: 'depth_m', over_s: 600, at_least: 0.01 } },
    'Depth rises by ≥ 0.01 m a minute over 10 min',
  ],
  [
    { rate: { metric: 'depth_m', over_s: 600, at_most: -0.01 } },
    'Depth falls by ≥ 0.01 m a minute over 10 min',
  ],
  [
    {
      count: {
        of: { change: { metric: 'depth_m', at_least: 0.15, within_s: 120 } },
        at_least: 1,
        within_s: 1800,
      },
    },
    '“Depth jumps by ≥ 0.15 m between readings within 2 min” at least 1 × within 30 min',
  ],
  [
    {
      sequence: {
        first: { metric: 'depth_m', at_least: 0.1 },
        missing: { metric: 'pump_running', equals: 1 },
        within_s: 300,
      },
    },
    '“Depth ≥ 0.1 m”, and no “Pump running: yes” within 5 min',
  ],
  [{ absence: {} }, 'Nothing heard for longer than the offline limit'],
  [
    { duration: { of: { metric: 'pump_running', equals: 1 }, over_s: 43200, share: 0.4 } },
    '“Pump running: yes” for 40 % of 12 h',
  ],
  [
    { forecast: { metric: 'depth_m', breach: 'water-depth', within_s: 600, min_probability: 0.21 } },
    'Depth is expected at the limit of water-depth within 10 min, with a chance of ≥ 21 %',
  ],
  [
    { any: [{ metric: 'fault', equals: 1 }, { not: { absence: { after_s: 60 } } }] },
    '“Fault: yes” or “not “Nothing heard for 60 s””',
  ],
  [
    { machine: { initial: 'a', transitions: [{}, {}], alarm: ['stands'] } },
    'A course of 2 steps comes to stands',
  ],
  [{ during: { from: '22:00', to: '06:00', days: ['sat', 'sun'] } }, 'Sat and Sun 22:00–06:00'],
  [{ unheard_of: {} }, 'unheard_of'],
])('%j says %s', (condition, expected) => {
  expect(conditionWords(condition, 'water')).toBe(expected);
});

it('says the same in Chinese', () => {
  language.value = 'zh';
  expect(conditionWords({ metric: 'depth_m', at_least: 0.15 }, 'water')).toBe('水深 ≥ 0.15 m');
  expect(
    conditionWords({ quorum: { rules: ['smoke-alarm'], at_least: 2, of: 'building', within_s: 300 } }, 'any'),
  ).toBe('同一楼栋 5 分钟内 ≥ 2 台设备触发 smoke-alarm');
});
