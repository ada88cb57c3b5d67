import type { GroundFaultClass } from '../recordings/sgah.ts';

/** What a monitor on a board can work out of a window; rms over it. */
export interface FaultFeatures {
  /** Of the sum of the three currents, A: what a residual-current transformer measures. */
  readonly residual_a: number;
  /** Of the three phases. */
  readonly currents_a: readonly number[];
  readonly voltages_v: readonly number[];
  /** That against the strongest phase: leakage relative to load. */
  readonly residualRatio: number;
  /** The weakest phase current against the strongest: one phase apart from the others. */
  readonly phaseBalance: number;
  /** The sum of the three voltages against the highest. */
  readonly residualVoltageRatio: number;
  /** The lowest phase voltage against the highest: sag. */
  readonly voltageBalance: number;
}

/** Where the classes are told apart. */
export interface FaultThresholds {
  /** From this residual ratio on the current goes to ground. */
  readonly ground: number;
  /** From this one on, below that, it is the transformer: hundreds of amperes with a part missing. */
  readonly transformer: number;
  /** Below this phase balance two phases have touched. */
  readonly interPhase: number;
  /** From this residual voltage on, a ground fault is of two phases. */
  readonly twoPhases: number;
}

/** Round figures between the classes. */
export const faultThresholds: FaultThresholds = {
  ground: 0.4,
  transformer: 0.1,
  interPhase: 0.73,
  twoPhases: 1,
};

export function toFaultFeatures(rows: readonly (readonly number[])[]): FaultFeatures {
  const voltages = [0, 1, 2].map((phase) => rms(rows.map((row) => row[phase] ?? NaN)));
  const currents = [3, 4, 5].map((phase) => rms(rows.map((row) => row[phase] ?? NaN)));
  const residual_a = rms(rows.map((row) => (row[3] ?? NaN) + (row[4] ?? NaN) + (row[5] ?? NaN)));
  const residual_v = rms(rows.map((row) => (row[0] ?? NaN) + (row[1] ?? NaN) + (row[2] ?? NaN)));
  return {
    residual_a,
    currents_a: currents,
    voltages_v: voltages,
    residualRatio: residual_a / Math.max(...currents),
    phaseBalance: Math.min(...currents) / Math.max(...currents),
    residualVoltageRatio: residual_v / Math.max(...voltages),
    voltageBalance: Math.min(...voltages) / Math.max(...voltages),
  };
}

/** Each question once: does current go to ground; which way; have phases touched. */
export function classifyFault(features: FaultFeatures, thresholds: FaultThresholds): GroundFaultClass {
  const { residualRatio, residualVoltageRatio, phaseBalance } = features;
  if (residualRatio >= thresholds.ground) {
    return residualVoltageRatio >= thresholds.twoPhases ? 'two-phase ground' : 'single-phase ground';
  }
  if (residualRatio >= thresholds.transformer) return 'transformer';
  return phaseBalance < thresholds.interPhase ? 'inter-phase' : 'normal';
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}
