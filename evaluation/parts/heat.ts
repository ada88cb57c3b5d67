import { join } from 'node:path';
import type { Rule } from '../../rules/rule.ts';
import { createRandom } from '../../simulators/random.ts';
import type { Series } from '../baselines.ts';
import { createForecaster, forecastRules, hearAlerts, missingRule, type HeardAlert } from '../hear-alerts.ts';
import type { EvaluationContext, EvaluationPart, PartReport, Wanted } from '../part.ts';
import { describeSaid, judgeSaid, saidTable, toCame, toSaid, type SaidGroup } from '../said.ts';
import { benignHeatKinds, simulateBenignHeat } from './heat-benign.ts';
import { readFires, thinOut, type RecordedFire } from './heat-fires.ts';
import { readQuietTemperatures } from './heat-quiet.ts';
import {
  atRandom,
  breach_c,
  leastSquaresLine,
  medianRange_s,
  plainThreshold,
  rateOfRise,
  requiredLead_s,
  scoreFires,
  twoPointLine,
  type FireScore,
} from './heat-score.ts';
import { benignTable, fireTable, quietTable, type BenignHour } from './heat-tables.ts';
import { isFireRule, toTemperatureSamples } from './smoke-alerts.ts';

const folder = 'fsri_furniture_fires';
const model = 'heat';
/** Simulated hours of each benign kind by the interval, s: fast ones are long to play. */
const benignHours = [
  { interval_s: 1, hours: 8 },
  { interval_s: 5, hours: 20 },
  { interval_s: 20, hours: 30 },
] as const;
/** How often detectors report as a rule, s, and at which seconds such a device may begin. */
const intervalUsual_s = 20;
const phases_s = [0, 5, 10, 15] as const;

/** Warnings before the ceiling is at 57 °C: real furniture fires, real quiet temperatures, simulated kitchens. */
export const heatPart: EvaluationPart = {
  name: 'heat',
  title: 'Heat: the way to 57 °C under the ceiling',
  folders: [folder],
  run: runHeat,
};

type Forecaster = (series: Series) => readonly HeardAlert[];

async function runHeat(context: EvaluationContext): Promise<PartReport> {
  const { rules, seed } = context;
  const fires = await readFires(join(context.data, folder));
  context.progress(`${fires.length} places of fires`);
  const own = forecastRules(rules, model);
  const ours = createForecaster(own, { kind: 'smoke', metric: 'temperature_c' });
  const slow = every(fires, intervalUsual_s, phases_s);
  const anyRule = createFireEar(rules);
  const scores = scoreAll({ fires, slow }, { ours, anyRule, seed });
  const quiet = await readQuietTemperatures(context.data);
  const benign = simulateAll(seed);
  const within_s = own.find(({ when }) => when.forecast !== undefined)?.when.forecast?.within_s ?? NaN;
  const toGroup = (name: string, all: readonly Series[]): SaidGroup => ({
    name,
    said: all.flatMap((series) => toSaid(series, ours(series))),
    plain: all.flatMap((series) => toCame(series, twoPointLine(series), { threshold: breach_c, within_s })),
  });
  const recorded = toGroup(
    'recorded fires, every second',
    fires.map(({ ceiling }) => ceiling),
  );
  const simulated = toGroup(
    'SIMULATED hours, no fire',
    benign.map(({ series }) => series),
  );
  context.progress(`${benign.length} simulated hours`);
  const tables = [
    fireTable(scores.all),
    benignTable(benign, ours),
    quietTable(quiet, ours),
    saidTable('Heat', [
      recorded,
      toGroup(
        `recorded fires, every ${intervalUsual_s} s`,
        slow.map(({ ceiling }) => ceiling),
      ),
      simulated,
    ]),
  ];
  return {
    tables,
    wanted:
      own.length === 0
        ? [lacking('fire: median lead to 57 °C at the ceiling', `≥ ${requiredLead_s} s`)]
        : toWanted({ scores, recorded, simulated, seed }),
    notes: [
      `${new Set(fires.map(({ fire }) => fire)).size} fires with four places each: the places of a fire are not independent, so this is few.`,
      'Fitted on 14 of these fires: with any one burn left out the fit gives the same odds to two decimals, so the lead at 93 % is the same (`node evaluation/fit/heat.ts <folder of the fires>`, 2026-11-22). The windows and weights were chosen by hand on the same fires, which no leaving out undoes.',
      'All benign rises are SIMULATED: no public recording of cooking, steam or ovens at a ceiling was found. An hour holds one to four bursts. Recorded fires all come true and simulated hours hardly ever do, so how often a forecast comes true in the field depends on how many fires there are to an oven door, which nobody knows: the two are never mixed.',
      'The line of least squares through 30 s, continued for 60 s from the middle of its window, is the one that is known for 28 of these fires (25 s, and 96 s before the hazard). The line through the value now and that of 30 s before, continued from now, looks 15 s further.',
      'Where samples come every 20 s both lines stand on two or three of them.',
      'The rate-of-rise line is the rule of thumb of heat detectors: 10 °C within a minute.',
    ],
  };
}

function lacking(what: string, wanted: string): Wanted {
  return { what, wanted, measured: missingRule(model), reached: false };
}

