import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalRecord } from '../domain/record.ts';
import { createRulesEngine } from './engine.ts';
import { parseRuleSet } from './load-rules.ts';
import { toReading, toTelemetry, waterRule } from './test-history.ts';
import { asLoaded } from './test-snapshot.ts';

const start = 1_800_000_000_000;

/** What comes of depths at these minutes; with `restarts`, the engine is continued from its snapshot each time. */
function raised(
  when: unknown,
  depths: readonly (readonly [minute: number, depth_m: number])[],
  { restarts = false, arrival = 0 } = {},
): AlertChange[] {
  const rules = [waterRule({ when })];
  let engine = createRulesEngine({ rules });
  return depths.flatMap(([minute, depth_m], index) => {
    const time = start + minute * 60_000;
    const at = arrival === 0 ? time : start + arrival + index;
    const record = toTelemetry([toReading('water', time, { depth_m, rain_mm_h: 0, at })]);
    const changes = engine.evaluate({ offset: index + 1, record });
    if (restarts) {
      const state = asLoaded(engine.snapshot());
      engine = createRulesEngine({ rules });
      engine.restore(state);
    }
    return [...changes];
  });
}

describe('evidence', () => {
  const deep = { metric: 'depth_m', at_least: 0.3 };
  const jump = { change: { metric: 'depth_m', at_least: 0.05, within_s: 600 } };
  const jumped = { metric: 'depth_m', quantity: 'change', threshold: 0.05, comparison: '>=' };

  it('says what its value is: here the metric, there a rate of it', () => {
    expect(raised(deep, [[0, 0.4]])[0]?.evidence).toMatchObject({
      quantity: 'value',
      value: 0.4,
      threshold: 0.3,
    });
    const rate = { rate: { metric: 'depth_m', over_s: 300, at_least: 0.01 } };
    const rise = Array.from({ length: 8 }, (_, minute) => [minute, 0.1 + 0.02 * minute] as const);
    const { evidence } = raised(rate, rise)[0]!;
    expect(evidence).toMatchObject({ quantity: 'ratePerMinute', threshold: 0.01 });
    expect(evidence?.value).toBeCloseTo(0.02, 9);
  });

  it.each([{ restarts: false }, { restarts: true }])(
    'of one of several conditions has the threshold of that one, %o',
    (options) => {
      const depths = [
        [0, 0.1],
        [1, 0.2],
      ] as const;
      const [change] = raised({ any: [deep, jump] }, depths, options);
      expect(change?.evidence).toMatchObject(jumped);
      expect(change?.evidence?.value).toBeCloseTo(0.1, 9);
      const [other] = raised({ any: [jump, deep] }, [[0, 0.4]], options);
      expect(other?.evidence).toMatchObject({ quantity: 'value', value: 0.4, threshold: 0.3 });
    },
  );

  it('of an end is that of the condition that ended it, where the first is not known any more', () => {
    const dry = { metric: 'rain_mm_h', at_most: 5 };
    const engine = createRulesEngine({ rules: [waterRule({ when: { all: [deep, dry] } })] });
    const changes = [
      { depth_m: 0.4, rain_mm_h: 0 },
      // Out of range: the sensor is broken, the depth is unknown.
      { depth_m: 999, rain_mm_h: 9 },
    ].flatMap((values, index) =>
      engine.evaluate({
        offset: index + 1,
        record: toTelemetry([toReading('water', start + index * 60_000, values)]),
      }),
    );
    expect(changes).toMatchObject([
      { change: 'raise', evidence: { metric: 'depth_m', value: 0.4, threshold: 0.3, comparison: '>=' } },
      { change: 'return', evidence: { metric: 'rain_mm_h', value: 9, threshold: 5, comparison: '<=' } },
    ]);
  });

  it('of a late reading says it as well', () => {
    const late = raised(
      { any: [{ metric: 'rain_mm_h', at_least: 5 }, deep] },
      [
        [60, 0.1],
        [10, 0.4],
      ],
      { arrival: 3_600_000 },
    );
    expect(late).toMatchObject([
      { retrospective: true, evidence: { quantity: 'value', metric: 'depth_m', value: 0.4, threshold: 0.3 } },
    ]);
  });

  it('of a forecast is the present value; of a place, how many devices', () => {
    const plain = {
      severity: 'major',
      latching: false,
      title: { zh: '测试', en: 'Test' },
      advice: { zh: '看', en: 'Look' },
      reason: 'a test',
      source: 'a test',
      on_delay_s: 0,
      off_delay_s: 0,
    };
    const files = {
      smoke: [
        { ...plain, id: 'heat', when: { metric: 'temperature_c', at_least: 57 } },
        {
          ...plain,
          id: 'soon',
          when: {
            forecast: {
              metric: 'temperature_c',
              breach: 'heat',
              within_s: 120,
              model: 'heat',
              min_probability: 0.3,
            },
          },
        },
      ],
      any: [
        {
          ...plain,
          id: 'many',
          when: { quorum: { rules: ['heat'], at_least: 1, of: 'site', within_s: 60 } },
        },
      ],
    };
    const { rules, errors } = parseRuleSet(
      Object.entries(files).map(([kind, entries]) => ({
        name: `${kind}.yaml`,
        text: JSON.stringify({ kind, rules: entries }),
      })),
    );
    expect(errors).toEqual([]);
    const engine = createRulesEngine({ rules });
    const placed: JournalRecord = {
      type: 'placement',
      at: start,
      deviceId: 'smoke-1',
      kind: 'smoke',
      path: ['site:kitchen'],
    };
    const changes = [...engine.evaluate({ offset: 1, record: placed })];
    for (let second = 0; second < 240; second += 1) {
      const temperature_c = 20 + Math.max(0, second - 120) * 0.5;
      const reading = toReading('smoke', start + second * 1000, { temperature_c });
      changes.push(...engine.evaluate({ offset: second + 2, record: toTelemetry([reading]) }));
    }
    const first = (id: string) => changes.find(({ ruleId }) => ruleId === id)?.evidence;
    const foretold = first('soon');
    expect(foretold).toMatchObject({ metric: 'temperature_c', quantity: 'value', threshold: 57 });
    expect(foretold?.value).toBeGreaterThan(20);
    expect(foretold?.value).toBeLessThan(57);
    expect(first('many')).toMatchObject({ metric: '', quantity: 'devices', value: 1, threshold: 1 });
  });
});
