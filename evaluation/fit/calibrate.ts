/** A chance from a score: `ceiling / (1 + exp(−(shift + stretch · score + fallen · … + step · …)))`. */
export interface Calibration {
  readonly ceiling: number;
  readonly shift: number;
  readonly stretch: number;
  readonly fallen: number;
  readonly step: number;
}

/** Samples with what came of them (1 or 0), course after course: each is `lengths[i]` samples long. */
export interface ScoredCourses {
  readonly scores: Float64Array;
  readonly fallen: Float64Array;
  readonly steps: Float64Array;
  readonly outcomes: Float64Array;
  readonly lengths: readonly number[];
}

const rounds = 4;
const keepShare = 0.4;
/** Operating points that anybody would use, by chance. */
const levels = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
const moves_max = 400;
const move_min = 1e-3;
/** Nobody is ever surer, nor must one be less sure. */
const ceiling_max = 0.95;
const ceiling_min = 0.5;

/**
 * Makes chances mean what they say at the moments that matter: those at which some operating point would make a
 * forecast, again after it was withdrawn too. Such moments are chosen because the chance happens to be high, so as
 * a rule it comes out lower for them than for all samples.
 */
export function calibrate(courses: ScoredCourses): Calibration {
  const { outcomes } = courses;
  let found: Calibration = { ceiling: ceiling_max, shift: 0, stretch: 1, fallen: 0, step: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const weights = raiseWeights(courses, found);
    const chosen = [...weights.keys()].filter((index) => (weights[index] ?? 0) > 0);
    found = descend(found, (at) =>
      chosen.reduce((total, index) => {
        const chance = chanceAt(courses, index, at);
        return total - (weights[index] ?? 0) * Math.log(outcomes[index] === 1 ? chance : 1 - chance);
      }, 0),
    );
  }
  return found;
}

function chanceAt({ scores, fallen, steps }: ScoredCourses, index: number, by: Calibration): number {
  const logit =
    by.shift +
    by.stretch * (scores[index] ?? NaN) +
    by.fallen * (fallen[index] ?? NaN) +
    by.step * (steps[index] ?? NaN);
  return by.ceiling / (1 + Math.exp(-logit));
}

/** At how many of the levels a forecast would be made at each sample. */
function raiseWeights(courses: ScoredCourses, by: Calibration): Float64Array {
  const weights = new Float64Array(courses.scores.length);
  let from = 0;
  for (const length of courses.lengths) {
    for (const level of levels) {
      let stands = false;
      for (let index = from; index < from + length; index += 1) {
        const chance = chanceAt(courses, index, by);
        if (stands) stands = chance >= keepShare * level;
        else if (chance >= level) {
          stands = true;
          weights[index] = (weights[index] ?? 0) + 1;
        }
      }
    }
    from += length;
  }
  return weights;
}

/** One coordinate after the other, with moves that shrink where none helps. */
function descend(start: Calibration, loss: (at: Calibration) => number): Calibration {
  let at = start;
  let least = loss(at);
  let move = 0.4;
  for (let count = 0; count < moves_max && move > move_min; count += 1) {
    let moved = false;
    for (const by of [move, -move]) {
      for (const next of [
        { ...at, ceiling: Math.min(ceiling_max, Math.max(ceiling_min, at.ceiling + by / 5)) },
        { ...at, shift: at.shift + by },
        { ...at, stretch: at.stretch + by },
        { ...at, fallen: at.fallen + by },
        { ...at, step: at.step + 2 * by },
      ]) {
        const value = loss(next);
        if (value >= least) continue;
        least = value;
        at = next;
        moved = true;
      }
    }
    if (!moved) move /= 2;
  }
  return at;
}