/** Whatever the product says of a fire, the forecast among it. */
function createFireEar(rules: readonly Rule[]): Forecaster {
  const own = rules.filter(isFireRule);
  return (series) => hearAlerts(own, { kind: 'smoke', samples: toTemperatureSamples(series) });
}

interface Scores {
  readonly all: readonly FireScore[];
  readonly ours: FireScore;
  readonly oursSlow: FireScore;
  readonly anyRule: FireScore;
  readonly known: FireScore;
  readonly twoPoints: FireScore;
}

function toWanted({
  scores: { ours, oursSlow, anyRule, known, twoPoints },
  recorded,
  simulated,
  seed,
}: {
  readonly scores: Scores;
  readonly recorded: SaidGroup;
  readonly simulated: SaidGroup;
  readonly seed: number;
}): readonly Wanted[] {
  const [low_s, high_s] = medianRange_s(ours, createRandom(seed));
  return [
    {
      what: 'fire: median lead to 57 °C at the ceiling',
      wanted: `≥ ${requiredLead_s} s`,
      measured: `${ours.median_s.toFixed(0)} s (${oursSlow.median_s.toFixed(0)} s every ${intervalUsual_s} s)`,
      reached: ours.median_s >= requiredLead_s,
      baseline: `${known.median_s.toFixed(0)} s (known line), ${twoPoints.median_s.toFixed(0)} s (two points)`,
      basis: `tried and fitted on 14 such burns; drawing burns anew, ${low_s.toFixed(0)} to ${high_s.toFixed(0)} s`,
    },
    {
      what: 'fire: alerts of any fire rule before ignition',
      wanted: '0',
      measured: String(anyRule.beforeIgnition),
      reached: anyRule.cases > 0 && anyRule.beforeIgnition === 0,
      baseline: `${known.beforeIgnition} (known line), ${twoPoints.beforeIgnition} (two points)`,
    },
    {
      what: 'fire: said probability of heat against what came',
      wanted: 'within 10 points',
      ...judgeSaid(recorded.said),
      basis: `recorded fires, which all come; SIMULATED hours: ${describeSaid(simulated.said)}`,
    },
  ];
}

/** As devices that report more slowly, one of each phase. */
function every(
  fires: readonly RecordedFire[],
  interval_s: number,
  phases: readonly number[],
): readonly RecordedFire[] {
  return phases.flatMap((first) =>
    fires.map((fire) => ({ ...fire, ceiling: thinOut(fire.ceiling, { count: interval_s, first }) })),
  );
}

function inSteps(fires: readonly RecordedFire[], step_c: number): readonly RecordedFire[] {
  const round = (value: number) => Math.round(value / step_c) * step_c;
  return fires.map((fire) => ({
    ...fire,
    ceiling: fire.ceiling.map(({ time, value }) => ({ time, value: round(value) })),
  }));
}

function scoreAll(
  { fires, slow }: { fires: readonly RecordedFire[]; slow: readonly RecordedFire[] },
  { ours, anyRule, seed }: { ours: Forecaster; anyRule: Forecaster; seed: number },
): Scores {
  const leastSquares = 'straight line, least squares over 30 s, 60 s from its middle (the known figure)';
  const two = 'straight line, two points 30 s apart, 60 s from now';
  const scores = {
    ours: scoreFires(fires, { name: 'ours, every second', detector: ours }),
    known: scoreFires(fires, { name: leastSquares, detector: leastSquaresLine }),
    twoPoints: scoreFires(fires, { name: two, detector: twoPointLine }),
    anyRule: scoreFires(fires, { name: 'ours, the first of any fire rule', detector: anyRule }),
    oursSlow: scoreFires(slow, { name: `ours, every ${intervalUsual_s} s`, detector: ours }),
  };
  const slowly = `, every ${intervalUsual_s} s`;
  return {
    ...scores,
    all: [
      scores.ours,
      scores.anyRule,
      scores.known,
      scoreFires(
        fires.filter(({ quadrant }) => quadrant === 'C'),
        { name: `${leastSquares}, quadrant C alone`, detector: leastSquaresLine },
      ),
      scores.twoPoints,
      scoreFires(fires, { name: 'rate of rise, 10 °C in 60 s', detector: rateOfRise }),
      scoreFires(fires, { name: 'threshold 57 °C', detector: plainThreshold }),
      scoreFires(fires, { name: 'random, as many', detector: atRandom(ours, createRandom(seed)) }),
      scores.oursSlow,
      scoreFires(slow, { name: `ours, the first of any fire rule${slowly}`, detector: anyRule }),
      scoreFires(slow, { name: `${leastSquares}${slowly}`, detector: leastSquaresLine }),
      scoreFires(slow, { name: `${two}${slowly}`, detector: twoPointLine }),
      scoreFires(slow, { name: `rate of rise${slowly}`, detector: rateOfRise }),
      scoreFires(every(fires, 5, [2]), { name: 'ours, every 5 s', detector: ours }),
      scoreFires(inSteps(fires, 1), { name: 'ours, every second, 1 °C steps', detector: ours }),
    ],
  };
}

function simulateAll(seed: number): readonly BenignHour[] {
  const random = createRandom(seed, 1);
  return benignHeatKinds.flatMap((kind) =>
    benignHours.flatMap(({ interval_s, hours }) =>
      Array.from({ length: hours }, () => ({
        kind,
        interval_s,
        series: simulateBenignHeat(kind, { random, interval_s }),
      })),
    ),
  );
}
