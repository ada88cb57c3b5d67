/* oxlint-disable unicorn/no-thenable -- `then` is a key of the format; its value is never a function */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neverWakes } from './evaluator.ts';
import { createTestDevice, testStart, type TestDevice } from './test-device.ts';

const wet = { metric: 'depth_m', at_least: 0.3, deadband: 0.1 };
const rain = { metric: 'rain_mm_h', at_least: 5 };
const pump = { metric: 'pump_running', equals: 1 };

/** One of each kind and some inside of each other, with what they need to know, on water gauges (hold 300 s). */
const conditions: readonly (readonly [name: string, entry: unknown])[] = [
  ['comparison', wet],
  ['comparison of several', { metrics: ['depth_m', 'rain_mm_h'], at_least: 0.3 }],
  ['codes', { metric: 'pump_running', one_of: [1] }],
  ['levels', { metric: 'depth_m', levels: [{ at_least: 0.2 }, { at_least: 0.5 }] }],
  ['rate', { rate: { metric: 'depth_m', over_s: 600, at_least: 0.01, samples_min: 3, deadband: 0.005 } }],
  ['fall', { rate: { metric: 'depth_m', over_s: 300, at_most: -0.02 } }],
  ['count', { count: { of: wet, at_least: 2, within_s: 900 } }],
  ['count of a counter', { count: { increase_of: 'rain_mm_h', at_least: 5, within_s: 600 } }],
  ['sequence', { sequence: { first: rain, then: wet, within_s: 600 } }],
  ['sequence without', { sequence: { first: rain, then: wet, within_s: 600, without: pump } }],
  ['missing', { sequence: { first: wet, missing: pump, within_s: 200 } }],
  ['duration', { duration: { of: wet, over_s: 240 } }],
  ['duration of a share', { duration: { of: wet, over_s: 900, share: 0.6, coverage: 0.5 } }],
  ['stuck', { stuck: { metric: 'depth_m', for_s: 300, samples_min: 2, outside: [0, 0.1] } }],
  ['ratio', { relation: { metric: 'rain_mm_h', to: 'depth_m', as: 'ratio', at_least: 8, minimum: 0.1 } }],
  [
    'difference',
    { relation: { metric: 'depth_m', to: ['battery_pct', 'rain_mm_h'], as: 'difference', at_most: -3 } },
  ],
  ['change', { change: { metric: 'depth_m', at_least: 0.3, within_s: 300 } }],
  [
    'machine',
    {
      machine: {
        initial: 'dry',
        alarm: ['flooded'],
        transitions: [
          { from: 'dry', to: 'wet', when: wet },
          { from: 'wet', to: 'dry', when: { not: wet } },
          { from: 'wet', to: 'flooded', after_s: 100 },
          { from: 'flooded', to: 'dry', when: { metric: 'depth_m', at_most: 0.1 } },
        ],
      },
    },
  ],
  ['all', { all: [wet, rain, { not: pump }] }],
  ['any', { any: [wet, { all: [rain, pump] }] }],
  ['not', { not: wet }],
  [
    'count of missing',
    {
      count: { of: { sequence: { first: wet, missing: pump, within_s: 100 } }, at_least: 2, within_s: 3600 },
    },
  ],
  [
    'sequence of duration',
    { sequence: { first: { duration: { of: rain, over_s: 120 } }, then: wet, within_s: 600 } },
  ],
  ['duration of all', { duration: { of: { all: [wet, rain] }, over_s: 300, share: 0.5, coverage: 0.3 } }],
];
/** These say something although nobody has spoken. */
const timeless: typeof conditions = [
  ['absence', { absence: { after_s: 200 } }],
  ['during', { during: { from: '00:05', to: '00:20' } }],
];

/** Histories, shared out among the conditions of a test. */
const runs = 1_600;

interface Moment {
  readonly pause_s: number;
  readonly kind: 'reading' | 'time';
  readonly depth_m: number;
  readonly rain_mm_h: number;
  readonly pump_running: number;
}

const moments: fc.Arbitrary<readonly Moment[]> = fc.array(
  fc.record({
    pause_s: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(20, 60, 61.5) },
      { weight: 1, arbitrary: fc.constantFrom(0, 299, 301, 900) },
    ),
    kind: fc.oneof(
      { weight: 4, arbitrary: fc.constant('reading' as const) },
      { weight: 1, arbitrary: fc.constant('time' as const) },
    ),
    depth_m: fc.constantFrom(0, 0.05, 0.25, 0.4, 0.4, 0.7, NaN),
    rain_mm_h: fc.constantFrom(0, 2, 6, 6, 12, NaN),
    pump_running: fc.constantFrom(0, 0, 1, NaN),
  }),
  { minLength: 1, maxLength: 40 },
);

