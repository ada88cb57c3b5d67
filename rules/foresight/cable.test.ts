import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cableModel } from './cable.ts';
import { createOutlook, type Outlook, type Span } from './model.ts';

const start = Date.UTC(2026, 0, 5);

interface Heating {
  /** Temperature at a time in seconds. */
  readonly at: (time_s: number) => number;
  readonly interval_s: number;
  readonly until_s: number;
  readonly threshold_c?: number;
}

function createMemory(): Span {
  return { data: new Float64Array(cableModel.slots + 4).fill(NaN), at: 2 };
}

/** What is said after each reading, until the threshold is met. */
function follow({
  at,
  interval_s,
  until_s,
  threshold_c = 90,
}: Heating): readonly (Outlook & { time_s: number })[] {
  const memory = createMemory();
  const said: (Outlook & { time_s: number })[] = [];
  for (let time_s = 0; time_s <= until_s; time_s += interval_s) {
    const value = at(time_s);
    if (value >= threshold_c) break;
    const now = start + time_s * 1_000;
    cableModel.observe(memory, now, value);
    const outlook = createOutlook();
    cableModel.outlook(memory, { now, threshold: threshold_c, horizon_s: 120 }, outlook);
    said.push({ ...outlook, time_s });
  }
  return said;
}

const highest = (said: readonly Outlook[]): number =>
  Math.max(...said.map(({ probability }) => (Number.isNaN(probability) ? 0 : probability)));

/** A fire under the cable after a minute: faster and faster at first, as in the recorded tests. */
function burn(time_s: number): number {
  return 25 + (time_s < 60 ? 0 : 0.012 * (time_s - 60) ** 2);
}

/** A load after a minute: towards `settled_c` with a time constant. */
function load(settled_c: number, tau_s: number): (time_s: number) => number {
  return (time_s) => 25 + (time_s < 60 ? 0 : (settled_c - 25) * (1 - Math.exp((60 - time_s) / tau_s)));
}

function day(time_s: number): number {
  return 25 + 10 * Math.sin((2 * Math.PI * time_s) / 86_400);
}

/** A sensor that knows whole degrees, between two of them. */
function steps(time_s: number): number {
  return 84 + (Math.floor(time_s / 7) % 2);
}

describe('the cable model', () => {
  it.each([1, 5, 20])('foretells 90 °C when a cable burns, at a reading every %i s', (interval_s) => {
    const said = follow({ at: burn, interval_s, until_s: 400 });
    const breach_s = 60 + Math.sqrt((90 - 25) / 0.012);
    const first = said.find(({ probability }) => probability >= 0.9);
    if (first === undefined) throw new Error('nothing was foretold');
    expect(breach_s - first.time_s).toBeGreaterThan(interval_s === 20 ? 10 : 25);
    expect(breach_s - first.time_s).toBeLessThan(120);
    expect(first.earliest_s).toBeLessThan(first.expected_s);
    expect(first.latest_s).toBeGreaterThan(first.expected_s);
    expect(first.rate_per_s).toBeGreaterThan(0);
  });

  it.each([
    [60, 120],
    [60, 600],
    [66, 1_800],
  ])('foretells no 70 °C when a load settles at %i °C with a time constant of %i s', (settled_c, tau_s) => {
    for (const interval_s of [1, 20, 60]) {
      const said = follow({ at: load(settled_c, tau_s), interval_s, until_s: 8 * tau_s, threshold_c: 70 });
      expect(highest(said)).toBeLessThan(0.9);
    }
  });

  it('foretells an overload that passes 70 °C slowly', () => {
    const said = follow({ at: load(110, 900), interval_s: 20, until_s: 3_600, threshold_c: 70 });
    expect(highest(said)).toBeGreaterThan(0.9);
  });

  it('says nothing of a rise while the cable is as warm as the day', () => {
    expect(highest(follow({ at: day, interval_s: 60, until_s: 86_400, threshold_c: 40 }))).toBeLessThan(0.5);
  });

  it.each([1, 5, 20, 60])(
    'is not taken in by one spike, up or down, at a reading every %i s',
    (interval_s) => {
      for (const spike_c of [-30, 15, 30, 44]) {
        const at = (time_s: number): number => (time_s === interval_s * 40 ? 45 + spike_c : 45);
        expect(highest(follow({ at, interval_s, until_s: interval_s * 80 }))).toBeLessThan(0.9);
      }
    },
  );

  it('does not take steps of 1 °C for a rise', () => {
    expect(highest(follow({ at: steps, interval_s: 1, until_s: 600 }))).toBeLessThan(0.9);
  });

  it('does not know before the third reading', () => {
    const said = follow({ at: () => 25, interval_s: 20, until_s: 60 });
    expect(said.map(({ probability }) => probability)).toEqual([NaN, NaN, 0, 0]);
  });

  it('stays within its memory, answers with a probability or NaN, and the same again, whatever it is given', () => {
    const samples = fc.array(
      fc.record({
        step_ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_600_000 })),
        value: fc.double({ min: -60, max: 1_500, noNaN: true }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(samples, fc.double({ min: -60, max: 1_500, noNaN: true }), (steps, threshold) => {
        const memory = createMemory();
        let now = start;
        for (const { step_ms, value } of steps) {
          now += step_ms;
          cableModel.observe(memory, now, value);
          const before = memory.data.slice();
          const first = createOutlook();
          const second = createOutlook();
          cableModel.outlook(memory, { now, threshold, horizon_s: 120 }, first);
          cableModel.outlook({ data: before, at: memory.at }, { now, threshold, horizon_s: 120 }, second);
          expect(second).toEqual(first);
          expect(memory.data).toEqual(before);
          expect(first.probability < 0 || first.probability > 1).toBe(false);
          expect(first.earliest_s > first.latest_s).toBe(false);
        }
        const outside = [0, 1, memory.data.length - 2, memory.data.length - 1];
        expect(outside.map((place) => memory.data[place])).toEqual([NaN, NaN, NaN, NaN]);
      }),
    );
  });
});
