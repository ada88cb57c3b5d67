/* oxlint-disable unicorn/no-thenable -- `then` is a key of the format; its value is never a function */
import { describe, expect, it } from 'vitest';
import { kinds, type SensorKind } from '../domain/kinds.ts';
import { conditionLimits } from './evaluators/limits.ts';
import { parseRuleFile } from './parse-rule-file.ts';

const base = {
  id: 'test-rule',
  severity: 'major',
  latching: false,
  title: { zh: '测试', en: 'Test' },
  advice: { zh: '看', en: 'Look' },
  reason: 'test',
  source: 'test',
  on_delay_s: 0,
  off_delay_s: 0,
};

/** What is wrong with a rule, with the hints. */
function faultsOf(lines: Readonly<Record<string, unknown>>, kind: SensorKind | 'any' = 'water'): string[] {
  const rule = { ...base, when: { metric: 'depth_m', at_least: 0.3 }, ...lines };
  const { errors } = parseRuleFile('test.yaml', JSON.stringify({ kind, rules: [rule] }));
  return errors.map(({ message, hint }) => `${message.replace('test-rule: ', '')} | ${hint}`);
}

function nested(depth: number): unknown {
  return depth === 1 ? { metric: 'depth_m', at_least: 0.3 } : { not: nested(depth - 1) };
}

const wet = { metric: 'depth_m', at_least: 0.3 };
const machine = {
  initial: 'dry',
  alarm: ['wet'],
  transitions: [
    { from: 'dry', to: 'wet', when: wet },
    { from: 'wet', to: 'dry', when: { not: wet } },
  ],
};

