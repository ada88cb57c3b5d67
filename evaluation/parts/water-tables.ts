import type { ReportTable, Wanted } from '../part.ts';
import { reliability } from '../reliability.ts';
import type { FloodScore, JudgedWarning } from './water-floods.ts';
import type { QuietScore } from './water-gauges.ts';

/** The stricter of the two points that are held to account. */
const secondProbability = 0.3;

/** How the product is called at another operating point. */
export function nameAt(chance: number): string {
  return `ours, from a chance of ${chance.toFixed(2)} on`;
}

/** How the simple detector is called. */
export function lineName(ahead_s: number): string {
  return `straight line, 10 min, ${ahead_s / 60} min ahead`;
}

const percent = (share: number) => (100 * share).toFixed(1);
const minutes = (seconds: number) => (seconds / 60).toFixed(1);

export function floodTable(scores: readonly FloodScore[], inches: number): ReportTable {
  const first = scores[0];
  return {
    title: `Street floods of ${inches} in: ${first?.floods} that came, ${first?.nearMisses} near misses`,
    columns: [
      'detector',
      '≥ 5 min before, %',
      'missed',
      'median lead, min',
      'p10, min',
      'near misses warned of, %',
      'below ¾, %',
      'below ½, %',
      '½ to ¾, %',
      'above ¾, %',
    ],
    rows: scores.map((score) => [
      score.name,
      percent(score.inTime),
      score.missed,
      minutes(score.median_s),
      minutes(score.p10_s),
      percent(score.warned),
      percent(score.warnedLow),
      percent(score.warnedBelowHalf),
      percent(score.warnedHalf),
      percent(score.warnedThreeQuarters),
    ]),
  };
}

function toReliability(judged: readonly JudgedWarning[], within_s: number) {
  return reliability(
    judged.map(({ warning, after_s }) => ({
      probability: warning.probability,
      came: after_s <= within_s,
    })),
  );
}

export function reliabilityTable(
  judged: readonly JudgedWarning[],
  { inches, within_s }: { inches: number; within_s: number },
): ReportTable {
  const result = toReliability(judged, within_s);
  const came = judged.filter(({ after_s }) => after_s <= within_s);
  const held = came.filter(
    ({ warning, after_s }) => after_s >= warning.earliest_s && after_s <= warning.latest_s,
  );
  const inHour = judged.filter(({ after_s }) => Number.isFinite(after_s)).length / judged.length;
  return {
    title: `Forecasts of ${inches} in within ${within_s / 60} min: said and came true (Brier score ${result.brier.toFixed(3)}, always saying the base rate ${result.baseRateBrier.toFixed(3)}; ${percent(inHour)} % came within the hour; the band held ${percent(held.length / came.length)} % of those in time)`,
    columns: ['said', 'forecasts', 'mean said, %', 'came true, %'],
    rows: result.bins.map(({ from, to, count, said, came }) => [
      `${from.toFixed(1)}–${to.toFixed(1)}`,
      count,
      percent(said),
      percent(came),
    ]),
  };
}

function showPoint(score: FloodScore): string {
  return `${percent(score.inTime)} %, ${percent(score.warned)} %, ${percent(score.warnedLow)} %`;
}

export function floodWanted(
  scores: readonly FloodScore[],
  { judged, within_s }: { judged: readonly JudgedWarning[]; within_s: number },
): readonly Wanted[] {
  const main = scores[0];
  const find = (wanted: string): FloodScore => {
    const score = scores.find(({ name }) => name === wanted);
    if (score === undefined) throw new Error(`no score of ${wanted}`);
    return score;
  };
  const second = find(nameAt(secondProbability));
  const { worstGap } = toReliability(judged, within_s);
  if (main === undefined) throw new Error('no scores');
  const basis =
    'fitted on such floods; 84.0 %, 26.8 %, 11.2 % from 0.22 on at gauges that the fit had not seen';
  return [
    {
      what: 'floods of 4 in warned of ≥ 5 min before; near misses, and those below 3 in, warned of',
      wanted: '≥ 84 %, ≤ 30 %, ≤ 14 %',
      measured: showPoint(main),
      baseline: `${lineName(900)}: ${showPoint(find(lineName(900)))}`,
      basis,
      reached: main.inTime >= 0.84 && main.warned <= 0.3 && main.warnedLow <= 0.14,
    },
    {
      what: `the same from a said probability of ${secondProbability} on`,
      wanted: 'better than 77.9 %, 26.8 %, 10.9 %',
      measured: showPoint(second),
      baseline: `${lineName(600)}: ${showPoint(find(lineName(600)))}`,
      basis,
      reached: second.inTime > 0.779 && second.warned < 0.268 && second.warnedLow < 0.109,
    },
    {
      what: 'said probability against what came true',
      wanted: 'within 10 points',
      measured: `${(100 * worstGap).toFixed(0)} points in the worst bin`,
      reached: worstGap <= 0.1,
    },
  ];
}

export function quietTable(scores: readonly QuietScore[]): ReportTable {
  return {
    title: 'Gauges without a flood, with a threshold above all that was true: alerts a gauge-month',
    columns: ['gauge', 'months', 'threshold, m', 'floods', 'forecasts', 'faults, unlabelled', 'silences'],
    rows: scores.map((score) => [
      score.name,
      score.months.toFixed(1),
      score.threshold_m.toFixed(2),
      (score.floods / score.months).toFixed(2),
      (score.forecasts / score.months).toFixed(2),
      (score.faultAlerts / score.months).toFixed(2),
      (score.silences / score.months).toFixed(2),
    ]),
  };
}

export function faultTable(scores: readonly QuietScore[]): ReportTable {
  const faults = scores.flatMap(({ name, faults }) => faults.map((fault) => ({ name, ...fault })));
  return {
    title: 'Faults labelled by technicians',
    columns: ['gauge', 'label', 'from', 'hours', 'noticed by'],
    rows: faults.map(({ name, label, from, to, noticedBy }) => [
      name,
      label,
      new Date(from).toISOString().slice(0, 16),
      ((to - from) / 3_600_000).toFixed(1),
      noticedBy ?? '',
    ]),
  };
}

export function quietWanted(scores: readonly QuietScore[]): readonly Wanted[] {
  const sum = (of: (score: QuietScore) => number) => scores.reduce((total, score) => total + of(score), 0);
  const floods = sum((score) => score.floods);
  const forecasts = sum((score) => score.forecasts);
  const faults = scores.flatMap((score) => score.faults);
  const noticed = faults.filter(({ noticedBy }) => noticedBy !== null).length;
  return [
    {
      what: 'flood alerts, and forecasts of floods, of gauges that were faulty or had none',
      wanted: '0, 0',
      measured: `${floods}, ${forecasts} in ${sum((score) => score.months).toFixed(0)} gauge-months`,
      reached: floods === 0 && forecasts === 0,
    },
    {
      what: 'labelled faults with a fault alert',
      wanted: 'more than half',
      measured: `${noticed} of ${faults.length}`,
      reached: noticed > faults.length / 2,
    },
  ];
}
