import { pondingFeatures } from '../../rules/foresight/ponding-features.ts';
import { readFloods } from '../recordings/floods.ts';
import { fitLogistic } from './logistic.ts';
import { toCourses, type FloodCourse } from './ponding-cases.ts';

/**
 * Fits the odds of the ponding model: `node evaluation/fit/ponding.ts <datasets>/floodnet_nyc/flood-events.csv`.
 * Prints the rows of `rules/foresight/ponding-odds.ts`, and then what such a fit is worth: at gauges that it has
 * not seen (six parts, by gauge) and in years that it has not seen (fitted before 2024, tried from 2024 on).
 */
const metresPerInch = 0.0254;
const thresholds_in = [3, 4, 6, 8, 12];
const scored_in = 4;
const horizons_s = [180, 300, 600, 900, 1800, 3600];
const required_s = 300;
const parts = 6;
/**
 * A forecast is told when the chance is higher than ever before in this rise, so such moments must be right above
 * all: they make up this share of all weight. Much more makes the order of the moments worse.
 */
const recordShare = 0.3;
const recordRounds = 3;

const columns = pondingFeatures.length;
type Odds = readonly (readonly number[])[];

function chanceOf(coefficients: readonly number[], features: Float64Array, index: number): number {
  let logit = coefficients[0] ?? 0;
  for (let column = 0; column < columns; column += 1) {
    logit += (coefficients[column + 1] ?? 0) * (features[index * columns + column] ?? NaN);
  }
  return 1 / (1 + Math.exp(-logit));
}

function fitHorizon(courses: readonly FloodCourse[], horizon_s: number): readonly number[] {
  const count = courses.reduce((sum, { left_s }) => sum + left_s.length, 0);
  const values = new Float64Array(count * columns);
  const outcomes = new Float64Array(count);
  // A long flood has more samples than a short one, and not as much more to say.
  const even = new Float64Array(count);
  let at = 0;
  for (const { features, left_s } of courses) {
    values.set(features, at * columns);
    for (const left of left_s) {
      outcomes[at] = left <= horizon_s ? 1 : 0;
      even[at] = 1 / Math.sqrt(left_s.length);
      at += 1;
    }
  }
  let coefficients = fitLogistic({ columns, values, outcomes, weights: even });
  for (let round = 0; round < recordRounds; round += 1) {
    const records = recordWeights(courses, coefficients, count);
    const share = (recordShare / (1 - recordShare)) * (sum(even) / sum(records));
    const weights = even.map((weight, index) => weight + share * (records[index] ?? 0));
    coefficients = fitLogistic({ columns, values, outcomes, weights });
  }
  return coefficients;
}

/** By how much each sample's chance is above all before it in its flood. */
function recordWeights(courses: readonly FloodCourse[], coefficients: readonly number[], count: number) {
  const weights = new Float64Array(count);
  let at = 0;
  for (const { features, left_s } of courses) {
    let highest = 0;
    for (let index = 0; index < left_s.length; index += 1) {
      const chance = chanceOf(coefficients, features, index);
      weights[at + index] = Math.max(0, chance - highest);
      highest = Math.max(highest, chance);
    }
    at += left_s.length;
  }
  return weights;
}

function fitOdds(courses: readonly FloodCourse[]): Odds {
  return horizons_s.map((horizon_s) => fitHorizon(courses, horizon_s));
}

/** Of the floods that come and of those that do not, the highest chance within 600 s: in time, or at all. */
function describe(courses: readonly FloodCourse[], chances: readonly (readonly number[])[]): string {
  const inTime: number[] = [];
  const near: number[] = [];
  for (const [index, { left_s, breached }] of courses.entries()) {
    const all = chances[index] ?? [];
    if (breached) inTime.push(Math.max(0, ...all.filter((_chance, at) => (left_s[at] ?? 0) >= required_s)));
    else near.push(Math.max(0, ...all));
  }
  const ordered = inTime.toSorted((a, b) => b - a);
  const points = [0.78, 0.8, 0.82, 0.84, 0.86].map((share) => {
    const level = ordered[Math.ceil(share * ordered.length) - 1] ?? NaN;
    const warned = near.filter((chance) => chance >= level).length / near.length;
    return `${(100 * share).toFixed(0)} % in time for ${(100 * warned).toFixed(1)} % of near misses (from ${level.toFixed(2)})`;
  });
  return `${inTime.length} floods, ${near.length} near misses\n  ${points.join('\n  ')}`;
}

function chancesOf(courses: readonly FloodCourse[], odds: Odds): readonly (readonly number[])[] {
  const coefficients = odds[horizons_s.indexOf(600)] ?? [];
  return courses.map(({ features, left_s }) =>
    Array.from(left_s, (_left, index) => chanceOf(coefficients, features, index)),
  );
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

const floods = await readFloods(process.argv[2] ?? '');
const courses = toCourses(
  floods,
  thresholds_in.map((inches) => inches * metresPerInch),
);
for (const [index, coefficients] of fitOdds(courses).entries()) {
  const row = [horizons_s[index], ...coefficients.map((value) => value.toFixed(3))];
  process.stdout.write(`  [${row.join(', ')}],\n`);
}

const isScored = ({ threshold_m }: FloodCourse) => threshold_m === scored_in * metresPerInch;
const scored = courses.filter(isScored);
const sensors = [...new Set(floods.map(({ sensorId }) => sensorId))].toSorted();
const partOf = (course: FloodCourse) => sensors.indexOf(course.sensorId) % parts;
const unseen: (readonly number[])[] = scored.map(() => []);
for (let part = 0; part < parts; part += 1) {
  const odds = fitOdds(courses.filter((course) => partOf(course) !== part));
  const chances = chancesOf(scored, odds);
  for (const [index, course] of scored.entries())
    if (partOf(course) === part) unseen[index] = chances[index] ?? [];
}
process.stdout.write(`gauges not seen: ${describe(scored, unseen)}\n`);
const cut = Date.UTC(2024, 0, 1);
const late = scored.filter(({ from }) => from >= cut);
process.stdout.write(
  `from 2024 on: ${describe(late, chancesOf(late, fitOdds(courses.filter(({ from }) => from < cut))))}\n`,
);
