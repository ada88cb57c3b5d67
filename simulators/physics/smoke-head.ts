import { toLagShare } from './device-physics.ts';

/** A detector's head: what gets into its chamber, how warm its thermistor is, and whether it alarms. */
export interface SmokeHead {
  step(dt_s: number, around: Surroundings): HeadState;
}

export interface Surroundings {
  /** Obscuration outside of the head, with whatever dirt adds, %/m. */
  readonly obscuration_pct_m: number;
  /** Temperature of the gas at the head, °C, and its speed, m/s. */
  readonly gas_c: number;
  readonly speed_m_s: number;
}

export interface HeadState {
  readonly chamber_pct_m: number;
  readonly sensor_c: number;
  readonly isAlarming: boolean;
}

/** A thermistor's response time index, (m·s)^½, and its lag in still air, s. */
const responseTimeIndex = 20;
const stillAirTau_s = 90;
/** Smoke needs time to enter the chamber. */
const chamberTau_s = 8;
/** The head alarms at type B's limit (GB 4715-2024 5.7) held for 5 s, and falls back at a third of it. */
export const headAlarm_pct_m = 3.4;
const headAlarmAfter_s = 5;
const headClears_pct_m = 1.1;

export function createSmokeHead(start: { chamber_pct_m: number; sensor_c: number }): SmokeHead {
  let { chamber_pct_m, sensor_c } = start;
  let [aboveLimit_s, isAlarming] = [0, false];
  return {
    step(dt_s, { obscuration_pct_m, gas_c, speed_m_s }) {
      const tau_s =
        speed_m_s > 0 ? Math.min(responseTimeIndex / Math.sqrt(speed_m_s), stillAirTau_s) : stillAirTau_s;
      sensor_c += (gas_c - sensor_c) * toLagShare(dt_s, tau_s);
      chamber_pct_m += (obscuration_pct_m - chamber_pct_m) * toLagShare(dt_s, chamberTau_s);
      aboveLimit_s = chamber_pct_m >= headAlarm_pct_m ? aboveLimit_s + dt_s : 0;
      if (aboveLimit_s >= headAlarmAfter_s) isAlarming = true;
      if (chamber_pct_m < headClears_pct_m) isAlarming = false;
      return { chamber_pct_m, sensor_c, isAlarming };
    },
  };
}
