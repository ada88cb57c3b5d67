/** Puts a value into its place among the first `count`, which are in order. */
export function insertSorted(values: Float64Array, count: number, value: number): void {
  let place = count;
  while (place > 0 && (values[place - 1] ?? NaN) > value) {
    values[place] = values[place - 1] ?? NaN;
    place -= 1;
  }
  values[place] = value;
}

/** Of the first `count`, which are in order; NaN when there are none. */
export function medianOf(values: Float64Array, count: number): number {
  if (count === 0) return NaN;
  return ((values[(count - 1) >> 1] ?? NaN) + (values[count >> 1] ?? NaN)) / 2;
}
