/**
 * Logistic curves for "the threshold is met within so many seconds", one per row: seconds, the highest chance that
 * is ever said, constant, then a coefficient per feature. Printed by `evaluation/fit/ponding.ts`.
 */
export const pondingOdds: readonly (readonly number[])[] = [
  [180, 0.599, -14.33, 5.771, -6.107, 2.907, -3.609, 3.229, -1.477, -13.678],
  [300, 0.658, -15.364, 9.245, -7.086, 5.535, -3.152, 6.415, -0.528, -16.947],
  [600, 0.78, -3.8, 2.838, -2.428, 2.625, -0.2, 3.784, -1.811, -2.759],
  [900, 0.699, -1.918, 1.83, -2.315, 2.636, 0.028, 3.738, -1.947, 2.022],
  [1800, 0.679, 0.596, 0.126, -1.915, 1.781, 0.353, 3.032, -2.261, 4.409],
  [3600, 0.696, 1.599, -1.205, -1.366, 0.718, 0.314, 1.932, -1.739, 5.931],
];
