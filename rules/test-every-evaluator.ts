// oxlint-disable unicorn/no-thenable -- a key of the rule format; its value is never a function
import { parseRuleSet } from './load-rules.ts';
import type { Rule } from './rule.ts';

const plain = {
  severity: 'major',
  latching: false,
  title: { zh: '测试', en: 'Test' },
  advice: { zh: '看', en: 'Look' },
  reason: 'a test',
  source: 'a test',
  on_delay_s: 0,
  off_delay_s: 60,
} as const;

const hot = { metric: 'temperature_c', at_least: 45 };
const wet = { metric: 'depth_m', at_least: 0.2 };

/** Every way to judge, on the kinds of a random history, with delays that it meets. */
const conditions = {
  smoke: {
    'ten-minutes': { when: { ...hot, deadband: 2 }, on_delay_s: 600, off_delay_s: 300 },
    rate: { when: { rate: { metric: 'temperature_c', over_s: 120, at_least: 3 } } },
    count: { when: { count: { of: { metric: 'alarm', equals: 1 }, at_least: 2, within_s: 600 } } },
    sequence: {
      when: { sequence: { first: { metric: 'obscuration_pct_m', at_least: 3 }, then: hot, within_s: 900 } },
    },
    missing: {
      when: { sequence: { first: hot, missing: { metric: 'alarm', equals: 1 }, within_s: 120 } },
    },
    duration: { when: { duration: { of: hot, over_s: 300, share: 0.7, coverage: 0.6 } }, on_delay_s: 30 },
    absence: { when: { absence: { after_s: 120 } }, off_delay_s: 0 },
    stuck: { when: { stuck: { metric: 'battery_pct', for_s: 300, samples_min: 3 } } },
    deviation: {
      when: {
        deviation: { metric: 'temperature_c', at_least: 3, minimum: 2, baseline: 'all_day', warm_up_h: 1 },
      },
    },
    forecast: {
      when: {
        forecast: {
          metric: 'temperature_c',
          breach: 'smoke-ten-minutes',
          within_s: 300,
          model: 'heat',
          min_probability: 0.4,
          keep_probability: 0.1,
        },
      },
    },
    schedule: { when: { all: [hot, { during: { from: '08:00', to: '20:00' } }] }, on_delay_s: 20 },
    ingredient: { when: { metric: 'obscuration_pct_m', at_least: 1 }, announce: false, off_delay_s: 0 },
  },
  electrical: {
    counter: { when: { count: { increase_of: 'arc_count', at_least: 5, within_s: 120 } } },
    relation: {
      when: {
        relation: { metric: 'residual_current_ma', to: 'current_l1_a', as: 'ratio', at_least: 8, minimum: 5 },
      },
    },
    apart: {
      when: {
        relation: {
          metrics: ['current_l1_a', 'current_l2_a', 'current_l3_a'],
          to: 'others',
          as: 'difference',
          at_least: 10,
        },
      },
      on_delay_s: 40,
    },
    jump: { when: { change: { metric: 'cable_temperature_l1_c', at_least: 20, within_s: 90 } } },
    nested: {
      when: {
        any: [
          { all: [{ metric: 'current_l1_a', at_least: 25 }, { not: { metric: 'fault', equals: 1 } }] },
          { duration: { of: { metric: 'residual_current_ma', at_least: 200 }, over_s: 120 } },
        ],
      },
      overrides: [
        { site: 'shaft', reason: 'a test', when: { metric: 'current_l1_a', at_least: 20 }, on_delay_s: 60 },
      ],
    },
  },
  water: {
    wet: { when: wet, on_delay_s: 60, off_delay_s: 120 },
    'no-pump': {
      when: { sequence: { first: wet, missing: { metric: 'pump_running', equals: 1 }, within_s: 180 } },
      only: { areas: ['g2'] },
    },
  },
  elevator: {
    machine: {
      when: {
        machine: {
          initial: 'runs',
          transitions: [
            { from: 'runs', to: 'stands', when: { metric: 'door_zone', equals: 0 } },
            { from: 'stands', to: 'runs', when: { metric: 'door_zone', equals: 1 } },
            { from: 'stands', to: 'trapped', after_s: 90 },
            { from: 'trapped', to: 'runs', when: { metric: 'door_zone', equals: 1 } },
          ],
          alarm: ['trapped'],
        },
      },
    },
  },
} as const;

const quorum = {
  quorum: { rules: ['smoke-ingredient', 'water-wet'], at_least: 2, of: 'site', within_s: 300 },
};

/** For tests: the set, and the files that it was read from. */
export function everyEvaluator(): {
  rules: readonly Rule[];
  files: readonly { name: string; text: string }[];
} {
  const files = [
    ...Object.entries(conditions).map(([kind, named]) => ({
      name: `test-${kind}.yaml`,
      text: JSON.stringify({
        kind,
        rules: Object.entries(named).map(([id, rule]) => ({ ...plain, id: `${kind}-${id}`, ...rule })),
      }),
    })),
    {
      name: 'test-any.yaml',
      text: JSON.stringify({
        kind: 'any',
        rules: [{ ...plain, id: 'test-quorum', off_delay_s: 0, when: quorum }],
      }),
    },
  ];
  const { rules, errors } = parseRuleSet(files);
  if (errors.length > 0)
    throw new Error(errors.map(({ message, hint }) => `${message} (${hint})`).join('\n'));
  return { rules, files };
}
