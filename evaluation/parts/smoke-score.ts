import type { Rule } from '../../rules/rule.ts';
import { createRandom } from '../../simulators/random.ts';
import { randomBaseline, straightLineBaseline, thresholdBaseline, type Series } from '../baselines.ts';
import { hearAlerts, type HeardAlert } from '../hear-alerts.ts';
import { quantile, type Detection } from '../protocol.ts';
import type { Sample } from '../run-engine.ts';
import { isFireRule } from './smoke-alerts.ts';
import { thinSamples, toSeries, type SmokePlace } from './smoke-tests.ts';

export const level_pct_m = 6.7;
export const breach_c = 57;

/** Says when a detector with these samples speaks, ms. */
export type SmokeDetector = (samples: readonly Sample[]) => readonly Pick<Detection, 'at'>[];

/** Whatever the product says of fire, first come first heard; each list of samples is played once. */
export function createSmokeEar(
  rules: readonly Rule[],
): (samples: readonly Sample[]) => readonly HeardAlert[] {
  const heard = new WeakMap<readonly Sample[], readonly HeardAlert[]>();
  const own = rules.filter(isFireRule);
  return (samples) => {
    const known = heard.get(samples) ?? hearAlerts(own, { kind: 'smoke', samples });
    heard.set(samples, known);
    return known;
  };
}

export const straightLine = (series: Series, threshold: number): readonly Detection[] =>
  straightLineBaseline(series, { threshold, window_s: 30, ahead_s: 60 });

/** The simple detectors look at smoke and at heat, as ours does. */
export const smokeLine: SmokeDetector = (samples) => [
  ...straightLine(toSeries(samples, 'obscuration_pct_m'), level_pct_m),
  ...straightLine(toSeries(samples, 'temperature_c'), breach_c),
];

export const smokeThreshold: SmokeDetector = (samples) => [
  ...thresholdBaseline(toSeries(samples, 'obscuration_pct_m'), level_pct_m),
  ...thresholdBaseline(toSeries(samples, 'temperature_c'), breach_c),
];

export function smokeAtRandom(ours: SmokeDetector, seed: number): SmokeDetector {
  const random = createRandom(seed);
  return (samples) =>
    randomBaseline(toSeries(samples, 'temperature_c'), {
      count: Math.max(1, ours(samples).length),
      random: () => random.next(),
    });
}

/** First alerts beside the real alarms: a row for the detector, one figure a test. */
export interface SmokeScore {
  readonly name: string;
  /** Medians over the places with photoelectric alarms, s after the ignition; infinite where most say nothing. */
  readonly tests: readonly { readonly test: string; readonly first_s: number; readonly photo_s: number }[];
  readonly earlierTests: number;
  /** The same, place by place. */
  readonly earlierPlaces: number;
  readonly places: number;
}

export interface SmokeInterval {
  readonly interval_s: number;
  readonly phases_s: readonly number[];
}

/** Only places beside which real photoelectric alarms hung; as slow devices of each phase where that is asked. */
export function scoreSmoke(
  places: readonly SmokePlace[],
  options: {
    readonly name: string;
    readonly detector: SmokeDetector;
    readonly slow?: (place: SmokePlace) => readonly (readonly Sample[])[];
  },
): SmokeScore {
  const { name, detector, slow = ({ samples }) => [samples] } = options;
  const cases = places
    .filter(({ photoelectric_s }) => photoelectric_s.length > 0)
    .flatMap((place) =>
      slow(place).map((samples) => ({
        test: place.test,
        first_s: firstOf(detector(samples)),
        photo_s: quantile(place.photoelectric_s, 0.5),
      })),
    );
  const tests = [...Map.groupBy(cases, ({ test }) => test)].map(([test, own]) => ({
    test,
    first_s: median(own.map((one) => one.first_s)),
    photo_s: median(own.map((one) => one.photo_s)),
  }));
  return {
    name,
    tests,
    earlierTests: tests.filter(({ first_s, photo_s }) => first_s < photo_s).length,
    earlierPlaces: cases.filter(({ first_s, photo_s }) => first_s < photo_s).length,
    places: cases.length,
  };
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** A slow device of each phase, remembered so that each is played once. */
export function createSlowDevices({
  interval_s,
  phases_s,
}: SmokeInterval): (place: SmokePlace) => readonly (readonly Sample[])[] {
  const made = new WeakMap<SmokePlace, readonly (readonly Sample[])[]>();
  return (place) => {
    const known =
      made.get(place) ?? phases_s.map((from_s) => thinSamples(place.samples, { interval_s, from_s }));
    made.set(place, known);
    return known;
  };
}

/** s; infinite where nothing was said. */
export function firstOf(detections: readonly { readonly at: number }[]): number {
  return Math.min(...detections.map(({ at }) => at)) / 1_000;
}
