import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../simulators/random.ts';
import { randomBaseline, straightLineBaseline, thresholdBaseline, type Series } from '../baselines.ts';
import type { EvaluationContext, EvaluationPart, PartReport, ReportTable, Wanted } from '../part.ts';
import { forecastRules } from '../hear-alerts.ts';
import { readFloods } from '../recordings/floods.ts';
import { readEaGauges, readLroGauges, readOwlGauges } from '../recordings/gauges.ts';
import { atPoint, atThreshold } from '../site-rules.ts';
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
  lineName,
  nameAt,
  quietTable,
  quietWanted,
  reliabilityTable,
} from './water-tables.ts';
import { forecastsTogether } from './water-warnings.ts';

const thresholds_in = [4, 12];
/** Points beside the shipped one on the same curve; each is kept down to this share of it. */
const minProbabilities = [0.15, 0.18, 0.21, 0.25, 0.3, 0.4, 0.5];
const keepShare = 0.4;
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
  return { tables, wanted, notes: notesOf() };
}

function scoreAll(gauges: readonly FloodGauge[], inches: number, { rules, seed }: EvaluationContext) {
  const threshold = inches * metresPerInch;
  const model = 'ponding';
  const siteRules = atThreshold(forecastRules(rules, model), { model, threshold });
  const shipped = forecastsTogether(siteRules, gauges);
  const heardAt = (min_probability: number): Detector => {
    const point = { model, min_probability, keep_probability: keepShare * min_probability };
    const heard = forecastsTogether(atPoint(siteRules, point), gauges);
    return (series) => heard.get(series) ?? [];
  };
  const random = createRandom(seed);
  const detectors: (readonly [string, Detector])[] = [
    ['ours, as shipped', (series) => shipped.get(series) ?? []],
    ...minProbabilities.map((chance) => [nameAt(chance), heardAt(chance)] as const),
    ...linesAhead_s.map(
      (ahead_s) =>
        [
          lineName(ahead_s),
          (series: Series) => straightLineBaseline(series, { threshold, window_s: lineWindow_s, ahead_s }),
        ] as const,
    ),
    ['threshold', (series) => thresholdBaseline(series, threshold)],
    [
      'random, as many as ours',
      (series) =>
        randomBaseline(series, { count: shipped.get(series)?.length ?? 0, random: () => random.next() }),
    ],
  ];
  return {
    scores: detectors.map(([name, detector]) => scoreFloods(gauges, { name, threshold, detector })),
    judged: gauges.flatMap((gauge) => judgeWarnings(gauge, shipped.get(gauge.series) ?? [], threshold)),
    within_s: rules.find(({ when }) => when.forecast?.model === model)?.when.forecast?.within_s ?? NaN,
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

function notesOf(): readonly string[] {
  return [
    'A flood counts as warned of when a forecast was made in the hour before it reached the threshold; a near miss when one was made while it lasted.',
    'Floods of one gauge follow one another on one device, so the model knows only the floods before, and all gauges run on one engine, so that the record of the rule is that of all; dry samples 600, 300 and 60 s before each are put back, because the collection leaves them out.',
    'A forecast came true when the threshold was met within the time that it looks ahead.',
    'The coefficients were fitted on these floods (`evaluation/fit/ponding.ts`); its docstring tells what the same fit is worth at gauges and in years that it has not seen.',
    'River and tide gauges have no known flood level: the threshold is the highest true level (outside of labels, as a running median of five) and a tenth of the range above it, so every warning is false.',
  ];
}
