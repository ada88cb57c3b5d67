import { toDecimals } from '../physics/device-physics.ts';
import { createPondingModel } from '../physics/ponding-model.ts';
import type { Random } from '../random.ts';
import { createTruthLog, type Scenario, type ScenarioDefinition } from './scenario.ts';

const rainFrom_s = 120;
const rain_s = 3_000;
const rainPeak_mm_h = 90;
const catchmentRatio = 18;
const drain_mm_h = 600;
/** Leaves cover the gully until a crew clears it. */
const cloggedShare = 0.3;
const clearedAt_s = 3_300;
const duration_s = 7_200;
const thresholds_m = [0.15, 0.27, 0.4] as const;
const dry_m = 0.05;

/** A cloudburst over an underpass with leaves on its gully: the water rises past every threshold and drains. */
export const streetFlood: ScenarioDefinition = {
  name: 'street-flood',
  kind: 'water',
  title: 'a cloudburst over a clogged gully: 0.15, 0.27 and 0.40 m, then cleared and drained',
  isBenign: false,
  duration_s,
  isFixed: true,
  create: ({ random }) => createStreetFlood(random),
};

function createStreetFlood(random: Random): Scenario {
  const truths = createTruthLog();
  const pond = createPondingModel({
    catchmentRatio,
    drain_mm_h,
    pump_mm_h: 250,
    pumpOn_m: 0.1,
    pumpOff_m: 0.02,
  });
  let at_s = 0;
  let gust = 1;

  return {
    kind: 'water',
    duration_s,
    step(dt_s) {
      at_s += dt_s;
      const part = (at_s - rainFrom_s) / rain_s;
      const isRaining = part > 0 && part < 1;
      // Rain comes in gusts: a slowly wandering factor around 1.
      gust += (1 - gust) * Math.min(dt_s / 120, 1) + random.normal(0, 0.015) * Math.sqrt(dt_s);
      const rain_mm_h = isRaining ? Math.max(0, rainPeak_mm_h * Math.sin(part * Math.PI) * gust) : 0;
      const depth_m = pond.step(dt_s, { rain_mm_h, drainShare: at_s < clearedAt_s ? cloggedShare : 1 });
      note(depth_m);
      return {
        values: {
          depth_m: toDecimals(Math.max(0, depth_m + random.normal(0, 0.002)), 3),
          rain_mm_h: toDecimals(rain_mm_h, 1),
          pump_running: pond.isPumpRunning() ? 1 : 0,
          fault: 0,
          battery_pct: 91,
        },
        truths: truths.take(),
      };
    },
  };

  function note(depth_m: number): void {
    truths.note(at_s >= rainFrom_s, { at_s, event: 'rain', role: 'sign', text: 'the cloudburst begins' });
    for (const limit_m of thresholds_m) {
      const event = `breach-${Math.round(limit_m * 100)}cm`;
      truths.note(depth_m >= limit_m, {
        at_s,
        event,
        role: 'failure',
        text: `water at ${limit_m.toFixed(2)} m`,
      });
    }
    truths.note(at_s >= clearedAt_s, {
      at_s,
      event: 'cleared',
      role: 'end',
      text: 'a crew clears the gully',
    });
    const isDry = truths.has('cleared') && depth_m < dry_m;
    truths.note(isDry, { at_s, event: 'recovered', role: 'end', text: 'water below 0.05 m' });
  }
}