describe('a condition', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['rate', { rate: { metric: 'depth_m', over_s: 600, at_least: 0.01 } }],
    ['count', { count: { of: wet, at_least: 3, within_s: 600 } }],
    ['sequence', { sequence: { first: wet, then: { metric: 'pump_running', equals: 1 }, within_s: 60 } }],
    ['duration', { duration: { of: wet, over_s: 600, share: 0.5 } }],
    ['absence', { absence: {} }],
    ['stuck', { stuck: { metric: 'depth_m', for_s: 7200, outside: [0, 0.01] } }],
    ['relation', { relation: { metric: 'depth_m', to: 'rain_mm_h', as: 'ratio', at_least: 1, minimum: 1 } }],
    ['change', { change: { metric: 'depth_m', at_least: 1, within_s: 120 } }],
    ['machine', { machine }],
    ['deviation', { deviation: { metric: 'depth_m', at_least: 6, baseline: 'all_day' } }],
    ['during', { all: [wet, { during: { days: ['sat', 'sun'], from: '22:00', to: '06:00' } }] }],
    ['as deep as may be', { any: [nested(conditionLimits.depth_max - 1)] }],
  ])('%s is taken', (_name, when) => {
    expect(faultsOf({ when })).toEqual([]);
  });

  it.each<[unknown, string]>([
    [{ ...wet, rate: {} }, 'metric, over_s missing'],
    [{ metric: 'depth_m', at_least: 1, absence: {} }, 'absence and metric and at_least cannot go together'],
    [{ all: [wet], not: wet }, 'all and not cannot go together'],
    [{ all: [] }, 'all: must not have fewer than 1 items'],
    [
      {
        all: [
          {
            levels: [
              { at_least: 1, severity: 'minor' },
              { at_least: 2, severity: 'major' },
            ],
            metric: 'depth_m',
          },
        ],
      },
      'levels stand only directly under when',
    ],
    [
      {
        not: {
          forecast: {
            metric: 'depth_m',
            breach: 'b-b',
            within_s: 60,
            model: 'ponding',
            min_probability: 0.5,
          },
        },
      },
      'forecast stands only directly under when',
    ],
    [{ quorum: { rules: ['a*'], at_least: 2, of: 'site', within_s: 60 } }, 'quorum needs a file of kind any'],
    [nested(conditionLimits.depth_max + 1), 'conditions nested deeper than 8'],
    [{ count: { of: { absence: {} }, at_least: 2, within_s: 60 } }, 'absence inside of count is never seen'],
    [
      { duration: { of: { any: [wet, { absence: {} }] }, over_s: 600 } },
      'absence inside of duration is never seen',
    ],
    [
      { rate: { metric: 'depth_m', over_s: 60, at_least: 1 } },
      'over_s: 60 s cannot hold the data that it needs',
    ],
    [
      { rate: { metric: 'pump_running', over_s: 600, at_least: 1 } },
      'pump_running is a switch and has no rate',
    ],
    [
      { rate: { metric: 'depth_m', over_s: 600, at_least: 1, at_most: 2 } },
      'at_least and at_most cannot go together',
    ],
    [{ duration: { of: wet, over_s: 30 } }, 'over_s: 30 s cannot hold the data that it needs'],
    [{ stuck: { metric: 'depth_m', for_s: 600, outside: [1, 0] } }, 'outside is the wrong way round'],
    [{ stuck: { metric: 'depth_m', for_s: 600, tolerance: 60 } }, 'the tolerance is wider than the metric'],
    [{ change: { metric: 'depth_m', at_least: 100, within_s: 120 } }, 'depth_m cannot jump by 100'],
    [
      { change: { metric: 'depth_m', at_least: 1, within_s: 5 } },
      'within_s: 5 s cannot hold the data that it needs',
    ],
    [
      { count: { of: wet, increase_of: 'rain_mm_h', at_least: 1, within_s: 60 } },
      'of and increase_of cannot go together',
    ],
    [{ count: { of: wet, at_least: 33, within_s: 60 } }, 'at_least: must be <= 32'],
    [{ sequence: { first: wet, within_s: 60 } }, 'needs then or missing'],
    [
      { sequence: { first: { metric: 'depth', at_least: 1 }, then: wet, within_s: 60 } },
      'water has no metric depth',
    ],
    [{ absence: { after_s: 30 } }, 'after_s: 30 s of silence are normal'],
    [
      { relation: { metric: 'depth_m', to: 'rain_mm_h', as: 'ratio', at_least: 1 } },
      'a ratio needs a minimum',
    ],
    [
      { relation: { metric: 'depth_m', to: 'rain_mm_h', as: 'difference', at_least: 1 } },
      'a difference of different units',
    ],
    [
      { relation: { metrics: ['depth_m', 'rain_mm_h'], to: 'others', as: 'ratio', at_least: 1, minimum: 1 } },
      'too few metrics to have others',
    ],
    [
      { relation: { metric: 'depth_m', to: 'depth_m', as: 'difference', at_least: 1 } },
      'depth_m is compared with itself',
    ],
    [{ during: { from: '8:00', to: '18:00' } }, 'from: must match ^([01][0-9]|2[0-3]):[0-5][0-9]$'],
    [{ during: { from: '08:00', to: '08:00' } }, 'from and to are the same'],
    [{ machine: { ...machine, initial: 'damp' } }, 'state dry is never reached'],
    [{ machine: { ...machine, alarm: ['soaked'] } }, 'unknown state soaked'],
    [{ machine: { ...machine, alarm: ['dry'] } }, 'it would ring from the start'],
    [
      { machine: { ...machine, transitions: machine.transitions.slice(0, 1) } },
      'the alarm can never be left',
    ],
    [
      { machine: { ...machine, transitions: [{ from: 'dry', to: 'wet' }, ...machine.transitions] } },
      'when or after_s missing',
    ],
    [{ metrics: ['depth_m', 'depth_m'], at_least: 1 }, 'a metric is named twice'],
    [
      { any: Array.from({ length: 8 }, () => ({ count: { of: wet, at_least: 32, within_s: 600 } })) },
      `remembers 288 numbers per device, more than ${conditionLimits.slotsPerRule_max}`,
    ],
    [
      { any: Array.from({ length: 9 }, () => ({ all: Array.from({ length: 7 }, () => wet) })) },
      `more than ${conditionLimits.conditionsPerRule_max} conditions in one rule`,
    ],
  ])('%j is refused', (when, message) => {
    expect(faultsOf({ when }).map((fault) => fault.split(' | ')[0])).toContain(message);
  });

  it.each<[SensorKind, string, string]>([
    [
      'smoke',
      'temperature_f',
      'did you mean temperature_c? The unit is the last part of the name: °C = (°F − 32) / 1.8',
    ],
    ['water', 'depth_cm', 'did you mean depth_m? The unit is the last part of the name: m = cm / 100'],
    [
      'electrical',
      'residual_current_a',
      'did you mean residual_current_ma? The unit is the last part of the name: mA = A × 1000',
    ],
    ['electrical', 'power_w', 'did you mean power_kw? The unit is the last part of the name: kW = W / 1000'],
    [
      'elevator',
      'speed_km_h',
      'did you mean speed_m_s? The unit is the last part of the name: m/s = km/h / 3.6',
    ],
    ['smoke', 'alram', 'did you mean alarm?'],
    ['smoke', 'humidity', `it has ${kinds.smoke.metrics.map(({ name }) => name).join(', ')}`],
  ])('of kind %s with %s hints at what is meant', (kind, metric, hint) => {
    expect(faultsOf({ when: { metric, at_least: 1 } }, kind)).toEqual([
      `${kind} has no metric ${metric} | ${hint}`,
    ]);
  });
});

