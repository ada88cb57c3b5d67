/**
 * Logistic curves for "the threshold is met within so many seconds", one per row: seconds, constant, then a
 * coefficient per feature. Printed by `evaluation/fit/ponding.ts`.
 */
export const pondingOdds: readonly (readonly number[])[] = [
  [180, -6.974, 3.593, -1.366, 0.622, 0.456, 0.42],
  [300, -4.889, 2.519, -1.51, 0.787, 0.337, 0.556],
  [600, -2.127, 1.228, -1.634, 0.867, -0.025, 0.987],
  [900, -0.841, 0.831, -1.65, 0.869, -0.324, 1.22],
  [1800, 0.437, 0.404, -1.456, 0.591, -0.13, 1.238],
  [3600, 1.409, -0.52, -1.319, 0.18, 0.198, 1.236],
];
