/* oxlint-disable unicorn/no-thenable -- `then` is a key of the format; its value is never a function */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../domain/record.ts';
import { createRulesEngine } from '../engine.ts';
import { toReading, toTelemetry, waterRule } from '../test-history.ts';

/** Monday 15 January 2035, 00:00 in China. */
const start = Date.UTC(2035, 0, 14, 16);
const wet = { metric: 'depth_m', at_least: 0.3 };
const pump = { metric: 'pump_running', equals: 1 };

function reading(time_s: number, values: Readonly<Record<string, number>>): JournalRecord {
  return toTelemetry([toReading('water', start + time_s * 1000, values)]);
}

function tick(time_s: number): JournalRecord {
  return { type: 'tick', at: start + time_s * 1000 };
}

/** What a rule says, with the seconds by the device's clock. `cuts`: restarts before these records. */
function play(
  lines: Readonly<Record<string, unknown>>,
  records: readonly JournalRecord[],
  cuts: readonly number[] = [],
): string[] {
  const rules = [waterRule(lines)];
  let engine = createRulesEngine({ rules });
  return records.flatMap((record, index) => {
    if (cuts.includes(index)) {
      const state = [...engine.snapshot()];
      engine = createRulesEngine({ rules });
      engine.restore(state);
    }
    return engine
      .evaluate({ offset: index + 1, record })
      .map(({ change, eventTime }) => `${(eventTime - start) / 1000}: ${change}`);
  });
}

function values(depth_m: number, pump_running: number): Record<string, number> {
  return { depth_m, pump_running };
}

const dry = { depth_m: 0, pump_running: 0, rain_mm_h: 0 };

describe('in the engine', () => {
  it('silence is told at the moment of the limit, and ends when the device is heard', () => {
    const records = [reading(0, dry), tick(599), tick(605), tick(700), reading(800, dry)];
    expect(play({ when: { absence: { after_s: 600 } } }, records)).toEqual(['600: raise', '800: return']);
  });

  it('silence waits for its on-delay from the limit on', () => {
    const records = [reading(0, dry), tick(605), tick(640), tick(661), reading(800, dry)];
    expect(play({ when: { absence: { after_s: 600 } }, on_delay_s: 60 }, records)).toEqual([
      '660: raise',
      '800: return',
    ]);
  });

  it('what should have followed is told when its time is over, by a tick or by the next reading', () => {
    const when = { sequence: { first: wet, missing: pump, within_s: 100 } };
    const flood = { ...dry, depth_m: 1 };
    const pumping = { ...flood, pump_running: 1 };
    const told = ['160: raise', '240: return'];
    expect(play({ when }, [reading(0, dry), reading(60, flood), tick(160), reading(240, pumping)])).toEqual(
      told,
    );
    const untold = [reading(0, dry), reading(60, flood), reading(180, flood), reading(240, pumping)];
    expect(play({ when }, untold)).toEqual(told);
  });

  it('a duration is filled by time alone while its last value still counts', () => {
    const when = { duration: { of: wet, over_s: 240 } };
    const records = [
      reading(0, dry),
      reading(60, { depth_m: 1 }),
      tick(200),
      tick(320),
      reading(330, { depth_m: 0 }),
    ];
    expect(play({ when }, records)).toEqual(['300: raise', '330: return']);
  });

  it('a schedule rings at its beginning and ends with readings known', () => {
    const when = { all: [wet, { during: { from: '00:10', to: '00:20' } }] };
    const readings = [0, 240, 480, 720, 960].map((time_s) => reading(time_s, { depth_m: 1 }));
    const records = [
      ...readings.slice(0, 3),
      tick(600),
      ...readings.slice(3),
      tick(1199),
      tick(1200),
      tick(9000),
    ];
    expect(play({ when }, records)).toEqual(['600: raise', '1200: return']);
  });

  it('a count keeps its alert unknown through a silence', () => {
    const when = { count: { of: wet, at_least: 2, within_s: 600 } };
    const depths = [0, 1, 0, 1, 0, 0];
    const records = depths.map((depth_m, index) => reading(index * 60, { depth_m }));
    const after = Array.from({ length: 12 }, (_, index) => reading(5000 + index * 60, dry));
    expect(play({ when }, [...records, tick(601), ...after])).toEqual([
      '180: raise',
      '600: unknown',
      '5600: known',
      '5600: return',
    ]);
  });

  it('an unless with memory only keeps it from being raised', () => {
    const unless = [{ duration: { of: pump, over_s: 120, coverage: 0.9 } }];
    const idle = [0, 60, 120, 180].map((time_s) => reading(time_s, values(0, 1)));
    const records = [
      ...idle,
      reading(240, values(1, 1)),
      reading(300, values(1, 0)),
      reading(360, values(1, 1)),
    ];
    expect(play({ unless }, records)).toEqual(['300: raise']);
  });
});

describe('over random histories', () => {
  const conditions: readonly unknown[] = [
    { rate: { metric: 'depth_m', over_s: 300, at_least: 0.05, samples_min: 3 } },
    { count: { of: wet, at_least: 2, within_s: 900 } },
    { sequence: { first: { metric: 'rain_mm_h', at_least: 5 }, then: wet, within_s: 300 } },
    { sequence: { first: wet, missing: pump, within_s: 100 } },
    { duration: { of: wet, over_s: 300, share: 0.6, coverage: 0.5 } },
    { stuck: { metric: 'depth_m', for_s: 120, samples_min: 2 } },
    { change: { metric: 'depth_m', at_least: 0.5, within_s: 120 } },
    { any: [{ absence: { after_s: 200 } }, { all: [wet, { during: { from: '00:05', to: '00:15' } }] }] },
    {
      machine: {
        initial: 'a',
        alarm: ['c'],
        transitions: [
          { from: 'a', to: 'b', when: wet },
          { from: 'b', to: 'c', after_s: 90 },
          { from: 'c', to: 'a', when: { not: wet } },
        ],
      },
    },
  ];
  const happenings = fc.array(
    fc.record({
      pause_s: fc.constantFrom(1, 20, 60, 60, 301),
      isTick: fc.boolean(),
      depth_m: fc.constantFrom(0, 0.2, 0.4, 1),
      rain_mm_h: fc.constantFrom(0, 9),
      pump_running: fc.constantFrom(0, 1),
    }),
    { minLength: 20, maxLength: 60 },
  );

  it('each condition says the same when the engine is stopped and continued anywhere', () => {
    const spoken = new Set<unknown>();
    for (const when of conditions) {
      fc.assert(
        fc.property(happenings, fc.array(fc.nat(60), { maxLength: 3 }), (history, cuts) => {
          let time_s = 0;
          const records = history.map(({ pause_s, isTick, ...values }) => {
            time_s += pause_s;
            return isTick ? tick(time_s) : reading(time_s, values);
          });
          const lines = { when, on_delay_s: 20, off_delay_s: 30 };
          const said = play(lines, records);
          if (said.length > 0) spoken.add(when);
          expect(play(lines, records, cuts)).toEqual(said);
        }),
        { numRuns: 200 },
      );
    }
    expect(spoken.size).toBe(conditions.length);
  });
});
