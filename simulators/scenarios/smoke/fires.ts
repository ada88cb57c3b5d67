import type { Source } from '../../physics/compartment.ts';
import { toHeatRelease_kw } from '../../physics/fire-plume.ts';
import type { Scenario, ScenarioDefinition, ScenarioSetting } from '../scenario.ts';
import { createDetectorCourse, type DetectorMoment, type DetectorState } from './detector-course.ts';

/** Where in the story the fire begins, as shares of the whole. */
const begins = [0.55, 0.7] as const;
/** Heat of combustion, smoke and gas of furnishings and plastics (SFPE handbook, tables of yields), rounded. */
const flaming = { heat_kj_g: 20, smoke_m2_g: 0.25, co: 0.015 };
/** What the air of a closed room allows. */
const heatMax_kw = 800;
/** Air changed per second: a closed room, and one that firemen have opened. */
const airChangeClosed_1_s = 0.000_2;
const airChangeOpen_1_s = 0.02;
/** What burns is cold half a minute after it was put out. */
const quenchTau_s = 15;
const heatLimit_c = 57;
const aired_pct_m = 0.5;

interface FireTraits {
  /** From the first sign to the flame, s. */
  readonly prelude_s: number;
  readonly preludeText: string;
  readonly preludeEvent: string;
  /** Mass that glows or decomposes before the flame, g/s, at a part 0 … 1 of the prelude. */
  readonly prelude_g_s: (part: number) => number;
  readonly preludeYields: { readonly heat_kj_g: number; readonly smoke_m2_g: number; readonly co: number };
  readonly growth_kw_s2: number;
  /** From the flame until it is put out, s. */
  readonly burns_s: number;
}

/** Quiet, a prelude, a flame that grows with the square of time, put out, aired. */
function createFireCourse(setting: ScenarioSetting, traits: FireTraits): Scenario {
  const from_s = setting.duration_s * setting.random.between(...begins);
  const ignition_s = from_s + traits.prelude_s;
  const out_s = ignition_s + traits.burns_s;
  let isOver = false;

  return createDetectorCourse(setting, {
    burn({ at_s }) {
      if (at_s < from_s || isOver) return null;
      return at_s < ignition_s ? toPrelude((at_s - from_s) / traits.prelude_s) : toFlame(at_s);
    },
    note,
  });

  function toPrelude(part: number): Source {
    const { heat_kj_g, smoke_m2_g, co } = traits.preludeYields;
    const burnt_g_s = traits.prelude_g_s(part);
    return {
      heat_kw: burnt_g_s * heat_kj_g,
      smoke_m2_s: burnt_g_s * smoke_m2_g,
      co_g_s: burnt_g_s * co,
      airChange_1_s: airChangeClosed_1_s,
    };
  }

  function toFlame(at_s: number): Source {
    const grown_kw = toHeatRelease_kw(Math.min(at_s, out_s) - ignition_s, traits.growth_kw_s2, heatMax_kw);
    const heat_kw = at_s <= out_s ? grown_kw : grown_kw * Math.exp((out_s - at_s) / quenchTau_s);
    const burnt_g_s = heat_kw / flaming.heat_kj_g;
    return {
      heat_kw,
      smoke_m2_s: burnt_g_s * flaming.smoke_m2_g,
      co_g_s: burnt_g_s * flaming.co,
      airChange_1_s: at_s > out_s + 60 ? airChangeOpen_1_s : airChangeClosed_1_s,
    };
  }

  function note({ at_s, truths }: DetectorMoment, state: DetectorState): void {
    if (at_s < from_s || isOver) return;
    const { preludeEvent: event, preludeText: text } = traits;
    truths.note(true, { at_s: from_s, event, role: 'sign', text });
    if (state.isAlarming) {
      truths.note(true, { at_s, event: 'head-alarm', role: 'sign', text: 'the detector’s head alarms' });
    }
    if (at_s < ignition_s) return;
    truths.note(true, { at_s: ignition_s, event: 'ignition', role: 'failure', text: 'flames' });
    const isJetHot = state.jet_c >= heatLimit_c;
    truths.note(isJetHot, { at_s, event: 'jet-57c', role: 'sign', text: 'gas under the ceiling at 57 °C' });
    const isHot = state.sensor_c >= heatLimit_c;
    truths.note(isHot, { at_s, event: 'breach-57c', role: 'failure', text: 'the sensor itself at 57 °C' });
    if (at_s < out_s) return;
    truths.note(true, { at_s, event: 'suppressed', role: 'end', text: 'the fire is put out' });
    isOver = !state.isAlarming && state.chamber_pct_m < state.dirt_pct_m + aired_pct_m && state.sensor_c < 40;
    truths.note(isOver, {
      at_s,
      event: 'recovered',
      role: 'end',
      text: 'air clear, detector back to normal',
    });
  }
}

/**
 * Upholstery smoulders for an hour before it flames: obscuration and carbon monoxide rise slowly while it is
 * hardly warmer under the ceiling.
 */
export const smoulderingFire: ScenarioDefinition = {
  name: 'smouldering-fire',
  kind: 'smoke',
  title: 'upholstery smoulders: slow smoke and carbon monoxide, an hour later flames and heat',
  isBenign: false,
  duration_s: 86_400,
  create(setting) {
    const { random } = setting;
    const most_g_s = random.between(0.03, 0.09);
    return createFireCourse(setting, {
      prelude_s: random.between(2_400, 5_400),
      preludeEvent: 'smouldering',
      preludeText: 'upholstery begins to smoulder',
      prelude_g_s: (part) => most_g_s * part ** 1.5,
      preludeYields: { heat_kj_g: 5, smoke_m2_g: random.between(0.08, 0.16), co: random.between(0.12, 0.25) },
      growth_kw_s2: random.between(0.006, 0.025),
      burns_s: random.between(300, 540),
    });
  },
};

/** A plastic appliance overheats for minutes and catches fire: little smoke before, heat soon after. */
export const flamingFire: ScenarioDefinition = {
  name: 'flaming-fire',
  kind: 'smoke',
  title: 'an appliance overheats for minutes and bursts into flames',
  isBenign: false,
  duration_s: 86_400,
  create(setting) {
    const { random } = setting;
    const most_g_s = random.between(0.01, 0.03);
    return createFireCourse(setting, {
      prelude_s: random.between(90, 360),
      preludeEvent: 'overheating',
      preludeText: 'plastic decomposes',
      prelude_g_s: (part) => most_g_s * part,
      preludeYields: { heat_kj_g: 2, smoke_m2_g: 0.3, co: 0.05 },
      growth_kw_s2: random.between(0.0117, 0.0469),
      burns_s: random.between(240, 480),
    });
  },
};
