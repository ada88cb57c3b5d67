import { createRandom } from '../../simulators/random.ts';
import { randomBaseline, straightLineBaseline, thresholdBaseline, type Series } from '../baselines.ts';
import type { HeardAlert } from '../hear-alerts.ts';
import type { ReportTable } from '../part.ts';
import { matchDetections, summarizeLeads, type Detection, type ScoredEvent } from '../protocol.ts';

/** From the table of kinds: a detection counts this long before the event and after it, s. */
export const before_s = 120;
const after_s = 10;
export const required_s = 30;
export const thresholds_c = [70, 90] as const;
const quiet_s = 600;
const straightWindow_s = 30;
const day_s = 86_400;

/** What the product foretells of a cable to one of its thresholds. */
export type CableForecast = (series: Series, threshold_c: number) => readonly HeardAlert[];

type Detector = (series: Series, threshold_c: number) => readonly Detection[];

interface Case {
  readonly series: Series;
  readonly event: ScoredEvent;
}

interface CableScores {
  readonly table: ReportTable;
  /** To the higher threshold. */
  readonly ours: Score;
  readonly line: Score;
  /** What both said before heating, to either threshold. */
  readonly quiet: number;
  readonly quietLine: number;
}

interface Score {
  readonly row: readonly (string | number)[];
  readonly median_s: number;
  /** Detections before heating began, and all of them. */
  readonly quiet: number;
  readonly count: number;
}

const nothing: Score = { row: [], median_s: NaN, quiet: 0, count: 0 };

/** Up to the highest breach that is scored: what comes after the cable has burnt through says nothing. */
export function untilBreach(series: Series): Series {
  const at = series.find(({ value }) => value >= Math.max(...thresholds_c))?.time ?? Infinity;
  return series.filter(({ time }) => time <= at + after_s * 1_000);
}

function toCase(series: Series, threshold_c: number): Case | null {
  const at = series.find(({ value }) => value >= threshold_c)?.time;
  if (at === undefined) return null;
  return { series, event: { at, from: at - before_s * 1_000, to: at + after_s * 1_000 } };
}

/** The straight line as a detector; where readings come slowly it needs two of them. */
export function straight(ahead_s: number): Detector {
  return (series, threshold_c) => {
    const interval_s = ((series[1]?.time ?? 0) - (series[0]?.time ?? 0)) / 1_000;
    const window_s = Math.max(straightWindow_s, 1.5 * interval_s);
    return straightLineBaseline(series, { threshold: threshold_c, window_s, ahead_s });
  };
}

/** The forecast beside its baselines, to both thresholds. */
export function scoreCables(
  title: string,
  { all, forecast, seed }: { all: readonly Series[]; forecast: CableForecast; seed: number },
): CableScores {
  const rows: (readonly (string | number)[])[] = [];
  const random = createRandom(seed);
  let toHighest: Pick<CableScores, 'ours' | 'line'> | undefined;
  let quiet = 0;
  let quietLine = 0;
  for (const threshold_c of thresholds_c) {
    const cases = all.flatMap((series) => toCase(series, threshold_c) ?? []);
    const ours = score('forecast', { cases, threshold_c, detect: forecast });
    const line = score(`straight line, ${before_s} s ahead`, {
      cases,
      threshold_c,
      detect: straight(before_s),
    });
    const count = Math.round(ours.count / cases.length);
    const others: readonly (readonly [string, Detector])[] = [
      ['straight line, 60 s ahead', straight(60)],
      ['plain threshold', thresholdBaseline],
      ['random, as many alerts', (series) => randomBaseline(series, { count, random: () => random.next() })],
    ];
    rows.push(ours.row, line.row);
    for (const [name, detect] of others) rows.push(score(name, { cases, threshold_c, detect }).row);
    toHighest = { ours, line };
    quiet += ours.quiet;
    quietLine += line.quiet;
  }
  const columns = [
    'threshold °C',
    'detector',
    'warned before',
    'median lead s',
    'p10 s',
    `≥ ${required_s} s`,
    'before heating',
    'false',
    'false a device-day',
  ];
  const { ours = nothing, line = nothing } = toHighest ?? {};
  return { table: { title, columns, rows }, ours, line, quiet, quietLine };
}

function score(
  name: string,
  { cases, threshold_c, detect }: { cases: readonly Case[]; threshold_c: number; detect: Detector },
): Score {
  const leads_s: number[] = [];
  let quiet = 0;
  let falseAlarms = 0;
  let count = 0;
  let length_s = 0;
  for (const { series, event } of cases) {
    const detections = detect(series, threshold_c);
    const result = matchDetections([event], detections, quiet_s);
    leads_s.push(...result.matches.map(({ lead_s }) => lead_s));
    falseAlarms += result.falseAlarms.length;
    quiet += detections.filter(({ at }) => at < 0).length;
    count += detections.length;
    length_s += ((series.at(-1)?.time ?? 0) - (series[0]?.time ?? 0)) / 1_000;
  }
  const { detected, median_s, p10_s, shareInTime } = summarizeLeads(leads_s, required_s);
  const row = [
    threshold_c,
    name,
    `${detected} of ${cases.length}`,
    round(median_s),
    round(p10_s),
    percent(shareInTime),
    quiet,
    falseAlarms,
    round((falseAlarms * day_s) / length_s),
  ];
  return { row, median_s, quiet, count };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
