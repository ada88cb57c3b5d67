import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pondingModel } from '../../rules/foresight/ponding.ts';
import { createRandom } from '../../simulators/random.ts';
import { randomBaseline, straightLineBaseline, thresholdBaseline, type Series } from '../baselines.ts';
import type { EvaluationContext, EvaluationPart, PartReport, ReportTable, Wanted } from '../part.ts';
import { readFloods } from '../recordings/floods.ts';
import { readEaGauges, readLroGauges, readOwlGauges } from '../recordings/gauges.ts';
import {
  judgeWarnings,
  metresPerInch,
  scoreFloods,
  toGauges,
  type Detector,
  type FloodGauge,
} from './water-floods.ts';
import { scoreQuiet } from './water-gauges.ts';
import {
  faultTable,
  floodTable,
  floodWanted,
  quietTable,
  quietWanted,
  reliabilityTable,
} from './water-tables.ts';
import {
  atThreshold,
  forecastsOf,
  hearWater,
  pointOf,
  pondingRuleOf,
  toSamples,
  toWarnings,
  type OperatingPoint,
} from './water-warnings.ts';

const thresholds_in = [4, 12];
/** The point that ships when no rule file says otherwise, and those beside it on the same curve. */
const mainPoint: OperatingPoint = { within_s: 600, minProbability: 0.21, keepProbability: 0.084 };
const minProbabilities = [0.15, 0.18, 0.21, 0.25, 0.3, 0.4, 0.5];
const lineWindow_s = 600;
const linesAhead_s = [900, 600];

const folders = {
  floods: 'floodnet_nyc',
  quiet: ['ea_wear_15min', 'ea_calder_15min'],
  labelled: 'lro_labelled_stage',
  messages: 'owl_iot_water_level',
} as const;

/** Street floods, quiet rivers and faulty gauges. */
export const waterPart: EvaluationPart = {
  name: 'water',
  title: 'Water: before the street is four inches deep',
  folders: [folders.floods, ...folders.quiet, folders.labelled, folders.messages],
  run: runWater,
};

async function runWater(context: EvaluationContext): Promise<PartReport> {
  const tables: ReportTable[] = [];
  const wanted: Wanted[] = [];
  const floodFile = join(context.data, folders.floods, 'flood-events.csv');
  if (existsSync(floodFile)) {
    const gauges = toGauges(await readFloods(floodFile));
    context.progress(`${gauges.length} street gauges`);
    for (const inches of thresholds_in) {
      const { scores, judged, within_s } = scoreAll(gauges, inches, context);
      tables.push(floodTable(scores, inches), reliabilityTable(judged, { inches, within_s }));
      if (inches === thresholds_in[0]) wanted.push(...floodWanted(scores, { judged, within_s }));
      context.progress(`${inches} in`);
    }
  }
  const quiet = await scoreQuietGauges(context);
  if (quiet.length > 0) {
    tables.push(quietTable(quiet), faultTable(quiet));
    wanted.push(...quietWanted(quiet));
  }
  return { tables, wanted, notes: notesOf(context) };
}

/** The product through its engine where a rule of it foretells ponding; else the model at the main point. */
function scoreAll(gauges: readonly FloodGauge[], inches: number, { rules, seed }: EvaluationContext) {
  const threshold = inches * metresPerInch;
  const rule = pondingRuleOf(rules);
  const point = rule === undefined ? mainPoint : pointOf(rule);
  const siteRules = atThreshold(rules, threshold);
  const modelAt = (minProbability: number): Detector => {
    const at = { ...point, minProbability, keepProbability: 0.4 * minProbability };
    return (series) => forecastsOf(pondingModel, series, { threshold, point: at });
  };
  const heard = new Map(
    gauges.map(({ series }) => [
      series,
      rule === undefined
        ? forecastsOf(pondingModel, series, { threshold, point })
        : toWarnings(hearWater(siteRules, toSamples(series))),
    ]),
  );
  const random = createRandom(seed);
  const detectors: (readonly [string, Detector])[] = [
    [
      rule === undefined ? 'ours (model alone: no rule ships)' : 'ours, as shipped',
      (series) => heard.get(series) ?? [],
    ],
    ...minProbabilities.map(
      (chance) => [`model alone, from ${chance.toFixed(2)} on`, modelAt(chance)] as const,
    ),
    ...linesAhead_s.map(
      (ahead_s) =>
        [
          `straight line, 10 min, ${ahead_s / 60} min ahead`,
          (series: Series) => straightLineBaseline(series, { threshold, window_s: lineWindow_s, ahead_s }),
        ] as const,
    ),
    ['threshold', (series) => thresholdBaseline(series, threshold)],
    [
      'random, as many as ours',
      (series) =>
        randomBaseline(series, { count: heard.get(series)?.length ?? 0, random: () => random.next() }),
    ],
  ];
  return {
    scores: detectors.map(([name, detector]) => scoreFloods(gauges, { name, threshold, detector })),
    judged: gauges.flatMap((gauge) => judgeWarnings(gauge, heard.get(gauge.series) ?? [], threshold)),
    within_s: point.within_s,
  };
}

async function scoreQuietGauges({ data, rules, progress }: EvaluationContext) {
  const gauges = [];
  for (const folder of folders.quiet)
    if (existsSync(join(data, folder))) gauges.push(...(await readEaGauges(join(data, folder))));
  if (existsSync(join(data, folders.labelled)))
    gauges.push(...(await readLroGauges(join(data, folders.labelled))));
  const messages = join(data, folders.messages, 'Water_Level_2024_Sheet1_20250425.csv');
  if (existsSync(messages)) gauges.push(...(await readOwlGauges(messages)));
  return gauges.map((gauge) => {
    const score = scoreQuiet(gauge, rules);
    progress(gauge.name);
    return score;
  });
}

function notesOf({ rules }: EvaluationContext): readonly string[] {
  return [
    'A flood counts as warned of when a forecast was made in the hour before it reached the threshold; a near miss when one was made while it lasted.',
    'Floods of one gauge follow one another on one device, so the model knows only the floods before; dry samples 600, 300 and 60 s before each are put back, because the collection leaves them out.',
    'A forecast came true when the threshold was met within the time that it looks ahead.',
    'The coefficients were fitted on these floods (`evaluation/fit/ponding.ts`); its docstring tells what the same fit is worth at gauges and in years that it has not seen.',
    'River and tide gauges have no known flood level: the threshold is the highest true level (outside of labels, as a running median of five) and a tenth of the range above it, so every warning is false.',
    ...(pondingRuleOf(rules) === undefined
      ? ['No rule that foretells ponding was among the rules given.']
      : []),
  ];
}
