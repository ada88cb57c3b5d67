import { createCableThermalModel } from '../physics/cable-thermal-model.ts';
import { toDecimals } from '../physics/device-physics.ts';
import type { Random } from '../random.ts';
import { createTruthLog, type Scenario, type ScenarioDefinition } from './scenario.ts';

const ambient_c = 30;
const rated_a = 32;
const ratedRise_c = 30;
const tau_s = 240;
/** Below any overload: it is the contact that heats, not the load. */
const load_a = 24;
const nominal_v = 220;
/** The contact works loose: from here on its resistance doubles again and again. */
const looseFrom_s = 60;
const looseDoubling_s = 120;
const looseStart_mohm = 1.5;
const looseMax_mohm = 60;
/** Kelvin per watt dissipated in the terminal. */
const contactRise_k_w = 3.4;
/** Insulation: above this temperature leakage doubles with every 6 K. */
const insulationLimit_c = 78;
const leakageDoubling_k = 6;
const leakageMax_ma = 900;
/** Staff switch the board off this long after the leakage breach. */
const switchOffAfter_s = 240;
const repairedAfter_s = 900;
const duration_s = 3_000;
const leakageLimit_ma = 300;

/**
 * A loose terminal on L2: its resistance grows, I²R heats the cable, the hot insulation leaks, and somebody
 * switches the board off. L1, L3 and N stay as they were: one phase apart from the others.
 */
export const cableOverheat: ScenarioDefinition = {
  name: 'cable-overheat',
  kind: 'electrical',
  title: 'a loose contact on L2: 70 °C, 90 °C, then more than 300 mA of leakage, then switched off',
  isBenign: false,
  duration_s,
  isFixed: true,
  create: ({ random }) => createCableOverheat(random),
};

function createCableOverheat(random: Random): Scenario {
  const truths = createTruthLog();
  const cables = ['l1', 'l2', 'l3', 'n'].map(() =>
    createCableThermalModel({ ratedCurrent_a: rated_a, ratedRise_c, tau_s }),
  );
  const baseLeakage_ma = random.between(30, 60);
  let at_s = 0;
  let offAt_s = Number.POSITIVE_INFINITY;
  let arcs = 0;

  return {
    kind: 'electrical',
    duration_s,
    step(dt_s) {
      at_s += dt_s;
      const isOn = at_s < offAt_s || at_s > offAt_s + repairedAfter_s;
      const contact_mohm = toContact_mohm();
      const currents = [0.92, 1, 0.95].map((share) => (isOn ? load_a * share : 0));
      const heat_w = (((currents[1] ?? 0) ** 2 * contact_mohm) / 1_000) * contactRise_k_w;
      const [l1 = 0, l2 = 0, l3 = 0, n = 0] = [...currents, isOn ? 3 : 0].map(
        (current_a, index) =>
          cables[index]?.step(dt_s, { current_a, ambient_c, extraRise_c: index === 1 ? heat_w : 0 }) ?? 0,
      );
      const leakage_ma = isOn ? toLeakage_ma(l2) : 0;
      if (isOn && contact_mohm > 20 && random.chance(dt_s / 20)) arcs += 1;
      note(l2, leakage_ma, isOn);
      const measured = (value: number, noise: number): number =>
        toDecimals(Math.max(0, value + (value === 0 ? 0 : random.normal(0, noise))), 1);
      return {
        values: {
          residual_current_ma: measured(leakage_ma, 1.5),
          cable_temperature_l1_c: measured(l1, 0.15),
          cable_temperature_l2_c: measured(l2, 0.15),
          cable_temperature_l3_c: measured(l3, 0.15),
          cable_temperature_n_c: measured(n, 0.15),
          current_l1_a: measured(currents[0] ?? 0, 0.1),
          current_l2_a: measured(currents[1] ?? 0, 0.1),
          current_l3_a: measured(currents[2] ?? 0, 0.1),
          voltage_l1_v: measured(nominal_v, 0.4),
          voltage_l2_v: measured(nominal_v, 0.4),
          voltage_l3_v: measured(nominal_v, 0.4),
          arc_count: arcs,
          power_kw: toDecimals(
            (currents.reduce((sum, current) => sum + current, 0) * nominal_v * 0.93) / 1_000,
            2,
          ),
          fault: 0,
        },
        truths: truths.take(),
      };
    },
  };

  function toContact_mohm(): number {
    if (at_s < looseFrom_s || at_s > offAt_s + repairedAfter_s) return 0;
    return Math.min(looseStart_mohm * 2 ** ((at_s - looseFrom_s) / looseDoubling_s), looseMax_mohm);
  }

  function toLeakage_ma(cable_c: number): number {
    const through = baseLeakage_ma * 2 ** (Math.max(0, cable_c - insulationLimit_c) / leakageDoubling_k);
    return Math.min(through, leakageMax_ma);
  }

  function note(cable_c: number, leakage_ma: number, isOn: boolean): void {
    truths.note(at_s >= looseFrom_s, {
      at_s,
      event: 'loose',
      role: 'sign',
      text: 'the L2 terminal works loose',
    });
    truths.note(cable_c >= 70, { at_s, event: 'breach-70c', role: 'failure', text: 'L2 cable at 70 °C' });
    truths.note(cable_c >= 90, { at_s, event: 'breach-90c', role: 'failure', text: 'L2 cable at 90 °C' });
    const isLeaking = leakage_ma >= leakageLimit_ma;
    if (isLeaking && !truths.has('breach-300ma')) offAt_s = at_s + switchOffAfter_s;
    truths.note(isLeaking, { at_s, event: 'breach-300ma', role: 'failure', text: 'leakage at 300 mA' });
    truths.note(!isOn, { at_s, event: 'switched-off', role: 'end', text: 'staff switch the board off' });
    const isRepaired = isOn && truths.has('switched-off');
    truths.note(isRepaired, {
      at_s,
      event: 'recovered',
      role: 'end',
      text: 'terminal repaired, board on again',
    });
  }
}
