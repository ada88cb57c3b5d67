import type { ScenarioDefinition } from '../scenario.ts';
import { designStorm } from './design-storm.ts';
import { chooseSpot } from './floods.ts';
import { createGaugeCourse, type Storm } from './gauge-course.ts';

const day_s = 86_400;

/** Storm after storm fills the spot nearly to the first threshold, and drains again. */
export const nearMissRain: ScenarioDefinition = {
  name: 'near-miss-rain',
  kind: 'water',
  title: 'storm after storm stops short of 0.15 m',
  isBenign: true,
  duration_s: 7 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const spot = chooseSpot(random);
    const count = Math.max(1, Math.round(duration_s / day_s));
    const storms = Array.from({ length: count }, (_, index): Storm => {
      const from_s = (duration_s / count) * (index + random.between(0.1, 0.6));
      const wanted = { depth_m: random.between(0.06, 0.135), from_s, length_s: random.between(1_200, 4_800) };
      return designStorm(random, spot, wanted);
    });
    let index = 0;
    return createGaugeCourse(setting, {
      spot,
      storms,
      hasWeather: false,
      note({ at_s, truths }) {
        if (at_s < (storms[index]?.from_s ?? Number.POSITIVE_INFINITY)) return;
        index += 1;
        truths.add({ at_s, event: 'rain', role: 'benign', text: 'a storm that will stop short begins' });
      },
    });
  },
};

/** Principal lunar and solar tide: periods in s, amplitudes in m; springs and neaps follow from the two. */
const tides = [
  { period_s: 12.4206 * 3_600, amplitude_m: 0.75 },
  { period_s: 12 * 3_600, amplitude_m: 0.25 },
] as const;
/** The mean level lies so far below the gauge's zero, which is the quay's edge, m. */
const meanLevel_m = -1.1;

/** A gauge at a quay: the tide comes and goes twice a day, 10 cm below the edge at springs. */
export const tide: ScenarioDefinition = {
  name: 'tide',
  kind: 'water',
  title: 'a tidal gauge: half a metre an hour, twice a day, and never over the edge',
  isBenign: true,
  duration_s: 15 * day_s,
  create(setting) {
    const { random, startTime } = setting;
    const phases = tides.map(() => random.between(0, 2 * Math.PI));
    const noDrain = { catchmentRatio: 0, drain_mm_h: 0, pump_mm_h: 0, tau_s: 600 };
    return createGaugeCourse(setting, {
      spot: noDrain,
      storms: [],
      hasWeather: false,
      isBelowZero: true,
      shown: ({ at_s }, noise_m) =>
        noise_m +
        tides.reduce(
          (level_m, { period_s, amplitude_m }, index) =>
            level_m +
            amplitude_m *
              Math.cos((2 * Math.PI * (startTime / 1_000 + at_s)) / period_s + (phases[index] ?? 0)),
          meanLevel_m,
        ),
      note: ({ at_s, truths }) =>
        truths.note(true, { at_s, event: 'tide', role: 'benign', text: 'the tide comes and goes' }),
    });
  },
};

/** Cars an hour through the water, by the hour of the day, and what their waves add, m. */
const toCarsPerHour = (hour: number): number => (hour >= 6 && hour < 23 ? 60 : 6);
const wave_m = [0.03, 0.14] as const;
const wave_s = 3;

/** A shallow puddle in a lane: each car's wave reads as a flood for a reading or two. */
export const carWaves: ScenarioDefinition = {
  name: 'car-waves',
  kind: 'water',
  title: 'a shallow puddle in a lane: the waves of passing cars read as floods',
  isBenign: true,
  duration_s: 2 * day_s,
  create(setting) {
    const { random, weather, duration_s } = setting;
    const spot = chooseSpot(random);
    const from_s = duration_s * random.between(0.2, 0.4);
    const storm = designStorm(random, spot, {
      depth_m: random.between(0.05, 0.08),
      from_s,
      length_s: duration_s * 0.3,
    });
    return createGaugeCourse(setting, {
      spot,
      storms: [storm],
      hasWeather: false,
      shown({ at_s, time, truths }, measured_m) {
        if (measured_m < 0.02) return measured_m;
        truths.note(true, {
          at_s,
          event: 'car-waves',
          role: 'benign',
          text: 'cars drive through the puddle',
        });
        // A reading is a moment: the chance that a wave is there just then.
        const share = (toCarsPerHour(weather.hourOfDay(time)) * wave_s) / 3_600;
        return random.chance(share) ? measured_m + random.between(...wave_m) : measured_m;
      },
    });
  },
};
