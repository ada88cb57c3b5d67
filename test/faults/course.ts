import type { SensorKind } from '../../domain/kinds.ts';
import type { Chance } from './chance.ts';

/** Between two readings, by the device's clock. Delays of the rules are whole numbers of it. */
export const step_ms = 10_000;

/** What must be said of a device, reckoned by hand from its course: no engine has been asked. */
export interface HandSaid {
  readonly ruleId: string;
  readonly change: 'raise' | 'return';
  /** Steps of the device's clock since its first reading. */
  readonly step: number;
}

/** What a device measures at each step, and what must be said of it. */
export interface Course {
  readonly kind: SensorKind;
  readonly values: readonly Readonly<Record<string, number>>[];
  readonly said: readonly HandSaid[];
}

interface Phase {
  readonly values: Readonly<Record<string, number>>;
  /** The rules that it breaks, with their delays in steps. */
  readonly breaks: readonly { readonly ruleId: string; readonly on: number; readonly off: number }[];
}

const fireAlarm = { ruleId: 'fire-alarm', on: 0, off: 3 };
const heat = { ruleId: 'heat', on: 0, off: 6 };
const warm = { ruleId: 'warm', on: 12, off: 6 };
const depth = { ruleId: 'depth', on: 0, off: 6 };
const leak = { ruleId: 'leak', on: 6, off: 6 };
const entrapment = { ruleId: 'entrapment', on: 0, off: 3 };

const phases: Readonly<
  Record<SensorKind, { readonly quiet: Phase['values']; readonly breaches: readonly Phase[] }>
> = {
  smoke: {
    quiet: { alarm: 0, temperature_c: 22 },
    breaches: [
      { values: { alarm: 1, temperature_c: 24 }, breaks: [fireAlarm] },
      { values: { alarm: 0, temperature_c: 70 }, breaks: [heat, warm] },
      { values: { alarm: 0, temperature_c: 50 }, breaks: [warm] },
      { values: { alarm: 1, temperature_c: 80 }, breaks: [fireAlarm, heat, warm] },
    ],
  },
  water: {
    quiet: { depth_m: 0.01 },
    breaches: [0.2, 0.3, 0.5].map((depth_m) => ({ values: { depth_m }, breaks: [depth] })),
  },
  electrical: {
    quiet: { residual_current_ma: 30 },
    breaches: [{ values: { residual_current_ma: 450 }, breaks: [leak] }],
  },
  elevator: {
    quiet: { alarm_button: 0 },
    breaches: [{ values: { alarm_button: 1 }, breaks: [entrapment] }],
  },
};

/** Long enough for everything to return before the next breach. */
const quietSteps = { min: 14, max: 24 } as const;
/** Clearly shorter than the delays that are there, or clearly longer. */
const breachSteps = [
  { min: 2, max: 3 },
  { min: 16, max: 24 },
] as const;

/** Quiet, a breach, quiet again, and so on; the end is quiet and everything over. */
export function drawCourse(kind: SensorKind, chance: Chance): Course {
  const { quiet, breaches } = phases[kind];
  const values: Readonly<Record<string, number>>[] = [];
  const said: HandSaid[] = [];
  const stay = (phase: Phase['values'], steps: { readonly min: number; readonly max: number }): number => {
    const count = chance.integer(steps.min, steps.max);
    for (let step = 0; step < count; step += 1) values.push(phase);
    return count;
  };
  const times = chance.integer(1, 3);
  stay(quiet, quietSteps);
  for (let time = 0; time < times; time += 1) {
    const breach = chance.pick(breaches);
    const from = values.length;
    const count = stay(breach.values, chance.pick(breachSteps));
    for (const { ruleId, on, off } of breach.breaks) {
      if (count < on) continue;
      said.push(
        { ruleId, change: 'raise', step: from + on },
        { ruleId, change: 'return', step: from + count + off },
      );
    }
    stay(quiet, quietSteps);
  }
  return { kind, values, said };
}
