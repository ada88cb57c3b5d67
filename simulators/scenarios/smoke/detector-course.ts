import type { BurstTraits } from '../../physics/air-bursts.ts';
import { createCompartment, toObscuration_pct_m, type Air, type Source } from '../../physics/compartment.ts';
import { createPowerAndRadio, toDecimals } from '../../physics/device-physics.ts';
import { createQuietCeiling, type QuietCeiling } from '../../physics/quiet-ceiling.ts';
import { createSmokeHead, type HeadState } from '../../physics/smoke-head.ts';
import type { Values } from '../../physics/device-physics.ts';
import { createTruthLog, type Scenario, type ScenarioSetting, type TruthLog } from '../scenario.ts';

/** A detector at one moment of its story. */
export interface DetectorMoment {
  readonly at_s: number;
  readonly dt_s: number;
  readonly ceiling: QuietCeiling;
  readonly truths: TruthLog;
}

/** What is true at the end of a step. */
export interface DetectorState extends HeadState {
  readonly air: Air;
  readonly jet_c: number;
  readonly room_c: number;
  readonly dirt_pct_m: number;
  readonly hasBurst: boolean;
}

export interface DetectorPlan {
  readonly bursts?: BurstTraits;
  /** Called before every step. */
  readonly live?: (moment: DetectorMoment) => void;
  /** What burns; null while nothing does, and nothing of it is left in the air. */
  readonly burn?: (moment: DetectorMoment) => Source | null;
  /** Called after every step. */
  readonly note?: (moment: DetectorMoment, state: DetectorState) => void;
  /** What the device reports otherwise than its head has it, such as in test mode. */
  readonly shown?: (moment: DetectorMoment) => Values | null;
}

/** A fire is followed second by second, a quiet ceiling by the minute. */
const fireStep_s = 1;
const quietStep_s = 60;
const nothing: Air = { density_1_m: 0, co_ppm: 0, rise_k: 0, speed_m_s: 0 };

/** A smoke detector's life by its plan. */
export function createDetectorCourse(setting: ScenarioSetting, plan: DetectorPlan): Scenario {
  const { random, weather, startTime, duration_s } = setting;
  const truths = createTruthLog();
  const power = createPowerAndRadio(random);
  const ceiling = createQuietCeiling({ random, weather }, plan.bursts);
  const room = createCompartment({
    room_m3: random.between(30, 60),
    ceiling_m: random.between(2.4, 3),
    radius_m: random.between(1.2, 3),
  });
  const head = createSmokeHead({ chamber_pct_m: 0.2, sensor_c: 24 });
  let at_s = 0;
  let isBurning = false;

  return {
    kind: 'smoke',
    duration_s,
    stepMax_s: () => (isBurning ? fireStep_s : quietStep_s),
    step(dt_s) {
      at_s += dt_s;
      const moment = { at_s, dt_s, ceiling, truths };
      plan.live?.(moment);
      const { room_c, dirt_pct_m, burst, co_ppm } = ceiling.step(dt_s, startTime + at_s * 1_000);
      const source = plan.burn?.(moment) ?? null;
      isBurning = source !== null;
      const air = source === null ? nothing : room.step(dt_s, source);
      const jet_c = room_c + burst.heat_k + air.rise_k;
      const state = head.step(dt_s, {
        obscuration_pct_m: Math.min(
          dirt_pct_m + burst.obscuration_pct_m + toObscuration_pct_m(air.density_1_m),
          100,
        ),
        gas_c: jet_c,
        speed_m_s: air.speed_m_s,
      });
      plan.note?.(moment, { ...state, air, jet_c, room_c, dirt_pct_m, hasBurst: burst.hasBegun });
      const noisy_pct_m = state.chamber_pct_m + random.normal(0, 0.02);
      return {
        values: {
          obscuration_pct_m: toDecimals(Math.min(Math.max(0, noisy_pct_m), 100), 2),
          temperature_c: toDecimals(state.sensor_c + random.normal(0, 0.08), 1),
          co_ppm: Math.max(0, Math.round(co_ppm + burst.co_ppm + air.co_ppm + random.normal(0, 0.4))),
          alarm: state.isAlarming ? 1 : 0,
          fault: 0,
          tamper: 0,
          test: 0,
          ...power.step(dt_s),
          ...plan.shown?.(moment),
        },
        truths: truths.take(),
      };
    },
  };
}
