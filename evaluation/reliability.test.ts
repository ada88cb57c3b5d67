import { describe, expect, it } from 'vitest';
import { evaluationLimits } from './limits.ts';
import { reliability } from './reliability.ts';

function cases(probability: number, count: number, came: number) {
  return Array.from({ length: count }, (_, index) => ({ probability, came: index < came }));
}

const enough = evaluationLimits.reliabilityCases_min;

describe('reliability', () => {
  it('sets what was said beside what came, bin by bin', () => {
    const { bins } = reliability([...cases(0.62, 2, 1), ...cases(0.66, 2, 2), ...cases(1, 1, 1)]);
    expect(bins).toEqual([
      { from: 0.6, to: 0.7, count: 4, said: expect.closeTo(0.64) as number, came: 0.75 },
      { from: 0.9, to: 1, count: 1, said: 1, came: 1 },
    ]);
  });

  it('is the Brier score, with that of the base rate beside it', () => {
    const { brier, baseRateBrier } = reliability([...cases(0.8, 1, 1), ...cases(0.4, 1, 0)]);
    expect(brier).toBeCloseTo((0.04 + 0.16) / 2);
    expect(baseRateBrier).toBeCloseTo(0.25);
  });

  it('holds only bins with enough cases to account', () => {
    expect(reliability(cases(0.55, enough, 0)).worstGap).toBeCloseTo(0.55);
    expect(reliability(cases(0.55, enough - 1, 0)).worstGap).toBeNaN();
    const both = [...cases(0.55, enough, enough / 2), ...cases(0.85, enough, 0)];
    expect(reliability(both).worstGap).toBeCloseTo(0.85);
  });

  it('says nothing of nothing', () => {
    expect(reliability([])).toEqual({ bins: [], brier: NaN, baseRateBrier: NaN, worstGap: NaN });
  });
});
