import { createPondingModel } from '../../rules/foresight/ponding.ts';
import { pondingFeatures } from '../../rules/foresight/ponding-features.ts';
import { judgeWarnings, metresPerInch, scoreFloods, toGauges } from '../parts/water-floods.ts';
import { forecastsOf } from './model-warnings.ts';
import { readFloods } from '../recordings/floods.ts';
import { reliability } from '../reliability.ts';
import { calibrate } from './calibrate.ts';
import { fitLogistic } from './logistic.ts';
import { toCourses, type FloodCourse } from './ponding-cases.ts';

/**
 * Fits the odds of the ponding model: `node evaluation/fit/ponding.ts <datasets>/floodnet_nyc/flood-events.csv`.
 * Prints the rows of `rules/foresight/ponding-odds.ts`, and then what such a fit is worth: at gauges that it has
 * not seen (six parts, by gauge) and in years that it has not seen (fitted before 2024, tried from 2024 on).
 */
const thresholds_in = [3, 4, 6, 8, 12];
/** Said chances are held against what came at the depths that close a lane: deeper ones come oftener than said. */
const calibrated_in = [4, 6];
const horizons_s = [180, 300, 600, 900, 1800, 3600];
const tried_in = [4, 12];
const triedWithin_s = 600;
const triedProbabilities = [0.2, 0.22, 0.24, 0.26, 0.28, 0.3, 0.32, 0.34, 0.4];
const parts = 6;
const columns = pondingFeatures.length;
/** The features that set the order; the two after them only correct what is said. */
const ordering = columns - 2;
type Odds = readonly (readonly number[])[];

/**
 * The order of the moments comes from all samples before the first breach; what the chance says, and what speaks
 * against it at the moment of raising (`fallen`, `step`), from the moments at which forecasts are made.
 */
function fitOdds(courses: readonly FloodCourse[]): Odds {
  const count = courses.reduce((total, { left_s }) => total + left_s.length, 0);
  const values = new Float64Array(count * ordering);
  const left_s = new Float64Array(count);
  const weights = new Float64Array(count);
  let at = 0;
  for (const course of courses) {
    for (let index = 0; index < course.left_s.length; index += 1) {
      const own = course.features.subarray(index * columns, index * columns + ordering);
      values.set(own, (at + index) * ordering);
    }
    left_s.set(course.left_s, at);
    // A long flood has more samples than a short one, and not as much more to say.
    weights.fill(1 / Math.sqrt(course.before), at, at + course.before);
    at += course.left_s.length;
  }
  const chosen = courses.filter(({ threshold_m }) =>
    calibrated_in.some((inches) => threshold_m === inches * metresPerInch),
  );
  return horizons_s.map((horizon_s) => {
    const outcomes = left_s.map((left) => (left <= horizon_s ? 1 : 0));
    const [constant = NaN, ...slopes] = fitLogistic({ columns: ordering, values, outcomes, weights });
    const column = (of: (features: Float64Array, at: number) => number) =>
      Float64Array.from(
        chosen.flatMap(({ features, left_s }) =>
          Array.from(left_s, (_left, index) => of(features, index * columns)),
        ),
      );
    const { ceiling, shift, stretch, fallen, step } = calibrate({
      scores: column((features, from) =>
        slopes.reduce((logit, slope, index) => logit + slope * (features[from + index] ?? NaN), constant),
      ),
      fallen: column((features, from) => features[from + ordering] ?? NaN),
      steps: column((features, from) => features[from + ordering + 1] ?? NaN),
      outcomes: Float64Array.from(
        chosen.flatMap(({ left_s }) => Array.from(left_s, (left) => (left <= horizon_s ? 1 : 0))),
      ),
      lengths: chosen.map(({ left_s }) => left_s.length),
    });
    return [
      horizon_s,
      ceiling,
      shift + stretch * constant,
      ...slopes.map((slope) => stretch * slope),
      fallen,
      step,
    ];
  });
}

const percent = (share: number) => (100 * share).toFixed(1);

/** What the model is worth at gauges, each with the odds that were fitted without it. */
function describe(
  title: string,
  gauges: ReturnType<typeof toGauges>,
  oddsOf: (sensorId: string) => Odds,
): void {
  const models = new Map(
    gauges.map(({ sensorId, series }) => [series, createPondingModel(oddsOf(sensorId))]),
  );
  for (const inches of tried_in) {
    const threshold = inches * metresPerInch;
    process.stdout.write(`${title}, ${inches} in within ${triedWithin_s} s:\n`);
    for (const minProbability of triedProbabilities) {
      const point = { within_s: triedWithin_s, minProbability, keepProbability: 0.4 * minProbability };
      const detector = (series: (typeof gauges)[number]['series']) => {
        const model = models.get(series);
        return model === undefined ? [] : forecastsOf(model, series, { threshold, point });
      };
      const score = scoreFloods(gauges, { name: '', threshold, detector });
      const said = gauges
        .flatMap((gauge) => judgeWarnings(gauge, detector(gauge.series), threshold))
        .map(({ warning, after_s }) => ({
          probability: warning.probability,
          came: after_s <= triedWithin_s,
        }));
      const bins = reliability(said).bins.map(
        (bin) => `${percent(bin.said)} → ${percent(bin.came)} (${bin.count})`,
      );
      process.stdout.write(
        `  from ${minProbability}: ${percent(score.inTime)} % in time, near misses ${percent(score.warned)} %, low ones ${percent(score.warnedLow)} %; ${bins.join(', ')}\n`,
      );
    }
  }
}

const floods = await readFloods(process.argv[2] ?? '');
const courses = toCourses(
  floods,
  thresholds_in.map((inches) => inches * metresPerInch),
);
const odds = fitOdds(courses);
for (const [horizon_s, ...coefficients] of odds) {
  process.stdout.write(
    `  [${[horizon_s, ...coefficients.map((value) => Number(value.toFixed(3)))].join(', ')}],\n`,
  );
}

const gauges = toGauges(floods);
const sensors = gauges.map(({ sensorId }) => sensorId).toSorted();
const partOf = (sensorId: string) => sensors.indexOf(sensorId) % parts;
const withoutPart = Array.from({ length: parts }, (_none, part) =>
  fitOdds(courses.filter(({ sensorId }) => partOf(sensorId) !== part)),
);
describe('all seen', gauges, () => odds);
describe('gauges not seen', gauges, (sensorId) => withoutPart[partOf(sensorId)] ?? []);
const cut = Date.UTC(2024, 0, 1);
const early = fitOdds(courses.filter(({ from }) => from < cut));
describe('years not seen', toGauges(floods.filter(({ from }) => from >= cut)), () => early);
