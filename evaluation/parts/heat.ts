import { join } from 'node:path';
import { createRandom } from '../../simulators/random.ts';
import type { Series } from '../baselines.ts';
import type { EvaluationContext, EvaluationPart, PartReport, ReportTable } from '../part.ts';
import { reliability } from '../reliability.ts';
import { benignHeatKinds, simulateBenignHeat } from './heat-benign.ts';
import { readFires, thinOut, type RecordedFire } from './heat-fires.ts';
import { daysOf, readQuietTemperatures, type QuietSeries } from './heat-quiet.ts';
import {
  atRandom,
  breach_c,
  hearHeat,
  plainThreshold,
  rateOfRise,
  requiredLead_s,
  scoreFires,
  straightLine,
  type Detector,
  type FireScore,
} from './heat-score.ts';
import type { HeardAlert } from './smoke-hear.ts';
import { percent, saidColumns, toSaidRow, type SaidForecast } from './smoke-said.ts';

const folder = 'fsri_furniture_fires';
/** Simulated hours of each benign kind, at each interval. */
const benignHours = 30;
const benignIntervals_s = [1, 5, 20];

/** Warnings before the ceiling is at 57 °C: real furniture fires, real quiet temperatures, simulated kitchens. */
export const heatPart: EvaluationPart = {
  name: 'heat',
  title: 'Heat: the way to 57 °C under the ceiling',
  folders: [folder],
  run: runHeat,
};

async function runHeat(context: EvaluationContext): Promise<PartReport> {
  const fires = await readFires(join(context.data, folder));
  context.progress(`${fires.length} places of fires`);
  const ours: Detector = (series) => hearHeat(context.rules, series);
  const scores = scoreAll(fires, { ours, seed: context.seed });
  const quiet = await readQuietTemperatures(context.data);
  const benign = simulateAll(context.seed).map((hour) => ({
    ...hour,
    alerts: hearHeat(context.rules, hour.series),
  }));
  context.progress(`${benign.length} simulated hours`);
  const real = fires.flatMap(({ ceiling }) => toSaid(ceiling, hearHeat(context.rules, ceiling)));
  const simulated = benign.flatMap(({ series, alerts }) => toSaid(series, alerts));
  const both = reliability([...real, ...balance(simulated, { benign: benign.length, fires: fires.length })]);
  const product = scores[0];
  return {
    tables: [
      fireTable(scores),
      benignTable(benign),
      quietTable(quiet, ours),
      reliabilityTable({ real, simulated, both }),
    ],
    wanted: [
      {
        what: 'median lead to 57 °C at the ceiling',
        wanted: `≥ ${requiredLead_s} s`,
        measured: `${product?.median_s.toFixed(0)} s`,
        reached: (product?.median_s ?? 0) >= requiredLead_s,
      },
      {
        what: 'alerts before ignition',
        wanted: '0',
        measured: `${product?.beforeIgnition}`,
        reached: product?.beforeIgnition === 0,
      },
      {
        what: 'said probability against what came true, real fires and as many simulated hours',
        wanted: 'within 10 points',
        measured: `${(100 * both.worstGap).toFixed(0)} points`,
        reached: both.worstGap <= 0.1,
      },
    ],
    notes: [
      `${new Set(fires.map(({ fire }) => fire)).size} fires with four places each: the places of a fire are not independent, so this is few.`,
      'All benign rises are simulated: no public recording of cooking, steam or ovens at a ceiling was found. An hour holds one to four bursts.',
      'The straight line runs through the last value and that of 30 s before. Continued from the middle of its window instead, it warns about 6 s later.',
      'The rate-of-rise line is the rule of thumb of heat detectors: 10 °C within a minute.',
    ],
  };
}

function every(count: number, first: number) {
  return (series: Series) => thinOut(series, { count, first });
}

function scoreAll(
  fires: readonly RecordedFire[],
  { ours, seed }: { ours: Detector; seed: number },
): readonly FireScore[] {
  return [
    scoreFires(fires, { name: 'ours, every second', detector: ours }),
    scoreFires(fires, { name: 'ours, every 5 s', detector: ours, thin: every(5, 2) }),
    scoreFires(
      [0, 5, 10, 15].flatMap((first) =>
        fires.map((fire) => ({ ...fire, ceiling: every(20, first)(fire.ceiling) })),
      ),
      { name: 'ours, every 20 s', detector: ours },
    ),
    scoreFires(fires, { name: 'ours, 0.5 °C steps', detector: ours, thin: (series) => toSteps(series, 0.5) }),
    scoreFires(fires, { name: 'ours, 1 °C steps', detector: ours, thin: (series) => toSteps(series, 1) }),
    scoreFires(fires, { name: 'straight line, 30 s, 60 s ahead', detector: straightLine }),
    scoreFires(fires, { name: 'rate of rise, 10 °C in 60 s', detector: rateOfRise }),
    scoreFires(fires, { name: 'threshold 57 °C', detector: plainThreshold }),
    scoreFires(fires, { name: 'random, as many', detector: atRandom(ours, createRandom(seed)) }),
  ];
}

