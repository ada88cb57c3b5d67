import type { Series } from './baselines.ts';
import type { HeardAlert } from './hear-alerts.ts';
import { evaluationLimits } from './limits.ts';
import type { ReportTable } from './part.ts';
import type { Detection } from './protocol.ts';
import { reliability, type ReliabilityBin } from './reliability.ts';

/** How far what was said may lie from what came. */
const gap_max = 0.1;

/** A forecast at the moment when it was raised, with what became of it. */
export interface SaidForecast {
  readonly probability: number;
  /** Whether the threshold was met within the time that the rule looks ahead, withdrawn meanwhile or not. */
  readonly came: boolean;
  /** Whether that was in the band that was said to hold 80 % of the cases. */
  readonly inBand: boolean;
}

/** Forecasts of one kind of case; recorded and simulated ones never share a group. */
export interface SaidGroup {
  readonly name: string;
  readonly said: readonly SaidForecast[];
  /** What came after each time that the simple detector spoke of the same series. */
  readonly plain: readonly boolean[];
}

/** What became of each forecast, by the series itself; those whose time reached beyond its end are left out. */
export function toSaid(series: Series, alerts: readonly HeardAlert[]): readonly SaidForecast[] {
  return alerts.flatMap((alert) => {
    const { at, threshold, within_s, earliestAt, latestAt } = alert;
    const breach = breachAfter(series, { at, threshold });
    const came = outcomeOf(series, { at, threshold, within_s });
    if (came === null) return [];
    const inBand = came && breach >= earliestAt && breach <= latestAt;
    return [{ probability: alert.probability ?? NaN, came, inBand }];
  });
}

/** The same of a detector that says no probability. */
export function toCame(
  series: Series,
  detections: readonly Detection[],
  about: { readonly threshold: number; readonly within_s: number },
): readonly boolean[] {
  return detections.flatMap(({ at }) => outcomeOf(series, { at, ...about }) ?? []);
}

interface Question {
  readonly at: number;
  readonly threshold: number;
}

function breachAfter(series: Series, { at, threshold }: Question): number {
  return series.find(({ time, value }) => time > at && value >= threshold)?.time ?? Infinity;
}

/** Null when the series ends before it can be known, or the threshold was met already. */
function outcomeOf(series: Series, question: Question & { readonly within_s: number }): boolean | null {
  const until = question.at + question.within_s * 1_000;
  const now = series.findLast(({ time }) => time <= question.at)?.value ?? -Infinity;
  if (now >= question.threshold) return null;
  if (breachAfter(series, question) <= until) return true;
  return (series.at(-1)?.time ?? 0) < until ? null : false;
}

/** Bins with counts, group by group; the Brier scores stand in the line of all. */
export function saidTable(title: string, groups: readonly SaidGroup[]): ReportTable {
  return {
    title: `${title}: what was said when it was raised, and what came in time`,
    columns: [
      'cases',
      'said',
      'forecasts',
      'mean said',
      'came',
      'in the 80 % band',
      'Brier',
      'of the base rate',
      'of the straight line, which is always sure',
    ],
    rows: groups.flatMap(toRows),
  };
}

function toRows({ name, said, plain }: SaidGroup): readonly (readonly (string | number)[])[] {
  if (said.length === 0) return [[name, 'nothing', 0, '', '', '', '', '', scoreOfSure(plain)]];
  const { bins, brier, baseRateBrier } = reliability(said);
  const only = bins.length === 1 ? bins[0] : undefined;
  const came = said.filter((one) => one.came);
  const all = [
    name,
    only === undefined ? 'all' : rangeOf(only),
    said.length,
    percent(mean(said.map(({ probability }) => probability))),
    percent(came.length / said.length),
    percent(came.filter(({ inBand }) => inBand).length / came.length),
    brier.toFixed(3),
    baseRateBrier.toFixed(3),
    scoreOfSure(plain),
  ];
  if (only !== undefined) return [all];
  return [
    all,
    ...bins.map((bin) => ['', rangeOf(bin), bin.count, percent(bin.said), percent(bin.came), '', '', '', '']),
  ];
}

/** Whoever always says 1 is off by 1 each time that nothing comes. */
function scoreOfSure(came: readonly boolean[]): string {
  if (came.length === 0) return '–';
  return (came.filter((one) => !one).length / came.length).toFixed(3);
}

function rangeOf({ from, to }: ReliabilityBin): string {
  return `${from.toFixed(1)}–${to.toFixed(1)}`;
}

/**
 * Whether probabilities kept within 10 points: held to account are the bins with enough cases, or the one bin that
 * holds them all, however few. `reached` is null where neither is there.
 */
export function judgeSaid(said: readonly SaidForecast[]): {
  readonly measured: string;
  readonly reached: boolean | null;
} {
  const { bins } = reliability(said);
  const enough = bins.filter(({ count }) => count >= evaluationLimits.reliabilityCases_min);
  const held = bins.length === 1 ? bins : enough;
  if (said.length === 0) return { measured: 'nothing was foretold', reached: null };
  const worst = held.toSorted((a, b) => gapOf(b) - gapOf(a))[0];
  if (worst === undefined) return { measured: `${describeSaid(said)}, too few in any bin`, reached: null };
  const where = bins.length === 1 ? 'all in one bin' : `in the worst of ${held.length} bins`;
  return {
    measured: `${points(gapOf(worst))} points (${percent(worst.said)} said, ${percent(worst.came)} came of ${worst.count}, ${where})`,
    reached: gapOf(worst) <= gap_max,
  };
}

/** The mean of what was said and the share that came, for a line of its own. */
export function describeSaid(said: readonly SaidForecast[]): string {
  if (said.length === 0) return 'nothing foretold';
  const mean_said = mean(said.map(({ probability }) => probability));
  const came = said.filter((one) => one.came).length / said.length;
  return `${percent(mean_said)} said, ${percent(came)} came of ${said.length}`;
}

function gapOf({ said, came }: ReliabilityBin): number {
  return Math.abs(said - came);
}

function points(gap: number): string {
  return (100 * gap).toFixed(0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A share of 0 to 1 as it is printed. */
export function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(0)} %`;
}