/** Plays a history; `look` is called at each moment, with its time, s. Returns the time of the last one. */
function play(
  device: TestDevice,
  history: readonly Moment[],
  look: (time_s: number, level: number) => void,
): number {
  let time_s = 0;
  for (const { pause_s, kind, ...values } of history) {
    time_s += pause_s;
    look(
      time_s,
      kind === 'reading' ? device.read(time_s, { ...values, battery_pct: 50 }) : device.pass(time_s),
    );
  }
  return time_s;
}

function holds(
  cases: typeof conditions,
  property: (device: TestDevice, history: readonly Moment[], entry: unknown) => void,
) {
  for (const [, entry] of cases) {
    fc.assert(
      fc.property(moments, (history) => property(createTestDevice(entry), history, entry)),
      { numRuns: Math.ceil(runs / cases.length) },
    );
  }
}

function isWithinBands({ evaluator, view }: TestDevice): boolean {
  const { quietBands } = evaluator;
  return (
    quietBands?.every(({ metric, above, below }) => {
      const value = view.data[view.valuesAt + metric]!;
      return Number.isNaN(value) || (value > above && value < below);
    }) === true
  );
}

const everything = [...conditions, ...timeless];
/** Those that time alone may change. */
const timed = everything.filter(([, entry]) => createTestDevice(entry).evaluator.wakeAt !== neverWakes);

describe('every condition, over random histories,', () => {
  it('is quiet only where it is no breach, by its bands too', () => {
    const wrong: unknown[] = [];
    holds(everything, (device, history, entry) => {
      play(device, history, (time_s, level) => {
        const isQuiet = device.evaluator.isQuiet(device.view) || isWithinBands(device);
        if (isQuiet && level > 0) wrong.push({ entry, time_s });
      });
      expect(wrong).toEqual([]);
    });
    expect(wrong).toEqual([]);
  });

  it('changes its memory at readings only, and no other numbers', () => {
    holds(everything, (device, history) => {
      play(device, history, () => {
        const before = device.view.data.slice();
        device.verdictWhenOpen();
        device.evaluator.isQuiet(device.view);
        device.wakeAt_s();
        device.evaluator.explain(device.view);
        expect(device.view.data).toEqual(before);
      });
      expect(device.isContained()).toBe(true);
      expect(device.evaluator.slots).toBe(device.slots);
    });
  });

  it('keeps all it remembers in its numbers', () => {
    holds(everything, (device, history, entry) => {
      const other = createTestDevice(entry);
      const lines: unknown[] = [];
      const again: unknown[] = [];
      play(device, history, () => lines.push(device.verdict(), device.wakeAt_s()));
      play(other, history, () => {
        other.restart();
        again.push(other.verdict(), other.wakeAt_s());
      });
      expect(again).toEqual(lines);
    });
  });

  it('is unknown once all data are too old, open or not', () => {
    const holds_s: number[] = [];
    holds(conditions, (device, history) => {
      const end_s = play(device, history, () => undefined);
      const { level, knownUntil } = device.verdict();
      const known_s = level >= 0 ? (knownUntil - testStart) / 1000 : end_s + 300;
      holds_s.push(known_s - end_s);
      expect(known_s - end_s).toBeLessThanOrEqual(300);
      device.pass(known_s + 0.001);
      expect([device.verdict().level, device.verdictWhenOpen().level]).toEqual([-1, -1]);
    });
    expect(holds_s.some((hold_s) => hold_s > 0 && hold_s < 300)).toBe(true);
  });

  it('does not count what is unknown: readings that say nothing bring no breach', () => {
    holds(conditions, (device, history) => {
      const mute = history.map((moment) => ({ ...moment, depth_m: NaN, rain_mm_h: NaN, pump_running: NaN }));
      play(device, mute, (_time_s, level) => expect(level).toBeLessThanOrEqual(0));
    });
  });

  it('tells beforehand when time alone makes it a breach, and since when it is one', () => {
    const made = new Set<unknown>();
    holds(timed, (device, history, entry) => {
      let before = { level: -1, wakeAt_s: Infinity };
      play(device, history, (time_s, level) => {
        const was = before;
        before = { level, wakeAt_s: device.wakeAt_s() };
        const isReading = device.view.heardAt === device.view.now;
        if (isReading || was.level !== 0 || level !== 1) return;
        made.add(entry);
        const { since } = device.verdict();
        const around = [device.pass(was.wakeAt_s - 0.002), device.pass(was.wakeAt_s)];
        device.pass(time_s);
        expect([since, ...around]).toEqual([testStart + was.wakeAt_s * 1000, 0, 1]);
        expect(was.wakeAt_s).toBeLessThanOrEqual(time_s);
      });
    });
    // Otherwise this has tested nothing.
    expect(made.size).toBeGreaterThanOrEqual(4);
  });
});
