import { createCableThermalModel } from './cable-thermal-model.ts';
import { toDecimals, toLagShare, type DevicePhysics, type PhysicsOptions } from './device-physics.ts';
import { choosePremises, toLoadShare } from './load-profile.ts';

const phases = ['l1', 'l2', 'l3'] as const;
const nominal_v = 220;
const powerFactor = 0.93;
/** Boards of small premises: healthy, they stay below the 30 A that is the default limit of their circuits. */
const ratings_a = [16, 20, 25, 28] as const;
/** Cable rise over ambient at the board's rating; with the load below it, healthy cables stay below 60 °C. */
const ratedRise_c = 28;
/** How long a customer's deviation from the curve lasts. */
const wanderTau_s = 1_800;
/** Natural leakage: 100–200 mA is normal (GB 50116 9.2.3 commentary); a healthy board stays below. */
const leakageMax_ma = 180;

/**
 * A board's electrical-fire monitor: three phases follow the premises' daily load with a wandering deviation,
 * leakage follows load and rain, each cable heats by its current squared, voltage sags under load.
 */
export function createElectricalPhysics({ random, weather }: PhysicsOptions): DevicePhysics {
  const of = choosePremises(random);
  const rated_a = ratings_a[random.integer(0, ratings_a.length - 1)] ?? 20;
  const share = phases.map(() => random.between(0.7, 1));
  const wander = [0, 0, 0];
  const cables = [...phases, 'n'].map(() =>
    createCableThermalModel({ ratedCurrent_a: rated_a, ratedRise_c, tau_s: random.between(500, 1_200) }),
  );
  const baseLeakage_ma = random.between(8, 60);
  const leakagePerAmpere_ma = random.between(0.3, 1.8);
  const ambientOffset_c = random.between(0, 6);
  const rssi_dbm = random.between(-90, -55);
  let arcs = 0;

  return {
    step(dt_s, time) {
      const ambient_c = weather.temperature_c(time) + ambientOffset_c;
      const currents = phases.map((_, index) => toCurrent(index, dt_s, weather.hourOfDay(time)));
      const [l1 = 0, l2 = 0, l3 = 0] = currents;
      // The neutral carries what the phases do not cancel (three currents 120° apart).
      const neutral_a = Math.sqrt(Math.max(0, l1 ** 2 + l2 ** 2 + l3 ** 2 - l1 * l2 - l2 * l3 - l3 * l1));
      const temperatures = [...currents, neutral_a].map(
        (current_a, index) => cables[index]?.step(dt_s, { current_a, ambient_c }) ?? ambient_c,
      );
      const volts = currents.map((current) => nominal_v * (1.01 - (0.025 * current) / rated_a));
      const wet = Math.min(weather.rain_mm_h(time) / 25, 1);
      const leakage_ma = baseLeakage_ma * (1 + 0.3 * wet) + leakagePerAmpere_ma * (l1 + l2 + l3);
      if (random.chance(1 - Math.exp(-dt_s / (30 * 86_400)))) arcs += 1;
      const watts = currents.reduce(
        (sum, current, index) => sum + current * (volts[index] ?? 0) * powerFactor,
        0,
      );
      return {
        residual_current_ma: toDecimals(
          Math.min(Math.max(0, leakage_ma + random.normal(0, 1.5)), leakageMax_ma),
          1,
        ),
        ...named('cable_temperature', 'c', temperatures, 0.15),
        ...named('current', 'a', currents, 0.05),
        ...named('voltage', 'v', volts, 0.4),
        arc_count: arcs,
        power_kw: toDecimals(watts / 1_000, 2),
        fault: 0,
        rssi_dbm: Math.round(random.normal(rssi_dbm, 2)),
      };
    },
  };

  function toCurrent(index: number, dt_s: number, hour: number): number {
    const lag = toLagShare(dt_s, wanderTau_s);
    // Ornstein–Uhlenbeck: the deviation keeps its spread of 8 % whatever the step.
    const kept = (wander[index] ?? 0) * (1 - lag);
    wander[index] = kept + random.normal(0, 0.08 * Math.sqrt(1 - (1 - lag) ** 2));
    const load = toLoadShare(of, hour) * (share[index] ?? 1) * (1 + (wander[index] ?? 0));
    return rated_a * Math.min(Math.max(load, 0), 0.95);
  }

  function named(
    quantity: string,
    unit: string,
    ...[values, noise]: [readonly number[], number]
  ): Record<string, number> {
    const names = [...phases, 'n'];
    return Object.fromEntries(
      values.map((value, index) => [
        `${quantity}_${names[index]}_${unit}`,
        toDecimals(Math.max(0, value + random.normal(0, noise)), 1),
      ]),
    );
  }
}
