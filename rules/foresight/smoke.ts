import { createRiseModel, type RiseShape } from './trend-rise.ts';

export const smokeShape: RiseShape = {
  name: 'smoke',
  trend: {
    point_s: 3,
    window_s: 12,
    quietBase_s: 120,
    raisedBase_s: 600,
    noise_min: 0.2,
    onset_min: 0.8,
  },
  rate_per_s: 0.1,
  excess: 2,
  raised_s_min: 5,
  lasting_s: 15,
  power: 2,
  odds: { constant: 2.2, slope: 0.95 },
  time: { factor: 1, spread: 1 },
};

export const smokeModel = createRiseModel(smokeShape);
