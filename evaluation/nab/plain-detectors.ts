import { probationOf, type NabFile } from './score.ts';

/** What the deviation has to beat, in the same run. Each gives a score per row and is causal. */
export type NabDetector = (file: NabFile) => Float64Array;

const line_rows = 12;
/** So that a constant file does not divide by nothing. */
const least = 1e-9;

/** Distance from the mean of all rows before, in their standard deviation. */
export const zScores: NabDetector = ({ values }) => {
  const seen = createMoments();
  return values.map((value) => {
    const score = Math.abs(value - seen.mean()) / (seen.deviation() + least);
    seen.add(value);
    return score;
  });
};

/** Distance from a straight line through the last twelve rows, in the standard deviation of all such distances before. */
export const straightLineScores: NabDetector = ({ values }) => {
  const seen = createMoments();
  return values.map((value, row) => {
    if (row < line_rows) return 0;
    const residual = value - continueLine(values.subarray(row - line_rows, row));
    const score = Math.abs(residual) / (seen.deviation() + least);
    seen.add(residual);
    return score;
  });
};

/** Where least squares through equally spaced values lead next. */
function continueLine(values: Float64Array): number {
  const middle = (values.length - 1) / 2;
  let sum = 0;
  let slope = 0;
  let square = 0;
  for (const [index, value] of values.entries()) {
    sum += value;
    slope += (index - middle) * value;
    square += (index - middle) ** 2;
  }
  return sum / values.length + (slope / square) * (values.length - middle);
}

function createMoments() {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add(value: number): void {
      count += 1;
      const before = value - mean;
      mean += before / count;
      squares += before * (value - mean);
    },
    mean: () => mean,
    deviation: () => (count < 2 ? Infinity : Math.sqrt(squares / count)),
  };
}

/** Any detector with our rest: after a row only a higher score counts, for 40 % of the probation. */
export function withRest(detect: NabDetector): NabDetector {
  const restShare = 0.4;
  return (file) => {
    const rest = Math.round(probationOf(file.times.length) * restShare);
    let peak = 0;
    let until = -1;
    return detect(file).map((score, row) => {
      if (row > until) peak = 0;
      if (!(score > peak)) return 0;
      peak = score;
      until = row + rest;
      return score;
    });
  };
}

/** `count` rows after the probations, spread over all files by chance. */
export function randomScores(
  files: readonly NabFile[],
  { count, random }: { count: number; random: () => number },
): readonly Float64Array[] {
  const scores = files.map(({ times }) => new Float64Array(times.length));
  const places = files.map(({ times }) => {
    const first = Math.ceil(probationOf(times.length));
    return { first, rows: times.length - first };
  });
  const total = places.reduce((sum, { rows }) => sum + rows, 0);
  for (let drawn = 0; drawn < count; drawn += 1) {
    let left = Math.floor(random() * total);
    for (const [file, { first, rows }] of places.entries()) {
      const one = scores[file];
      if (left < rows && one !== undefined) {
        one[first + left] = 1;
        break;
      }
      left -= rows;
    }
  }
  return scores;
}