describe('places', () => {
  it('are taken, and give the rule overrides', () => {
    const overrides = [
      { site: 'underpass-7', reason: 'low', when: { metric: 'depth_m', at_least: 0.2 }, on_delay_s: 60 },
      { area: '440305001', reason: 'hill', when: { metric: 'depth_m', at_least: 0.5 } },
      { device: 'w-12', reason: 'deep', when: { metric: 'depth_m', at_least: 0.6 } },
    ];
    const rule = { ...base, when: wet, on_delay_s: 5, overrides, only: { sites: ['s'], areas: ['4403'] } };
    const { rules, errors } = parseRuleFile('test.yaml', JSON.stringify({ kind: 'water', rules: [rule] }));
    expect(errors).toEqual([]);
    expect(rules[0]?.only).toEqual(['site:s', 'area:4403']);
    expect(rules[0]?.overrides.map(({ place, onDelay_ms }) => [place, onDelay_ms])).toEqual([
      ['site:underpass-7', 60_000],
      ['area:440305001', 5_000],
      ['device:w-12', 5_000],
    ]);
  });

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ overrides: [{ reason: 'r', when: wet }] }, 'an override without a place'],
    [
      { overrides: [{ site: 'a', device: 'b', reason: 'r', when: wet }] },
      'device and site cannot go together',
    ],
    [
      {
        overrides: [
          { site: 'a', reason: 'r', when: wet },
          { site: 'a', reason: 'r', when: wet },
        ],
      },
      'a second override for site:a',
    ],
    [{ overrides: [{ area: 440305, reason: 'r', when: wet }] }, 'area: must be string'],
    [
      { overrides: [{ site: 'a', reason: 'r', when: { metric: 'depth_cm', at_least: 30 } }] },
      'water has no metric depth_cm',
    ],
    [{ only: {} }, 'only names no place'],
    [
      {
        overrides: [
          {
            site: 'a',
            reason: 'r',
            when: {
              metric: 'depth_m',
              levels: [
                { at_least: 1, severity: 'minor' },
                { at_least: 2, severity: 'major' },
              ],
            },
          },
        ],
      },
      'other levels than the rule',
    ],
  ])('%j are refused', (lines, message) => {
    expect(faultsOf(lines).map((fault) => fault.split(' | ')[0])).toContain(message);
  });

  it('an alarm of the device itself must not wait anywhere', () => {
    const when = { metric: 'alarm', equals: 1 };
    const overrides = [{ site: 'a', reason: 'r', when, on_delay_s: 5 }];
    expect(faultsOf({ when, overrides }, 'smoke')).toEqual([
      "alarm is an alarm of the device's own and must not wait | use 0",
    ]);
  });
});

describe('more readings than one', () => {
  it('are asked for by plain thresholds only, and never of an alarm of the device itself', () => {
    expect(faultsOf({ when: wet, on_readings: 3 })).toEqual([]);
    const change = { change: { metric: 'depth_m', at_least: 0.2, within_s: 600 } };
    expect(faultsOf({ when: change, on_readings: 2 })).toEqual([
      'readings are counted for plain thresholds only | leave it out: the other conditions look at more than one reading themselves',
    ]);
    const when = { metric: 'alarm', equals: 1 };
    const overrides = [{ site: 'a', reason: 'r', when, on_readings: 2 }];
    expect(faultsOf({ when, overrides }, 'smoke')).toEqual([
      "alarm is an alarm of the device's own and must not wait | leave it out",
    ]);
  });
});

describe('a rule across kinds', () => {
  const quorum = { quorum: { rules: ['smoke-*'], at_least: 2, of: 'building', within_s: 600 } };

  it('is a quorum and nothing else', () => {
    expect(faultsOf({ when: quorum }, 'any')).toEqual([]);
    expect(faultsOf({ when: wet }, 'any')).toEqual([
      'a rule of kind any needs a quorum | other conditions belong to a file of their kind',
    ]);
    expect(faultsOf({ when: quorum, unless: [wet] }, 'any')[0]).toContain('unless does not go with a quorum');
  });
});
