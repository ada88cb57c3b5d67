import type { AlertWithPlace } from '../../live-protocol.ts';
import { isStanding } from '../../forecast-time.ts';
import type { ChartData } from '../parts/chart-data.ts';
import type { Cone, Marker, Span, Threshold } from '../parts/chart-marks.ts';
import { say } from '../shell/language.ts';
import { severities } from '../../../domain/severity.ts';
import { valueWords } from './alert-words.ts';
import { d } from './detail-phrases.ts';

/** What an alert says, as marks in its chart. Times in s by our clock. */

const signs = { '>=': '≥', '<=': '≤', '==': '=', '!=': '≠' } as const;

/** The limit, where it is one of the metric itself: a rate or a duration is no line among values. */
export function chartThresholds(alert: AlertWithPlace, metric: string): readonly Threshold[] {
  const { evidence, forecast, kind, severity } = alert;
  const word = severities.find(({ level }) => level === severity)?.label;
  const words = (value: number, sign: string): string =>
    `${sign} ${valueWords(kind, metric, value)}${word === undefined ? '' : ` ${say(word)}`}`;
  if (forecast !== null) {
    return [{ value: forecast.threshold, severity, label: words(forecast.threshold, '≥') }];
  }
  if (evidence?.metric !== metric || evidence.quantity !== 'value' || evidence.comparison === '==') return [];
  return [
    { value: evidence.threshold, severity, label: words(evidence.threshold, signs[evidence.comparison]) },
  ];
}

/** When it began, rang, was over; of a forecast, when it came true. */
export function chartMarkers(alert: AlertWithPlace, offset_ms: number): readonly Marker[] {
  const { evidence, displayedSeverity, raisedAt, returnedAt, outcome, forecast } = alert;
  const began = evidence === null || forecast !== null ? null : evidence.since + offset_ms;
  const isSilence = evidence?.quantity === 'silence_s';
  const heard = isSilence ? evidence.time + offset_ms : null;
  const breached = outcome?.breachedAt ?? null;
  const markers: readonly (Marker | null)[] = [
    heard === null ? null : { at: heard / 1_000, label: d('markLast') },
    // Where it rang at once there is one moment, not two.
    began === null || isSilence || raisedAt - began < 3_000
      ? null
      : { at: began / 1_000, label: d('markBegan') },
    { at: raisedAt / 1_000, label: d('markRang'), severity: displayedSeverity },
    returnedAt === null ? null : { at: returnedAt / 1_000, label: d('markReturned') },
    breached === null ? null : { at: (breached + offset_ms) / 1_000, label: d('markBreached') },
  ];
  return markers.filter((marker) => marker !== null);
}

/** How long the condition had to hold. */
export function chartSpans({ evidence, forecast }: AlertWithPlace, offset_ms: number): readonly Span[] {
  if (evidence === null || forecast !== null || evidence.onDelay_s <= 0) return [];
  const from = (evidence.since + offset_ms) / 1_000;
  return [{ from, to: from + evidence.onDelay_s, tone: 'delay' }];
}

/** Where it is expected to go; the cone begins at the last reading. */
export function chartCone(
  alert: AlertWithPlace,
  { data, offset_ms }: { readonly data: ChartData; readonly offset_ms: number },
): Cone | undefined {
  const { forecast } = alert;
  if (forecast === null || !isStanding(alert)) return undefined;
  const [times, , average] = data;
  const index = average.findLastIndex((value) => value !== null);
  const [at, value] = [times[index], average[index]];
  const toSeconds = (time: number): number => (time + offset_ms) / 1_000;
  return {
    from: at === undefined || value === undefined || value === null ? null : { at, value },
    value: forecast.threshold,
    at: toSeconds(forecast.expectedAt),
    earliest: toSeconds(forecast.earliestAt),
    latest: toSeconds(forecast.latestAt),
  };
}
