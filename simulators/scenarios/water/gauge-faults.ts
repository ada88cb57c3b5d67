import type { Random } from '../../random.ts';
import type { ScenarioDefinition } from '../scenario.ts';
import { chooseSpot } from './floods.ts';
import { createGaugeCourse, type GaugeMoment } from './gauge-course.ts';

const day_s = 86_400;
/** A fault lasts so long, s, and the next one comes after about so long. */
const fault_s = [2 * 3_600, 16 * 3_600] as const;
const pause_s = [0.6 * day_s, 1.6 * day_s] as const;

/** A reading that leaps leaps again after about so long, s. */
const leap_s = 1_500;

/** What a broken sensor makes of what it should measure, from the moment at which the fault begins. */
type Distortion = (random: Random, atBegin_m: number) => (measured_m: number, dt_s: number) => number;

/** A gauge in ordinary weather whose sensor is wrong again and again. There is no flood. */
function faulty(
  about: Pick<ScenarioDefinition, 'name' | 'title'>,
  { text, distort }: { text: string; distort: Distortion },
): ScenarioDefinition {
  return {
    ...about,
    kind: 'water',
    isBenign: true,
    duration_s: 10 * day_s,
    create(setting) {
      const { random, duration_s } = setting;
      let next_s = Math.min(random.between(...pause_s), duration_s / 3);
      let until_s = 0;
      let distorted: ReturnType<Distortion> | null = null;
      return createGaugeCourse(setting, { spot: chooseSpot(random), storms: [], hasWeather: true, shown });

      function shown({ at_s, dt_s, truths }: GaugeMoment, measured_m: number): number {
        if (distorted === null && at_s >= next_s) {
          distorted = distort(random, measured_m);
          until_s = at_s + random.between(...fault_s);
          truths.add({ at_s, event: 'sensor-fault', role: 'benign', text });
        }
        if (distorted !== null && at_s >= until_s) {
          distorted = null;
          next_s = at_s + random.between(...pause_s);
          truths.add({ at_s, event: 'sensor-well', role: 'end', text: 'the sensor measures again' });
        }
        return distorted?.(measured_m, dt_s) ?? measured_m;
      }
    },
  };
}

/** The last value, or any other, again and again to the last digit. */
export const gaugeStuck = faulty(
  { name: 'gauge-stuck', title: 'a gauge whose reading stays where it is, at times far above the ground' },
  {
    text: 'the reading is stuck',
    distort: (random, atBegin_m) => {
      const stuck_m = random.chance(0.5) ? atBegin_m : random.between(0.05, 1.2);
      return () => stuck_m;
    },
  },
);

/** Leaps up or down within one reading, stays for a while, leaps again. No water does that. */
export const gaugeJumps = faulty(
  { name: 'gauge-jumps', title: 'a gauge that leaps by decimetres between two readings' },
  {
    text: 'the reading leaps',
    distort: (random) => {
      let shift_m = random.between(0.2, 1);
      return (measured_m, dt_s) => {
        if (random.chance(1 - Math.exp(-dt_s / leap_s)))
          shift_m = random.chance(0.4) ? 0 : random.between(0.2, 1);
        return measured_m + shift_m;
      };
    },
  },
);

/** A web or a leaf below an ultrasonic sensor: echoes from somewhere between, trembling in the wind. */
export const gaugeSpider = faulty(
  { name: 'gauge-spider', title: 'a web or leaf below the sensor: trembling echoes from above the water' },
  {
    text: 'something hangs below the sensor',
    distort: (random) => {
      const hangs_m = random.between(0.15, 0.8);
      const sway_m = random.between(0.02, 0.12);
      const covers = random.between(0.3, 0.9);
      return (measured_m) =>
        random.chance(covers) ? Math.max(measured_m, hangs_m + random.normal(0, sway_m)) : measured_m;
    },
  },
);
