import { createCatchment } from '../../physics/catchment.ts';
import { createPowerAndRadio, toDecimals } from '../../physics/device-physics.ts';
import type { Hyetograph } from '../../physics/hyetograph.ts';
import { createPondingModel } from '../../physics/ponding-model.ts';
import { createTruthLog, type Scenario, type ScenarioSetting, type TruthLog } from '../scenario.ts';

/** A low spot with its catchment, gully and pump. */
export interface Spot {
  readonly catchmentRatio: number;
  readonly drain_mm_h: number;
  readonly pump_mm_h: number;
  readonly tau_s: number;
}

export interface Storm {
  readonly from_s: number;
  readonly length_s: number;
  readonly rain: Hyetograph;
}

/** What the spot is like just now. */
export interface SpotNow {
  readonly drainShare?: number;
  readonly pumpShare?: number;
  readonly seepage_mm_h?: number;
}

export interface GaugeMoment {
  readonly at_s: number;
  readonly dt_s: number;
  readonly time: number;
  readonly truths: TruthLog;
}

export interface GaugePlan {
  readonly spot: Spot;
  /** Storms of the story, beside the ordinary weather where `hasWeather`. */
  readonly storms: readonly Storm[];
  readonly hasWeather: boolean;
  readonly now?: (moment: GaugeMoment) => SpotNow;
  /** True where the gauge's zero is not the ground: it may read below it. */
  readonly isBelowZero?: boolean;
  /** What the sensor makes of the depth that it should measure, with its noise. */
  readonly shown?: (moment: GaugeMoment, measured_m: number) => number;
  readonly note?: (moment: GaugeMoment, state: { depth_m: number; isPumpRunning: boolean }) => void;
}

/** Default thresholds of the product; sites have their own. */
const thresholds_m = [0.15, 0.27, 0.4] as const;
const noise_m = 0.002;
const stepMax_s = 60;
export const pumpOn_m = 0.06;
export const pumpOff_m = 0.015;

export function createSpotModel(spot: Spot): {
  step(dt_s: number, state: SpotNow & { rain_mm_h: number }): number;
  isPumpRunning(): boolean;
} {
  const { catchmentRatio, drain_mm_h, pump_mm_h, tau_s } = spot;
  const catchment = createCatchment({ tau_s, runoffShare: 0.9 });
  const pond = createPondingModel({ catchmentRatio, drain_mm_h, pump_mm_h, pumpOn_m, pumpOff_m });
  return {
    step: (dt_s, state) => pond.step(dt_s, { ...state, rain_mm_h: catchment.step(dt_s, state.rain_mm_h) }),
    isPumpRunning: () => pond.isPumpRunning(),
  };
}

/** A water gauge's life at its low spot. */
export function createGaugeCourse(setting: ScenarioSetting, plan: GaugePlan): Scenario {
  const { random, weather, startTime, duration_s } = setting;
  const truths = createTruthLog();
  const power = createPowerAndRadio(random);
  const model = createSpotModel(plan.spot);
  const least_m = plan.isBelowZero === true ? -2 : 0;
  let at_s = 0;
  return {
    kind: 'water',
    duration_s,
    stepMax_s: () => stepMax_s,
    step(dt_s) {
      at_s += dt_s;
      const time = startTime + at_s * 1_000;
      const moment = { at_s, dt_s, time, truths };
      const rain_mm_h = (plan.hasWeather ? weather.rain_mm_h(time) : 0) + toStormRain(plan.storms, at_s);
      const depth_m = model.step(dt_s, { ...plan.now?.(moment), rain_mm_h });
      noteBreaches(moment, depth_m);
      plan.note?.(moment, { depth_m, isPumpRunning: model.isPumpRunning() });
      const measured_m = depth_m + random.normal(0, noise_m);
      const shown_m = plan.shown?.(moment, measured_m) ?? measured_m;
      return {
        values: {
          depth_m: toDecimals(Math.max(least_m, shown_m), 3),
          rain_mm_h: toDecimals(rain_mm_h, 1),
          ...(plan.spot.pump_mm_h > 0 ? { pump_running: model.isPumpRunning() ? 1 : 0 } : {}),
          fault: 0,
          ...power.step(dt_s),
        },
        truths: truths.take(),
      };
    },
  };
}

function toStormRain(storms: readonly Storm[], at_s: number): number {
  let rain_mm_h = 0;
  for (const { from_s, length_s, rain } of storms) {
    if (at_s > from_s && at_s < from_s + length_s) rain_mm_h += rain(at_s - from_s);
  }
  return rain_mm_h;
}

function noteBreaches({ at_s, truths }: GaugeMoment, depth_m: number): void {
  for (const limit_m of thresholds_m) {
    if (depth_m < limit_m) return;
    const event = `breach-${Math.round(limit_m * 100)}cm`;
    if (truths.has(event)) continue;
    truths.add({ at_s, event, role: 'failure', text: `water at ${limit_m.toFixed(2)} m` });
  }
}
