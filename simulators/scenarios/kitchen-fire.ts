import { toDecimals, toLagShare } from '../physics/device-physics.ts';
import { toCeilingJet, toHeatRelease_kw } from '../physics/fire-plume.ts';
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

/** A thermistor's response time index, (m·s)^½, and its lag in still air, s. */
const responseTimeIndex = 20;
const stillAirTau_s = 90;
/** Smoke needs time to enter the chamber. */
const chamberTau_s = 8;
/** The head alarms at type B's limit (GB 4715-2024 5.7) held for 5 s, and falls back at a third of it. */
const headAlarm_pct_m = 3.4;
const headAlarmAfter_s = 5;
const headClears_pct_m = 1.1;
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
  let [soot_g, co_g] = [0, 0];
  let [sensor_c, chamber_pct_m] = [ambient_c, 0.15];
  let [aboveLimit_s, isAlarming] = [0, false];

  return {
    kind: 'smoke',
    duration_s,
    step(dt_s) {
      at_s += dt_s;
      const heat_kw = toHeat();
      burn(dt_s, heat_kw);
      const density_1_m = (opticalDensityPerGram_m2_g * soot_g) / room_m3 + cleanAir_1_m;
      const truly_pct_m = 100 * (1 - 10 ** -density_1_m);
      const { rise_k, speed_m_s } = toCeilingJet({
        heat_kw,
        height_m: ceiling_m,
        radius_m: detectorRadius_m,
      });
      const tau_s =
        speed_m_s > 0 ? Math.min(responseTimeIndex / Math.sqrt(speed_m_s), stillAirTau_s) : stillAirTau_s;
      sensor_c += (ambient_c + rise_k - sensor_c) * toLagShare(dt_s, tau_s);
      chamber_pct_m += (truly_pct_m - chamber_pct_m) * toLagShare(dt_s, chamberTau_s);
      decide(dt_s);
      note(ambient_c + rise_k);
      return {
        values: {
          obscuration_pct_m: toDecimals(
            Math.min(Math.max(0, chamber_pct_m + random.normal(0, 0.02)), 100),
            2,
          ),
          temperature_c: toDecimals(sensor_c + random.normal(0, 0.08), 1),
          co_ppm: Math.round(toPpm(co_g) + random.between(0, 2)),
          alarm: isAlarming ? 1 : 0,
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

  function burn(dt_s: number, heat_kw: number): void {
    const smoulders = at_s >= smoulderingFrom_s && at_s < ignitionAt_s;
    const flaming_g = (heat_kw / heatOfCombustion_kj_g) * dt_s;
    const smouldering_g = smoulders ? smouldering_g_s * dt_s : 0;
    const airChange_s = at_s > suppressedAt_s + 30 ? airChangeOpen_s : airChangeClosed_s;
    const kept = Math.exp(-airChange_s * dt_s);
    soot_g = soot_g * kept + flaming_g + smouldering_g;
    co_g = co_g * kept + flaming_g * coYieldFlaming + smouldering_g * coYieldSmouldering;
  }

  function decide(dt_s: number): void {
    aboveLimit_s = chamber_pct_m >= headAlarm_pct_m ? aboveLimit_s + dt_s : 0;
    if (aboveLimit_s >= headAlarmAfter_s) isAlarming = true;
    if (chamber_pct_m < headClears_pct_m) isAlarming = false;
  }

  function note(jet_c: number): void {
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

/** Parts per million of a mass of carbon monoxide in the room (24.5 L/mol, 28 g/mol). */
function toPpm(co_g: number): number {
  return (((co_g / 28) * 24.5) / (room_m3 * 1_000)) * 1e6;
}
