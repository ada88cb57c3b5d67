/** Cases of a fit: `columns` numbers a case in one array, with the outcome (1 or 0) and a weight for each. */
export interface Cases {
  readonly columns: number;
  readonly values: Float64Array;
  readonly outcomes: Float64Array;
  readonly weights: Float64Array;
}

const steps_max = 25;
const step_min = 1e-6;
/** Keeps coefficients of features that say the same from running off against each other. */
const ridge_share = 1e-4;

/** Constant and coefficients of a logistic curve, by Newton's method. */
export function fitLogistic({ columns, values, outcomes, weights }: Cases): readonly number[] {
  const size = columns + 1;
  const coefficients = Array.from({ length: size }, () => 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let step = 0; step < steps_max; step += 1) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    const row = new Float64Array(size);
    row[0] = 1;
    for (let index = 0; index < outcomes.length; index += 1) {
      const weight = weights[index] ?? 0;
      if (weight === 0) continue;
      let logit = coefficients[0] ?? 0;
      for (let column = 1; column < size; column += 1) {
        row[column] = values[index * columns + column - 1] ?? NaN;
        logit += (coefficients[column] ?? 0) * (row[column] ?? NaN);
      }
      const chance = 1 / (1 + Math.exp(-logit));
      const off = weight * ((outcomes[index] ?? 0) - chance);
      const bend = weight * chance * (1 - chance);
      for (let a = 0; a < size; a += 1) {
        gradient[a] = (gradient[a] ?? 0) + off * (row[a] ?? 0);
        for (let b = 0; b < size; b += 1) {
          hessian[a * size + b] = (hessian[a * size + b] ?? 0) + bend * (row[a] ?? 0) * (row[b] ?? 0);
        }
      }
    }
    for (let a = 1; a < size; a += 1) {
      gradient[a] = (gradient[a] ?? 0) - ridge_share * total * (coefficients[a] ?? 0);
      hessian[a * size + a] = (hessian[a * size + a] ?? 0) + ridge_share * total;
    }
    const change = solve(hessian, gradient);
    let largest = 0;
    for (const [index, part] of change.entries()) {
      coefficients[index] = (coefficients[index] ?? 0) + part;
      largest = Math.max(largest, Math.abs(part));
    }
    if (largest < step_min) break;
  }
  return coefficients;
}

/** Gauss–Jordan elimination with pivots. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const get = (row: number, column: number) => matrix[row * size + column] ?? NaN;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column; row < size; row += 1) {
      if (Math.abs(get(row, column)) > Math.abs(get(pivot, column))) pivot = row;
    }
    for (let index = 0; index < size; index += 1) {
      const held = get(column, index);
      matrix[column * size + index] = get(pivot, index);
      matrix[pivot * size + index] = held;
    }
    const held = right[column] ?? NaN;
    right[column] = right[pivot] ?? NaN;
    right[pivot] = held;
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const share = get(row, column) / get(column, column);
      for (let index = 0; index < size; index += 1) {
        matrix[row * size + index] = get(row, index) - share * get(column, index);
      }
      right[row] = (right[row] ?? NaN) - share * (right[column] ?? NaN);
    }
  }
  return right.map((value, row) => value / get(row, row));
}
