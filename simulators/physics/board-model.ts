import { createCableThermalModel } from './cable-thermal-model.ts';
import { toDecimals, toLagShare, type PhysicsOptions, type Values } from './device-physics.ts';
import { choosePremises, toLoadShare, type Premises } from './load-profile.ts';

/** What a board is like, and what befalls it. The owner of the object changes it as time goes on. */
export interface BoardCondition {
  /** Leakage through the insulation at nominal voltage, dry, without load; a healthy board's by chance. */
  leakage_ma: number;
  /** How much more leaks when everything is wet: 0.3 is 30 %. */
  wetLeakage: number;
  /** A loose terminal's resistance on L2, mΩ. */
  contact_mohm: number;
  /** Load over what the premises usually draw, by phase. */
  loads: [number, number, number];
  /** The room over what the weather and the board's own heat make of it, K. */
  roomExtra_k: number;
  /** False while the board is switched off. */
  isOn: boolean;
}

/** What truly is, without the sensor's noise. */
export interface BoardState {
  readonly leakage_ma: number;
  readonly currents_a: readonly [number, number, number];
  /** L1, L2, L3, N. */
  readonly cables_c: readonly number[];
  readonly room_c: number;
  readonly arcs: number;
}

export interface Board {
  readonly condition: BoardCondition;
  readonly rated_a: number;
  step(dt_s: number, time: number): BoardState;
  /** The state as the monitor reports it. */
  measure(): Values;
}

export interface BoardTraits {
  readonly premises?: Premises;
  /** The main switch: by default one of small premises. */
  readonly rated_a?: number;
  /** What leakage never passes, mA: a healthy board's equipment is found before it does. */
  readonly leakageMax_ma?: number;
}

const phases = ['l1', 'l2', 'l3'] as const;
const conductors = [...phases, 'n'] as const;
const nominal_v = 220;
const powerFactor = 0.93;
/** Boards of small premises: healthy, they stay below the 30 A that is the default limit of their circuits. */
const ratings_a = [16, 20, 25, 28] as const;
/** Cable rise over ambient at the board's rating; with the load below it, healthy cables stay below 60 °C. */
const ratedRise_c = 28;
/** How long a customer's deviation from the curve lasts, and how large it is. */
const wanderTau_s = 1_800;
const wanderShare = 0.08;
/** Walls and cellars dry slowly; this much rain wets them through. */
const dryingTau_s = 6 * 3_600;
const soaking_mm_h = 10;
/** Of the heat that a bad contact makes, K per W dissipated in it. */
const contactRise_k_w = 3.4;
/** Insulation: above this temperature leakage doubles with every so many kelvin. */
const insulationLimit_c = 78;
const leakageDoubling_k = 6;
/** An arc a month by switching; a loose contact makes one an hour for each so many mΩ. */
const arcsPerSecond = 1 / (30 * 86_400);
const arcingFrom_mohm = 15;
const arcsPerSecondAndMilliohm = 1 / (3_600 * 20);

/**
 * A distribution board with its electrical-fire monitor: three phases follow the premises' daily load with a
 * wandering deviation; leakage follows voltage, load and wet; each cable heats by its current squared, and by
 * what a loose terminal adds; voltage sags under load.
 */
