import { createRandom } from '../../simulators/random.ts';
import { heatShape } from '../../rules/foresight/heat.ts';
import { createTrend, createTrendReading, readLevel } from '../../rules/foresight/trend.ts';
import { timeToReach } from '../../rules/foresight/trend-growth.ts';
import { evidenceOf } from '../../rules/foresight/trend-rise.ts';
import type { Series } from '../baselines.ts';
import { benignHeatKinds, simulateBenignHeat } from '../parts/heat-benign.ts';
import { firstAtOrAbove, readFires, thinOut } from '../parts/heat-fires.ts';
import { quantile } from '../protocol.ts';

/**
 * Fits the constants of the heat model: `node evaluation/fit/heat.ts <datasets>/fsri_furniture_fires`. Prints them,
 * and what they would be with each burn left out. The weights of the evidence are not fitted: the benign side is
 * simulated, and a fit of many weights would learn the simulation.
 */
const threshold_c = 57;
const intervals_s = [1, 5, 20];
const benignPerKind = 20;
const powers = [1, 1.25, 4 / 3, 1.5, 1.75, 2, 3];

/** What one series shows while it rises: the evidence so far, and how the foreseen time compares. */
interface Course {
  readonly group: string;
  readonly isFire: boolean;
  readonly moments: readonly { readonly evidence: number; readonly ratios: readonly number[] }[];
}

function follow(series: Series, { group, isFire }: { group: string; isFire: boolean }): Course {
  const trendOf = createTrend(heatShape.trend);
  const trend = createTrendReading();
  const memory = { data: new Float64Array(trendOf.slots).fill(NaN), at: 0 };
  const breach = firstAtOrAbove(series, threshold_c);
  const moments: Course['moments'][number][] = [];
  for (const { time, value } of series) {
    if (breach !== null && time >= breach) break;
    trendOf.observe(memory, time, value);
    if (!readLevel(memory, trend)) continue;
    trendOf.readSlopes(memory, trend);
    const left_s = ((breach ?? NaN) - time) / 1_000;
    const ratios = powers.map((power) => left_s / timeToReach(threshold_c - trend.origin, trend, power));
    moments.push({ evidence: evidenceOf(trend, heatShape), ratios });
  }
  return { group, isFire, moments };
}

/** When the evidence first reaches a level, and with which ratios. */
const crossing = (course: Course, level: number) => course.moments.find(({ evidence }) => evidence >= level);

/** Logistic curve through the share of fires, in equal number with benign rises, that reach each level. */
function fitOdds(courses: readonly Course[]): { constant: number; slope: number } {
  const fires = courses.filter(({ isFire }) => isFire);
  const benign = courses.filter(({ isFire }) => !isFire);
  const points: { level: number; odds: number }[] = [];
  for (let level = -2; level <= 1.5; level += 0.25) {
    const hits = fires.filter((course) => crossing(course, level)).length / fires.length;
    const falls = (benign.filter((course) => crossing(course, level)).length + 0.5) / (benign.length + 1);
    points.push({ level, odds: Math.log(hits / falls) });
  }
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const level = mean((point) => point.level);
  const odds = mean((point) => point.odds);
  const slope =
    mean((point) => (point.level - level) * (point.odds - odds)) /
    mean((point) => (point.level - level) ** 2);
  return { constant: odds - slope * level, slope };
}

function describeTimes(courses: readonly Course[], power: number): string {
  const at = powers.indexOf(power);
  const logs = courses
    .filter(({ isFire }) => isFire)
    .map((course) => Math.log(crossing(course, 0.5)?.ratios[at] ?? NaN))
    .filter((log) => Number.isFinite(log));
  const spread = (quantile(logs, 0.9) - quantile(logs, 0.1)) / 2.5631;
  return `factor ${Math.exp(quantile(logs, 0.5)).toFixed(2)} spread ${spread.toFixed(2)} (${logs.length})`;
}

const folder = process.argv[2] ?? '';
const courses: Course[] = [];
for (const { fire, ceiling } of await readFires(folder)) {
  for (const count of intervals_s)
    courses.push(follow(thinOut(ceiling, { count, first: count >> 1 }), { group: fire, isFire: true }));
}
const random = createRandom(1);
for (const kind of benignHeatKinds) {
  for (const interval_s of intervals_s) {
    for (let index = 0; index < benignPerKind; index += 1)
      courses.push(follow(simulateBenignHeat(kind, { random, interval_s }), { group: kind, isFire: false }));
  }
}
const groups = [null, ...new Set(courses.filter(({ isFire }) => isFire).map(({ group }) => group))];
for (const left of groups) {
  const kept = courses.filter(({ group }) => group !== left);
  const { constant, slope } = fitOdds(kept);
  process.stdout.write(
    `${left === null ? 'all' : `without ${left}`}: constant ${constant.toFixed(2)} slope ${slope.toFixed(2)}\n`,
  );
  for (const power of left === null ? powers : [heatShape.power])
    process.stdout.write(`  power ${power.toFixed(2)}: ${describeTimes(kept, power)}\n`);
}
for (let level = -2; level <= 1.5; level += 0.25) {
  const hits = courses.filter((course) => course.isFire && crossing(course, level)).length;
  const falls = courses.filter((course) => !course.isFire && crossing(course, level)).length;
  process.stdout.write(`level ${level}: fires ${hits}, benign ${falls}\n`);
}
