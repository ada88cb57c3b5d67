import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  matchDetections,
  quantile,
  summarizeLeads,
  warnedShare,
  type Detection,
  type Match,
  type ScoredEvent,
} from './protocol.ts';

function event(at_s: number, { before_s = 60, after_s = 0 } = {}): ScoredEvent {
  return { at: at_s * 1_000, from: (at_s - before_s) * 1_000, to: (at_s + after_s) * 1_000 };
}

function spoken(...times_s: readonly number[]): readonly Detection[] {
  return times_s.map((at_s) => ({ at: at_s * 1_000, probability: null }));
}

function falseTimes(
  events: readonly ScoredEvent[],
  detections: readonly Detection[],
  quiet_s: number,
): readonly number[] {
  return matchDetections(events, detections, quiet_s).falseAlarms.map(({ at }) => at / 1_000);
}

function leads(events: readonly ScoredEvent[], detections: readonly Detection[]): readonly number[] {
  return matchDetections(events, detections, 0).matches.map(({ lead_s }) => lead_s);
}

describe('the match of detections with events', () => {
  it('is the first in the window, and what comes again is a false alarm', () => {
    expect(leads([event(100)], spoken(30, 50, 70))).toEqual([50]);
    expect(falseTimes([event(100)], spoken(30, 50, 70), 0)).toEqual([30, 70]);
  });

  it('takes both ends of the window, and nothing beyond', () => {
    const late = event(100, { before_s: 60, after_s: 10 });
    expect(leads([late], spoken(40))).toEqual([60]);
    expect(leads([late], spoken(110))).toEqual([-10]);
    expect(leads([late], spoken(39.999))).toEqual([0]);
    expect(leads([late], spoken(110.001))).toEqual([0]);
  });

  it('gives one alert to one event, the earlier one', () => {
    const events = [event(120), event(100)];
    expect(leads(events, spoken(70))).toEqual([0, 30]);
    expect(leads(events, spoken(70, 90))).toEqual([30, 30]);
  });

  it('tells a miss from an alert at the very moment', () => {
    const { matches } = matchDetections([event(100), event(500)], spoken(100), 0);
    expect(matches.map(({ detection }) => detection?.at ?? null)).toEqual([100_000, null]);
  });

  it('merges false alarms that follow closely on what was said, but not for ever', () => {
    const noEvents: readonly ScoredEvent[] = [];
    expect(falseTimes(noEvents, spoken(0, 5, 9, 10, 15, 30), 10)).toEqual([0, 10, 30]);
    // The second word about a flood that came.
    expect(falseTimes([event(100)], spoken(50, 55, 61), 10)).toEqual([61]);
  });
});

describe('leads', () => {
  it('count a miss as 0 and the late as negative', () => {
    expect(summarizeLeads([0, -10, 300, 400, 500], 300)).toEqual({
      count: 5,
      detected: 3,
      median_s: 300,
      p10_s: -6,
      shareInTime: 0.6,
    });
  });

  it('have no figures where there is no event', () => {
    expect(summarizeLeads([], 300)).toEqual({
      count: 0,
      detected: 0,
      median_s: NaN,
      p10_s: NaN,
      shareInTime: NaN,
    });
  });

  it('lie between neighbours where no value is at the place', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([7], 0.1)).toBe(7);
    expect(quantile([10, 0], 0.1)).toBe(1);
    expect(quantile([Infinity, 3, Infinity, Infinity], 0.5)).toBe(Infinity);
  });
});

it('the warned share of near misses counts each once', () => {
  const stretches = [
    { from: 0, to: 1_000 },
    { from: 5_000, to: 6_000 },
    { from: 8_000, to: 9_000 },
  ];
  expect(warnedShare(stretches, spoken(0.5, 0.6, 6, 7))).toBeCloseTo(2 / 3);
  expect(warnedShare([], spoken(1))).toBeNaN();
});

describe('any history', () => {
  const histories = fc.record({
    events_s: fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 8 }),
    times_s: fc.array(fc.integer({ min: -50, max: 350 }), { maxLength: 25 }),
    before_s: fc.integer({ min: 0, max: 80 }),
    after_s: fc.integer({ min: 0, max: 20 }),
    quiet_s: fc.integer({ min: 0, max: 60 }),
  });

  it('uses each detection once, within its window, and leaves the rest as false alarms', () => {
    fc.assert(
      fc.property(histories, ({ events_s, times_s, quiet_s, ...window }) => {
        const events = events_s.map((at_s) => event(at_s, window));
        const detections = spoken(...times_s);
        const { matches, falseAlarms } = matchDetections(events, detections, quiet_s);
        expect(matches.map((match) => match.event)).toEqual(events);
        const used = matches.flatMap(({ detection }) => (detection === null ? [] : [detection]));
        expect(new Set([...used, ...falseAlarms]).size).toBe(used.length + falseAlarms.length);
        expect(matches.every(isWithin)).toBe(true);
        // Whatever was left out is close behind something that counts.
        for (const detection of detections) {
          if (used.includes(detection) || falseAlarms.includes(detection)) continue;
          const counted = [...used, ...falseAlarms];
          expect(
            counted.some(({ at }) => at <= detection.at && detection.at - at < Math.max(quiet_s, 1) * 1_000),
          ).toBe(true);
        }
      }),
    );
  });

  it('misses no event that another assignment would have matched', () => {
    fc.assert(
      fc.property(histories, ({ events_s, times_s, quiet_s, ...window }) => {
        const events = events_s.map((at_s) => event(at_s, window));
        const detections = spoken(...times_s);
        const found = matchDetections(events, detections, quiet_s).matches.filter(
          ({ detection }) => detection !== null,
        );
        expect(found.length).toBe(mostMatches(events, detections));
      }),
    );
  });

  it('is the same in whatever order detections are told', () => {
    fc.assert(
      fc.property(histories, ({ events_s, times_s, quiet_s, ...window }) => {
        const events = events_s.map((at_s) => event(at_s, window));
        expect(matchDetections(events, spoken(...times_s.toReversed()), quiet_s)).toEqual(
          matchDetections(events, spoken(...times_s), quiet_s),
        );
      }),
    );
  });
});

/** The size of the largest assignment, by augmenting paths. */
function mostMatches(events: readonly ScoredEvent[], detections: readonly Detection[]): number {
  const ownerOf = new Map<number, number>();
  function place(eventIndex: number, tried: Set<number>): boolean {
    const { from, to } = events[eventIndex]!;
    return detections.some(({ at }, index) => {
      if (at < from || at > to || tried.has(index)) return false;
      tried.add(index);
      const owner = ownerOf.get(index);
      if (owner !== undefined && !place(owner, tried)) return false;
      ownerOf.set(index, eventIndex);
      return true;
    });
  }
  return events.filter((_, index) => place(index, new Set())).length;
}

function isWithin({ event: one, detection, lead_s }: Match): boolean {
  if (detection === null) return lead_s === 0;
  return detection.at >= one.from && detection.at <= one.to && lead_s === (one.at - detection.at) / 1_000;
}
