import { join } from 'node:path';
import { createRandom } from '../../simulators/random.ts';
import { deviationScores } from '../nab/deviation-detector.ts';
import {
  randomScores,
  straightLineScores,
  withRest,
  zScores,
  type NabDetector,
} from '../nab/plain-detectors.ts';
import { readNab } from '../nab/read-nab.ts';
import {
  bestScore,
  scoreAt,
  weighFiles,
  type NabFile,
  type NabProfile,
  type NabScore,
  type WeighedFile,
} from '../nab/score.ts';
import type { EvaluationContext, EvaluationPart, PartReport, ReportTable } from '../part.ts';
import { scoreSimulatedBoards } from './anomaly-simulated.ts';

/** Chosen once, on the part of the benchmark that was at hand and on simulated series; other files are scored with it as it is. */
const fixedThreshold_sd = 3.2;
const randomRuns = 20;
/** Of the score on the 25 files that were at hand. */
const standardError = 5;
const wholeCorpusFiles = 58;
/** Of those 25, cross-validated by file in five folds eight times, the constants chosen among 96 sets; worked out once. */
const leftOut_score = 67.5;
const published_max = 74.9;
/** Whole corpus, standard profile, as published with the benchmark. */
const published: readonly (readonly [string, number])[] = [
  ['ARTime', published_max],
  ['Numenta HTM', 70.5],
  ['CAD OSE', 69.9],
  ['random cut forest', 51.7],
  ['random', 11],
];

/** Sudden deviations from what is usual, by the Numenta Anomaly Benchmark. */
export const anomalyPart: EvaluationPart = {
  name: 'anomaly',
  title: 'Deviation from the usual, by the Numenta Anomaly Benchmark',
  folders: ['nab'],
  run,
};

async function run({ data, seed, progress }: EvaluationContext): Promise<PartReport> {
  const { files, absent, profiles } = await readNab(join(data, 'nab'));
  const standard = profiles.find(({ name }) => name === 'standard') ?? profiles[0];
  if (standard === undefined || files.length === 0) throw new Error('no files, or no profile to score by');
  progress(`${files.length} files`);
  const weighed = weighFiles(files, standard);
  const ours = files.map(deviationScores);
  const best = bestScore(weighed, ours, standard);
  const fixed = scoreAt(weighed, ours, { threshold: fixedThreshold_sd, profile: standard });
  const left = leaveOneOut(weighed, ours, standard);
  const plain = plainRows(files, { weighed, profile: standard });
  const bestPlain = Math.max(...plain.map(([, , score]) => Number(score)));
  const rows = [
    toRow('deviation (sudden), threshold chosen on these files', best),
    ['… chosen on the other files, one file left out at a time', '', left.toFixed(1), '', ''],
    toRow(`… fixed at ${fixedThreshold_sd} sd`, fixed),
    ...plain,
    randomRow(files, { weighed, profile: standard, count: best.hits + best.falsePositives, seed }),
  ];
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0);
  return {
    tables: [
      {
        title: `${files.length} of ${wholeCorpusFiles} files, ${windows} windows; standard profile, one threshold for all`,
        columns: ['detector', 'threshold', 'score', 'windows hit', 'false positives'],
        rows,
      },
      groupTable(weighed, ours, { threshold: best.threshold, profile: standard }),
      profileTable(files, ours, profiles),
      {
        title: 'Published for the whole corpus (58 files, 116 windows): not the same files, so no comparison',
        columns: ['detector', 'score'],
        rows: published,
      },
      scoreSimulatedBoards(seed),
    ],
    wanted: [
      {
        what: `deviation: score of the Numenta benchmark, ${files.length} of its ${wholeCorpusFiles} files, fixed threshold`,
        wanted: `> ${published_max} (ARTime, whole corpus)`,
        measured: `${fixed.normalized.toFixed(1)} (standard error about ${standardError})`,
        reached: isClear(fixed.normalized - published_max) ? fixed.normalized > published_max : null,
        baseline: `best simple detector ${bestPlain.toFixed(1)}`,
        basis: `chosen on 25 of these files; ${leftOut_score} with the constants chosen on other files`,
      },
    ],
    notes: [
      `Only a part of the corpus is here${absent.length > 0 ? ` (${absent.length} labelled files are absent)` : ''}; a score of some files says little of the others.`,
      'The detector is the product’s evaluator, fed row by row; it is told the length of the probation as its warm-up, as the benchmark allows, and nothing of what comes later.',
      `Its constants are round and come from the middle of plateaus, on the 25 files that were at hand and on simulated series of other shapes (bursts, counts with heavy tails, hourly rates, shifts, ramps); no file is known by name. On those 25 files, cross-validated by file (five folds, eight times): 74.4 with only the threshold chosen on the other folds, ${leftOut_score} with the constants chosen on them too, among 96 sets.`,
      `With so few windows the standard error is about ${standardError} points (bootstrap by file): smaller differences mean nothing, a margin over a published figure included.`,
    ],
  };
}