function toSteps(series: Series, step_c: number): Series {
  return series.map(({ time, value }) => ({ time, value: Math.round(value / step_c) * step_c }));
}

function simulateAll(seed: number) {
  const random = createRandom(seed, 1);
  return benignHeatKinds.flatMap((kind) =>
    benignIntervals_s.flatMap((interval_s) =>
      Array.from({ length: benignHours }, () => ({
        kind,
        interval_s,
        series: simulateBenignHeat(kind, { random, interval_s }),
      })),
    ),
  );
}

/** Each forecast with what became of it: whether the value met 57 °C within the time that the rule looks ahead. */
function toSaid(series: Series, alerts: readonly HeardAlert[]): readonly SaidForecast[] {
  return alerts.map(({ at, probability, within_s, earliestAt, latestAt }) => {
    const breach = series.find(({ time, value }) => time > at && value >= breach_c)?.time ?? Infinity;
    return {
      probability: probability ?? NaN,
      came: breach <= at + within_s * 1_000,
      inBand: breach >= earliestAt && breach <= latestAt,
      weight: 1,
    };
  });
}

/** As many benign hours as fires: every n-th of the forecasts in them. */
function balance(
  said: readonly SaidForecast[],
  { benign, fires }: { benign: number; fires: number },
): readonly SaidForecast[] {
  const every = Math.max(1, Math.round(benign / fires));
  return said.filter((_entry, index) => index % every === 0);
}

function fireTable(scores: readonly FireScore[]): ReportTable {
  return {
    title: 'Furniture fires: lead before 57 °C at the ceiling, and before 120 °C at 1.5 m above the floor',
    columns: [
      'detector',
      'cases',
      'in time',
      'median, s',
      'p10, s',
      `≥ ${requiredLead_s} s`,
      'before ignition',
      'surplus',
      'hazard median, s',
      'hazard p10, s',
    ],
    rows: scores.map((score) => [
      score.name,
      score.cases,
      score.detected,
      score.median_s.toFixed(0),
      score.p10_s.toFixed(0),
      percent(score.shareInTime),
      score.beforeIgnition,
      score.surplus,
      score.hazardMedian_s.toFixed(0),
      score.hazardP10_s.toFixed(0),
    ]),
  };
}

type BenignHour = ReturnType<typeof simulateAll>[number] & { readonly alerts: readonly HeardAlert[] };

const isWarned = (hour: BenignHour): boolean => hour.alerts.length > 0;

function benignTable(benign: readonly BenignHour[]): ReportTable {
  const share = (hours: readonly BenignHour[], speaks: (hour: BenignHour) => boolean): string =>
    percent(hours.filter(speaks).length / hours.length);
  return {
    title: 'Simulated hours without a fire: share in which something was said',
    columns: [
      'kind',
      'hours',
      'ours',
      ...benignIntervals_s.map((interval) => `ours, ${interval} s`),
      'straight line',
      'rate of rise',
    ],
    rows: benignHeatKinds.map((kind) => {
      const hours = benign.filter((hour) => hour.kind === kind);
      return [
        kind,
        hours.length,
        share(hours, isWarned),
        ...benignIntervals_s.map((interval_s) =>
          share(
            hours.filter((hour) => hour.interval_s === interval_s),
            isWarned,
          ),
        ),
        share(hours, ({ series }) => straightLine(series).length > 0),
        share(hours, ({ series }) => rateOfRise(series).length > 0),
      ];
    }),
  };
}

function quietTable(quiet: readonly QuietSeries[], ours: Detector): ReportTable {
  return {
    title: 'Real temperatures without a fire: alerts',
    columns: ['recording', 'days', 'ours', 'straight line', 'rate of rise'],
    rows: quiet.map(({ name, series }) => [
      name,
      daysOf(series).toFixed(0),
      ours(series).length,
      straightLine(series).length,
      rateOfRise(series).length,
    ]),
  };
}

function reliabilityTable({
  real,
  simulated,
  both,
}: {
  real: readonly SaidForecast[];
  simulated: readonly SaidForecast[];
  both: ReturnType<typeof reliability>;
}): ReportTable {
  return {
    title: 'Forecasts when raised: said, and came true within the time that the rule looks ahead',
    columns: saidColumns,
    rows: [
      toSaidRow('fires', real),
      toSaidRow('simulated, no fire', simulated),
      ...both.bins.map((bin) => [
        `both, said ${percent(bin.from)} to ${percent(bin.to)}`,
        bin.count,
        percent(bin.said),
        percent(bin.came),
        both.brier.toFixed(3),
        both.baseRateBrier.toFixed(3),
        '',
      ]),
    ],
  };
}
