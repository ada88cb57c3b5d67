import { createCompartment, toObscuration_pct_m, type Source } from '../physics/compartment.ts';
import { toDecimals } from '../physics/device-physics.ts';
import { toHeatRelease_kw } from '../physics/fire-plume.ts';
import { createSmokeHead, type HeadState } from '../physics/smoke-head.ts';
import type { Random } from '../random.ts';
import { createTruthLog, type Scenario, type ScenarioDefinition } from './scenario.ts';

/** Seconds from the start: the pan begins to smoke, catches fire, is put out. */
const smoulderingFrom_s = 60;
const ignitionAt_s = 150;
const suppressedAt_s = 390;
const duration_s = 1_200;

const growth_kw_s2 = 0.0117;
const heatMax_kw = 600;
const ceiling_m = 2.4;
const detectorRadius_m = 1.5;
const room_m3 = 28;
/** Optical density of the clean chamber: 0.15 %/m. */
const cleanAir_1_m = 0.000_65;
const ambient_c = 24;

/** Soot and gas per burnt gram: typical of kitchen fuels (SFPE handbook, tables of yields). */
const heatOfCombustion_kj_g = 20;
const opticalDensityPerGram_m2_g = 0.22;
const coYieldFlaming = 0.02;
const coYieldSmouldering = 0.1;
const smouldering_g_s = 0.02;
/** Fraction of the room's air changed per second: closed, and with windows open after the fire. */
const airChangeClosed_s = 0.000_5;
const airChangeOpen_s = 0.02;

const heatLimit_c = 57;

/**
 * A pan of oil: it smokes, catches fire, grows with the square of time; the detector sees smoke first, then
 * carbon monoxide, then heat by the ceiling jet; the fire is put out and the windows are opened.
 */
export const kitchenFire: ScenarioDefinition = {
  name: 'kitchen-fire',
  kind: 'smoke',
  title: 'a pan catches fire: smoke, then the head’s alarm, then 57 °C under the ceiling, then put out',
  isBenign: false,
  duration_s,
  isFixed: true,
  create: ({ random }) => createKitchenFire(random),
};

function createKitchenFire(random: Random): Scenario {
  const truths = createTruthLog();
  const battery_pct = random.integer(60, 99);
  let at_s = 0;
  const room = createCompartment({ room_m3, ceiling_m, radius_m: detectorRadius_m });
  const head = createSmokeHead({ chamber_pct_m: 0.15, sensor_c: ambient_c });

  return {
    kind: 'smoke',
    duration_s,
    step(dt_s) {
      at_s += dt_s;
      const air = room.step(dt_s, toSource(toHeat()));
      const jet_c = ambient_c + air.rise_k;
      const state = head.step(dt_s, {
        obscuration_pct_m: toObscuration_pct_m(air.density_1_m + cleanAir_1_m),
        gas_c: jet_c,
        speed_m_s: air.speed_m_s,
      });
      note(jet_c, state);
      return {
        values: {
          obscuration_pct_m: toDecimals(
            Math.min(Math.max(0, state.chamber_pct_m + random.normal(0, 0.02)), 100),
            2,
          ),
          temperature_c: toDecimals(state.sensor_c + random.normal(0, 0.08), 1),
          co_ppm: Math.round(air.co_ppm + random.between(0, 2)),
          alarm: state.isAlarming ? 1 : 0,
          fault: 0,
          tamper: 0,
          test: 0,
          battery_pct,
        },
        truths: truths.take(),
      };
    },
  };

  function toHeat(): number {
    const grown = toHeatRelease_kw(Math.min(at_s, suppressedAt_s) - ignitionAt_s, growth_kw_s2, heatMax_kw);
    // Put out with an extinguisher: what glows cools within half a minute.
    return at_s <= suppressedAt_s ? grown : grown * Math.exp((suppressedAt_s - at_s) / 15);
  }

  function toSource(heat_kw: number): Source {
    const smoulders = at_s >= smoulderingFrom_s && at_s < ignitionAt_s;
    const flaming_g_s = heat_kw / heatOfCombustion_kj_g;
    const smoulder_g_s = smoulders ? smouldering_g_s : 0;
    return {
      heat_kw,
      smoke_m2_s: opticalDensityPerGram_m2_g * (flaming_g_s + smoulder_g_s),
      co_g_s: flaming_g_s * coYieldFlaming + smoulder_g_s * coYieldSmouldering,
      airChange_1_s: at_s > suppressedAt_s + 30 ? airChangeOpen_s : airChangeClosed_s,
    };
  }

  function note(jet_c: number, { sensor_c, isAlarming }: HeadState): void {
    truths.note(at_s >= smoulderingFrom_s, {
      at_s,
      event: 'smouldering',
      role: 'sign',
      text: 'oil begins to smoke',
    });
    truths.note(at_s >= ignitionAt_s, {
      at_s,
      event: 'ignition',
      role: 'failure',
      text: 'the oil catches fire',
    });
    truths.note(isAlarming, { at_s, event: 'head-alarm', role: 'sign', text: "the detector's head alarms" });
    truths.note(jet_c >= heatLimit_c, {
      at_s,
      event: 'jet-57c',
      role: 'sign',
      text: 'gas under the ceiling at 57 °C',
    });
    truths.note(sensor_c >= heatLimit_c, {
      at_s,
      event: 'breach-57c',
      role: 'failure',
      text: 'the sensor itself at 57 °C',
    });
    truths.note(at_s >= suppressedAt_s, {
      at_s,
      event: 'suppressed',
      role: 'end',
      text: 'the fire is put out',
    });
    const isOver = truths.has('suppressed') && !isAlarming && sensor_c < 40;
    truths.note(isOver, {
      at_s,
      event: 'recovered',
      role: 'end',
      text: 'air clear, detector back to normal',
    });
  }
}
