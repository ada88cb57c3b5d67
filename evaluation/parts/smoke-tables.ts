import type { ReportTable } from '../part.ts';
import { quantile } from '../protocol.ts';
import type { HeardAlert } from '../hear-alerts.ts';
import type { Sample } from '../run-engine.ts';
import { percent } from '../said.ts';
import { benignSmokeKinds, type BenignSmokeKind } from './smoke-benign.ts';
import { toAboveQuiet, type AboveQuiet } from './smoke-quiet.ts';
import {
  firstOf,
  level_pct_m,
  smokeLine,
  smokeThreshold,
  type SmokeDetector,
  type SmokeScore,
} from './smoke-score.ts';
import { toSeries, type SmokePlace } from './smoke-tests.ts';

export interface BenignHour {
  readonly kind: BenignSmokeKind;
  readonly interval_s: number;
  readonly samples: readonly Sample[];
}

export interface DetectorRow {
  readonly score: SmokeScore;
  /** What it says in simulated hours without a fire; null where that makes no sense. */
  readonly detector: SmokeDetector | null;
}

/** A time as it is printed; a dash for what never came. */
export function toSeconds(value: number): string {
  return Number.isFinite(value) ? value.toFixed(0) : '–';
}

/** Early is easy for whoever speaks often: the share of hours without a fire stands beside each. */
export function detectorTable(rows: readonly DetectorRow[], benign: readonly BenignHour[]): ReportTable {
  const tests = rows[0]?.score.tests.map(({ test }) => test) ?? [];
  const spoken = (detector: SmokeDetector | null, kind: BenignSmokeKind): string => {
    if (detector === null) return '';
    const hours = benign.filter((hour) => hour.kind === kind);
    return percent(hours.filter(({ samples }) => detector(samples).length > 0).length / hours.length);
  };
  return {
    title: 'First alert after the ignition, s: medians over the places with photoelectric alarms',
    columns: [
      'detector',
      ...tests,
      'tests earlier than photoelectric',
      'places earlier',
      'SIMULATED clean hours in which it speaks',
      'cooking',
      'steam',
    ],
    rows: rows.map(({ score, detector }) => [
      score.name,
      ...score.tests.map(({ first_s }) => toSeconds(first_s)),
      `${score.earlierTests} of ${score.tests.length}`,
      `${score.earlierPlaces} of ${score.places}`,
      spoken(detector, 'quiet'),
      spoken(detector, 'cooking'),
      spoken(detector, 'steam'),
    ]),
  };
}

export interface NoiseHour {
  readonly test: string;
  readonly place: string;
  readonly interval_s: number;
  readonly samples: readonly Sample[];
}

/** Places whose own noise alone makes something speak. */
export function noiseTable(
  hours: readonly NoiseHour[],
  hear: (samples: readonly Sample[]) => readonly HeardAlert[],
): ReportTable {
  const intervals_s = [...new Set(hours.map(({ interval_s }) => interval_s))];
  const listOf = (own: readonly NoiseHour[], id: string): string =>
    own
      .filter(({ samples }) => hear(samples).some(({ ruleId }) => ruleId === id))
      .map(({ test, place }) => `${test} ${place}`)
      .join(', ');
  return {
    title: "An hour of each meter's own noise (its first 10 s, drawn anew): all that is said of it is false",
    columns: ['detector', 'every, s', 'speaks at', 'where'],
    rows: intervals_s.flatMap((interval_s) => {
      const own = hours.filter((hour) => hour.interval_s === interval_s);
      const ids = new Set(own.flatMap(({ samples }) => hear(samples).map(({ ruleId }) => ruleId)));
      const count = (speaks: (hour: NoiseHour) => boolean) => `${own.filter(speaks).length} of ${own.length}`;
      return [
        ['ours, any', interval_s, count(({ samples }) => hear(samples).length > 0), ''],
        ...[...ids].map((id) => [
          id,
          interval_s,
          count(({ samples }) => hear(samples).some(({ ruleId }) => ruleId === id)),
          listOf(own, id),
        ]),
        ['straight line', interval_s, count(({ samples }) => smokeLine(samples).length > 0), ''],
        ['threshold', interval_s, count(({ samples }) => smokeThreshold(samples).length > 0), ''],
      ];
    }),
  };
}

/** How sure it is that the first alert of a place was about something. */
export function firstAboveQuiet(place: SmokePlace, alerts: readonly HeardAlert[]): AboveQuiet | null {
  const [first] = alerts;
  return first === undefined ? null : toAboveQuiet(place, first);
}

export function placeTable(
  places: readonly SmokePlace[],
  hear: (samples: readonly Sample[]) => readonly HeardAlert[],
): ReportTable {
  return {
    title: 'Each place: first alert after the ignition, s, and what there was to speak of',
    columns: [
      'test',
      'place',
      'photoelectric',
      'ours',
      'by rule',
      'first seconds',
      'their noise',
      'value at the alert',
      'rise, times the noise',
      'threshold',
      'straight line',
    ],
    rows: places.map((place) => {
      const alerts = hear(place.samples);
      const above = firstAboveQuiet(place, alerts);
      return [
        place.test,
        place.place,
        toSeconds(quantile(place.photoelectric_s, 0.5)),
        toSeconds(firstOf(alerts)),
        alerts[0]?.ruleId ?? '–',
        above?.quiet.toFixed(1) ?? '–',
        above?.noise.toFixed(1) ?? '–',
        above?.value.toFixed(1) ?? '–',
        above?.times.toFixed(0) ?? '–',
        toSeconds(firstOf(smokeThreshold(place.samples))),
        toSeconds(firstOf(smokeLine(place.samples))),
      ];
    }),
  };
}

export function benignTable(
  benign: readonly BenignHour[],
  hear: (samples: readonly Sample[]) => readonly HeardAlert[],
): ReportTable {
  const ids = [
    ...new Set(benign.flatMap(({ samples }) => hear(samples).map(({ ruleId }) => ruleId))),
  ].toSorted();
  const share = (hours: readonly BenignHour[], speaks: (hour: BenignHour) => boolean): string =>
    percent(hours.filter(speaks).length / hours.length);
  return {
    title: 'SIMULATED hours without a fire: share in which something was said',
    columns: ['kind', 'hours', '6.7 %/m was reached', 'ours, any', ...ids, 'straight line'],
    rows: benignSmokeKinds.map((kind) => {
      const hours = benign.filter((hour) => hour.kind === kind);
      return [
        kind,
        hours.length,
        share(hours, ({ samples }) =>
          toSeries(samples, 'obscuration_pct_m').some(({ value }) => value >= level_pct_m),
        ),
        share(hours, ({ samples }) => hear(samples).length > 0),
        ...ids.map((id) => share(hours, ({ samples }) => hear(samples).some(({ ruleId }) => ruleId === id))),
        share(hours, ({ samples }) => smokeLine(samples).length > 0),
      ];
    }),
  };
}