/** With so few windows, a difference within the standard error says neither. */
function isClear(difference: number): boolean {
  return Math.abs(difference) > standardError;
}

function toRow(name: string, { threshold, normalized, hits, windows, falsePositives }: NabScore) {
  return [name, threshold.toFixed(2), normalized.toFixed(1), `${hits} of ${windows}`, falsePositives];
}

/** The score when each file is judged with the threshold that is best for all others. */
function leaveOneOut(
  weighed: readonly WeighedFile[],
  scores: readonly Float64Array[],
  profile: NabProfile,
): number {
  let raw = 0;
  let windows = 0;
  for (const [index, one] of weighed.entries()) {
    const others = weighed.filter((_, other) => other !== index);
    const { threshold } = bestScore(
      others,
      scores.filter((_, other) => other !== index),
      profile,
    );
    raw += scoreAt([one], scores.slice(index, index + 1), { threshold, profile }).raw;
    windows += one.file.windows.length;
  }
  const silent = -windows * profile.falseNegative;
  return (100 * (raw - silent)) / (windows * profile.truePositive - silent);
}

interface Scoring {
  readonly weighed: readonly WeighedFile[];
  readonly profile: NabProfile;
}

function plainRows(files: readonly NabFile[], { weighed, profile }: Scoring) {
  const detectors: readonly (readonly [string, NabDetector])[] = [
    ['z-score of all before', zScores],
    ['z-score, with our rest', withRest(zScores)],
    ['straight line, residual', straightLineScores],
    ['straight line, with our rest', withRest(straightLineScores)],
  ];
  return detectors.map(([name, detect]) => toRow(name, bestScore(weighed, files.map(detect), profile)));
}

function randomRow(
  files: readonly NabFile[],
  { weighed, profile, count, seed }: Scoring & { count: number; seed: number },
) {
  const random = createRandom(seed);
  let sum = 0;
  for (let round = 0; round < randomRuns; round += 1) {
    const scores = randomScores(files, { count, random: () => random.next() });
    sum += scoreAt(weighed, scores, { threshold: 1, profile }).normalized;
  }
  return [`random, as many alerts (mean of ${randomRuns})`, '', (sum / randomRuns).toFixed(1), '', ''];
}

function groupTable(
  weighed: readonly WeighedFile[],
  scores: readonly Float64Array[],
  { threshold, profile }: { threshold: number; profile: NabProfile },
): ReportTable {
  const groups = [...new Set(weighed.map(({ file }) => groupOf(file)))];
  const rows = groups.map((group) => {
    const isMember = (index: number) => groupOf(weighed[index]?.file) === group;
    const members = weighed.filter((_, index) => isMember(index));
    const score = scoreAt(
      members,
      scores.filter((_, index) => isMember(index)),
      { threshold, profile },
    );
    const normalized = score.windows === 0 ? '' : score.normalized.toFixed(1);
    return [group, members.length, `${score.hits} of ${score.windows}`, score.falsePositives, normalized];
  });
  return {
    title: 'By group, at the same threshold',
    columns: ['group', 'files', 'windows hit', 'false positives', 'score'],
    rows,
  };
}

function groupOf(file: NabFile | undefined): string {
  return file?.name.split('/')[0] ?? '';
}

function profileTable(
  files: readonly NabFile[],
  scores: readonly Float64Array[],
  profiles: readonly NabProfile[],
): ReportTable {
  const rows = profiles.map((profile) =>
    toRow(profile.name, bestScore(weighFiles(files, profile), scores, profile)),
  );
  return {
    title: 'By profile, each with its own threshold',
    columns: ['profile', 'threshold', 'score', 'windows hit', 'false positives'],
    rows,
  };
}
