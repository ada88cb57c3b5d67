import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalRecord } from '../domain/record.ts';
import { createRulesEngine } from './engine.ts';
import { compileCondition } from './evaluators/compile.ts';
import { createVerdict, type DeviceView } from './evaluators/evaluator.ts';
import { parseRuleSet } from './load-rules.ts';
import { toEntries, toReading, toTelemetry, waterRule } from './test-history.ts';

const start = 1_800_000_000_000;

function play(rule: ReturnType<typeof waterRule>, records: readonly JournalRecord[]): readonly AlertChange[] {
  const engine = createRulesEngine({ rules: [rule] });
  return toEntries(records).flatMap((entry) => engine.evaluate(entry));
}

/** A depth measured at `time_s`, that came `late_s` after it. */
function depth(time_s: number, depth_m: number, late_s = 0): JournalRecord {
  const at = start + (time_s + late_s) * 1000;
  return toTelemetry([toReading('water', start + time_s * 1000, { depth_m, at })]);
}

function tick(at_s: number): JournalRecord {
  return { type: 'tick', at: start + at_s * 1000 };
}

describe('what is due at a fraction of a millisecond', () => {
  it('is told once, and time goes on, however far off the clock of the device', () => {
    // In 2002 a number tells twice as fine a step apart as today: between the two clocks a bit is lost.
    const clockError_ms = -790_000_000_000;
    for (let step = 0; step < 40; step += 1) {
      const within_s = 100 + step * 0.000_01;
      const rule = waterRule({
        when: {
          sequence: {
            first: { metric: 'depth_m', at_least: 0.3 },
            missing: { metric: 'pump_running', equals: 1 },
            within_s,
          },
        },
      });
      const reading = toReading('water', start + clockError_ms, { depth_m: 0.5, pump_running: 0, at: start });
      const changes = play(rule, [toTelemetry([reading]), tick(99), tick(101), tick(200)]);
      expect(changes, `${within_s} s`).toMatchObject([{ change: 'raise' }]);
      expect(Number.isInteger(changes[0]!.receivedAt)).toBe(true);
    }
  });
});

describe('late readings that lead up to the present', () => {
  const rule = waterRule({ on_delay_s: 120 });
  /** Out of reach for ten minutes; what was measured meanwhile comes late, and then the present one. */
  const flushed = [
    depth(0, 0),
    ...[300, 360, 420, 480, 540].map((time_s) => depth(time_s, 0.5, 600 - time_s + 301)),
  ];

  it('count towards the delay', () => {
    expect(play(rule, [...flushed, depth(780, 0.5, 130)]).filter((one) => !one.retrospective)).toMatchObject([
      { change: 'raise' },
    ]);
  });

  it('count no more once a reading says that it is over', () => {
    const after = [depth(780, 0.5, 130), depth(790, 0, 130), depth(800, 0.5, 130), depth(810, 0, 130)];
    const live = play(rule, [...flushed, ...after, depth(820, 0.5, 130)]).filter((one) => !one.retrospective);
    expect(live.map(({ change }) => change)).toEqual(['raise', 'return']);
  });
});

function warm(time_s: number, temperature_c: number, late_s = 0): JournalRecord {
  const at = start + (time_s + late_s) * 1000;
  return toTelemetry([toReading('smoke', start + time_s * 1000, { temperature_c, at })]);
}

/** A fire as they grow, from the first minute on. */
function course(at_s: number): number {
  return 20 + 0.02 * Math.max(0, at_s - 60) ** 2;
}

describe('a forecast', () => {
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
  const forecast = {
    metric: 'temperature_c',
    breach: 'heat',
    within_s: 30,
    model: 'heat',
    min_probability: 0.4,
    keep_probability: 0,
  };
  const levels = [
    { at_least: 57, severity: 'major' },
    { at_least: 80, severity: 'critical' },
  ];
  const { severity: _one, ...leveled } = plain;
  const { rules } = parseRuleSet([
    {
      name: 'smoke.yaml',
      text: JSON.stringify({
        kind: 'smoke',
        rules: [
          { ...leveled, id: 'heat', when: { metric: 'temperature_c', levels } },
          { ...plain, id: 'ahead', when: { forecast } },
        ],
      }),
    },
  ]);

  it('is overdue by the clock of its device, even where a reading comes before ours says so', () => {
    const engine = createRulesEngine({ rules });
    let offset = 0;
    const say = (record: JournalRecord): readonly AlertChange[] =>
      engine.evaluate({ offset: (offset += 1), record });
    let second = 0;
    let raised: AlertChange | undefined;
    for (; raised === undefined && second < 120; second += 1) {
      raised = say(warm(second, course(second))).find(({ change }) => change === 'raise');
    }
    expect(raised).toMatchObject({ ruleId: 'ahead' });
    const slow = (at_s: number): number => course(second) + 0.5 * (at_s - second);
    // It rises on, but slowly, and stays short of the threshold; the last reading before the end took five seconds more than the others.
    for (let next = second; next < second + 20; next += 1) say(warm(next, slow(next)));
    say(warm(second + 20, slow(second + 20), 5));
    const after = say(warm(second + 30, 60));
    expect(after.map(({ ruleId, change, outcome }) => [ruleId, change, outcome?.reason])).toEqual([
      ['heat', 'raise', undefined],
      ['ahead', 'return', 'overdue'],
    ]);
  });

  it('is told by what was judged, not by what is worked out for its evidence', () => {
    const when = rules.find(({ id }) => id === 'ahead')!.when;
    const heat = rules.find(({ id }) => id === 'heat')!;
    const {
      evaluator,
      slots,
      forecast: settings,
    } = compileCondition({ when, and: [], unless: [] }, 'smoke', new Map([['heat', heat]]));
    const metrics = toReading('smoke', 0, {}).values.length;
    const data = new Float64Array(2 * metrics + slots).fill(NaN);
    const view: DeviceView = {
      data,
      valuesAt: 0,
      timesAt: metrics,
      memoryAt: 2 * metrics,
      now: 0,
      ourNow: 0,
      heardAt: 0,
      hold_ms: 90_000,
      fresh: 0,
    };
    for (let second = 0; second < 90; second += 1) {
      view.now = start + second * 1000;
      const { values } = toReading('smoke', view.now, {
        temperature_c: course(second),
      });
      for (const [index, value] of values.entries()) {
        data[index] = value;
        data[metrics + index] = view.now;
        if (!Number.isNaN(value)) view.fresh = 1 << index;
      }
      evaluator.observe(view);
    }
    evaluator.judge(view, { activeLevels: 1, metrics: 0, threshold: 80 }, createVerdict());
    expect(settings).toMatchObject({ threshold: 80 });
    const { outlook } = structuredClone(settings!);
    expect(outlook.probability).toBeGreaterThan(0);
    evaluator.explain(view);
    expect(settings).toMatchObject({ threshold: 80, outlook });
  });
});
