import { describe, expect, it } from 'vitest';
import { classifyFault, faultThresholds, toFaultFeatures } from './ground-fault-features.ts';

/** A window of three sine waves with these amplitudes of the phases, V and A. */
function wave(voltages: readonly number[], currents: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: 100 }, (_, index) =>
    [...voltages, ...currents].map(
      (amplitude, phase) =>
        amplitude * Math.sin((2 * Math.PI * index) / 50 - (2 * Math.PI * (phase % 3)) / 3),
    ),
  );
}

describe('the features of a window', () => {
  it('cancel to nothing on a balanced line', () => {
    const features = toFaultFeatures(wave([100, 100, 100], [50, 50, 50]));
    expect(features.residual_a).toBeCloseTo(0, 9);
    expect(features.phaseBalance).toBeCloseTo(1, 9);
    expect(features.voltageBalance).toBeCloseTo(1, 9);
    expect(features.currents_a[0]).toBeCloseTo(50 / Math.SQRT2, 9);
  });

  it('show what is missing of one phase as residual', () => {
    const features = toFaultFeatures(wave([100, 100, 80], [50, 50, 20]));
    expect(features.residual_a).toBeCloseTo(30 / Math.SQRT2, 9);
    expect(features.residualRatio).toBeCloseTo(0.6, 9);
    expect(features.phaseBalance).toBeCloseTo(0.4, 9);
    expect(features.voltageBalance).toBeCloseTo(0.8, 9);
  });
});

describe('the kind of fault', () => {
  const quiet = {
    residual_a: 0.3,
    currents_a: [],
    voltages_v: [],
    residualRatio: 0.005,
    phaseBalance: 0.95,
    residualVoltageRatio: 0.005,
    voltageBalance: 0.95,
  };

  it.each([
    ['normal', {}],
    ['inter-phase', { phaseBalance: 0.6 }],
    ['transformer', { residualRatio: 0.3 }],
    ['single-phase ground', { residualRatio: 0.8, residualVoltageRatio: 0.6 }],
    ['two-phase ground', { residualRatio: 1.4, residualVoltageRatio: 1.6 }],
  ])('is %s', (kind, different) => {
    expect(classifyFault({ ...quiet, ...different }, faultThresholds)).toBe(kind);
  });
});