export function createBoard({ random, weather }: PhysicsOptions, traits: BoardTraits = {}): Board {
  const of = traits.premises ?? choosePremises(random);
  const rated_a = traits.rated_a ?? ratings_a[random.integer(0, ratings_a.length - 1)] ?? 20;
  const leakageMax_ma = traits.leakageMax_ma ?? Number.POSITIVE_INFINITY;
  const share = phases.map(() => random.between(0.7, 1));
  const wander = [0, 0, 0];
  const cables = conductors.map(() =>
    createCableThermalModel({ ratedCurrent_a: rated_a, ratedRise_c, tau_s: random.between(500, 1_200) }),
  );
  const leakagePerAmpere_ma = random.between(0.3, 1.8);
  const boardHeat_c = random.between(0, 6);
  const rssi_dbm = random.between(-90, -55);
  const condition: BoardCondition = {
    leakage_ma: random.between(8, 60),
    wetLeakage: 0.3,
    contact_mohm: 0,
    loads: [1, 1, 1],
    roomExtra_k: 0,
    isOn: true,
  };
  let wetness = 0;
  let arcs = 0;
  let volts: readonly number[] = [nominal_v, nominal_v, nominal_v];
  let state: BoardState = {
    leakage_ma: 0,
    currents_a: [0, 0, 0],
    cables_c: [20, 20, 20, 20],
    room_c: 20,
    arcs,
  };

  return {
    condition,
    rated_a,
    step(dt_s, time) {
      const room_c = weather.temperature_c(time) + boardHeat_c + condition.roomExtra_k;
      const hour = weather.hourOfDay(time);
      const currents_a = [
        toCurrent(0, dt_s, hour),
        toCurrent(1, dt_s, hour),
        toCurrent(2, dt_s, hour),
      ] as const;
      const [l1, l2, l3] = currents_a;
      // The neutral carries what the phases do not cancel (three currents 120° apart).
      const n = Math.sqrt(Math.max(0, l1 ** 2 + l2 ** 2 + l3 ** 2 - l1 * l2 - l2 * l3 - l3 * l1));
      const contactRise_k = (l2 ** 2 * condition.contact_mohm * contactRise_k_w) / 1_000;
      const cables_c = [l1, l2, l3, n].map(
        (current_a, index) =>
          cables[index]?.step(dt_s, {
            current_a,
            ambient_c: room_c,
            extraRise_c: index === 1 ? contactRise_k : 0,
          }) ?? room_c,
      );
      volts = currents_a.map((current_a) => nominal_v * (1.01 - (0.025 * current_a) / rated_a));
      const rain = Math.min(weather.rain_mm_h(time) / soaking_mm_h, 1);
      // Wets in the time of a shower, dries in that of half a day.
      wetness += (rain - wetness) * toLagShare(dt_s, rain > wetness ? 1_800 : dryingTau_s);
      const bad = Math.max(0, condition.contact_mohm - arcingFrom_mohm) * (l2 > 3 ? 1 : 0);
      arcs += toCount(dt_s * (arcsPerSecond + bad * arcsPerSecondAndMilliohm));
      state = { leakage_ma: toLeakage_ma(l1 + l2 + l3, cables_c), currents_a, cables_c, room_c, arcs };
      return state;
    },
    measure() {
      const { leakage_ma, currents_a, cables_c } = state;
      const watts = currents_a.reduce(
        (sum, current, index) => sum + current * (volts[index] ?? 0) * powerFactor,
        0,
      );
      return {
        residual_current_ma: measured(leakage_ma, 1.5),
        ...named('cable_temperature', 'c', cables_c, 0.15),
        ...named('current', 'a', currents_a, 0.05),
        ...named('voltage', 'v', volts, 0.4),
        arc_count: arcs,
        power_kw: toDecimals(watts / 1_000, 2),
        fault: 0,
        rssi_dbm: Math.round(random.normal(rssi_dbm, 2)),
      };
    },
  };

  function toCurrent(index: 0 | 1 | 2, dt_s: number, hour: number): number {
    const lag = toLagShare(dt_s, wanderTau_s);
    // Ornstein–Uhlenbeck: the deviation keeps its spread whatever the step.
    const kept = (wander[index] ?? 0) * (1 - lag);
    wander[index] = kept + random.normal(0, wanderShare * Math.sqrt(1 - (1 - lag) ** 2));
    if (!condition.isOn) return 0;
    const usual = toLoadShare(of, hour) * (share[index] ?? 1) * (1 + (wander[index] ?? 0));
    return rated_a * Math.min(Math.max(usual, 0), 0.95) * condition.loads[index];
  }

  function toLeakage_ma(load_a: number, cables_c: readonly number[]): number {
    if (!condition.isOn) return 0;
    const volt = (volts[0] ?? nominal_v) / nominal_v;
    const hottest_c = Math.max(...cables_c);
    const hot = 2 ** (Math.max(0, hottest_c - insulationLimit_c) / leakageDoubling_k);
    const through_ma = condition.leakage_ma * volt * (1 + condition.wetLeakage * wetness) * hot;
    return Math.min(through_ma + leakagePerAmpere_ma * load_a, leakageMax_ma);
  }

  /** How many of a Poisson process fall into a step, when more than one or two are rare. */
  function toCount(expected: number): number {
    let count = Math.floor(expected);
    if (random.chance(1 - Math.exp(-(expected - count)))) count += 1;
    return count;
  }

  function measured(value: number, noise: number): number {
    return toDecimals(Math.max(0, value === 0 ? 0 : value + random.normal(0, noise)), 1);
  }

  function named(
    quantity: string,
    unit: string,
    ...[values, noise]: [readonly number[], number]
  ): Record<string, number> {
    const result: Record<string, number> = {};
    for (const [index, value] of values.entries()) {
      result[`${quantity}_${conductors[index]}_${unit}`] = measured(value, noise);
    }
    return result;
  }
}
