import type { Random } from '../../random.ts';
import type { ScenarioDefinition } from '../scenario.ts';
import { designStorm } from './design-storm.ts';
import { createGaugeCourse, type Spot, type Storm } from './gauge-course.ts';

const day_s = 86_400;
const dry_m = 0.03;

/** A spot like those of the fleet: its drain takes an ordinary shower. */
export function chooseSpot(random: Random, { pump_mm_h = 0 }: { pump_mm_h?: number } = {}): Spot {
  const catchmentRatio = random.between(6, 12);
  return {
    catchmentRatio,
    drain_mm_h: catchmentRatio * random.between(25, 32),
    pump_mm_h,
    tau_s: random.between(240, 900),
  };
}

/**
 * Leaves gather on the gully from shower to shower: the same rain stands deeper and drains more slowly, until
 * a storm that a clean gully would have taken floods the spot.
 */
export const blockedDrain: ScenarioDefinition = {
  name: 'blocked-drain',
  kind: 'water',
  title: 'leaves gather on the gully: showers drain ever more slowly, then a storm floods the spot',
  isBenign: false,
  duration_s: 10 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const spot = chooseSpot(random);
    const worst = random.between(0.05, 0.15);
    const last_s = duration_s * random.between(0.75, 0.85);
    const length_s = random.between(3_600, 7_200);
    const flood = designStorm(random, spot, {
      depth_m: random.between(0.25, 0.45),
      from_s: last_s,
      length_s,
      now: { drainShare: worst },
    });
    // The showers before it, each of which a clean gully takes with less than 5 cm of water.
    const showers = Array.from({ length: 5 }, (_, index): Storm =>
      designStorm(random, spot, {
        depth_m: random.between(0.025, 0.045),
        from_s: last_s * (0.12 + 0.17 * index),
        length_s: random.between(1_800, 4_800),
      }),
    );
    const toShare = (at_s: number): number => 1 - (1 - worst) * Math.min(at_s / last_s, 1) ** 0.7;
    const cleared_s = last_s + length_s + random.between(1_800, 5_400);
    const stages = [0.6, 0.4, 0.2] as const;
    let reached = 0;
    return createGaugeCourse(setting, {
      spot,
      storms: [...showers, flood],
      hasWeather: false,
      now: ({ at_s }) => ({ drainShare: at_s < cleared_s ? toShare(at_s) : 1 }),
      note({ at_s, truths }, { depth_m }) {
        const stage = stages[reached];
        if (stage !== undefined && toShare(at_s) <= stage) {
          reached += 1;
          const text = `the gully takes ${Math.round(stage * 100)} % of what it should`;
          truths.add({ at_s, event: `drain-stage-${reached}`, role: 'sign', text });
        }
        truths.note(at_s >= last_s, { at_s, event: 'rain', role: 'sign', text: 'the storm begins' });
        const isCleared = at_s >= cleared_s;
        truths.note(isCleared, { at_s, event: 'cleared', role: 'end', text: 'a crew clears the gully' });
        const isOver = isCleared && depth_m < dry_m;
        truths.note(isOver, { at_s, event: 'recovered', role: 'end', text: 'the water is gone' });
      },
    });
  },
};

/** Water that seeps into an underpass all the time, mm/h over it; the pump runs a few minutes an hour. */
const seepage_mm_h = 40;

/**
 * A pump wears: it runs longer every day for the same seepage, until it does not start any more and the
 * underpass fills without any rain.
 */
export const failingPump: ScenarioDefinition = {
  name: 'failing-pump',
  kind: 'water',
  title: 'an underpass pump runs longer every day, then fails, and seepage fills the underpass',
  isBenign: false,
  duration_s: 14 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const pump_mm_h = random.between(240, 360);
    // An underpass has no gully: all goes through the pump.
    const spot: Spot = { catchmentRatio: 6, drain_mm_h: 0, pump_mm_h, tau_s: 600 };
    const from_s = duration_s * random.between(0.1, 0.25);
    const fails_s = duration_s * random.between(0.75, 0.85);
    const weakest = (1.25 * seepage_mm_h) / pump_mm_h;
    const repaired_s = fails_s + random.between(7, 12) * 3_600;
    const stages = [0.75, 0.5, 0.3] as const;
    let reached = 0;
    const toShare = (at_s: number): number => {
      if (at_s >= repaired_s) return 1;
      if (at_s >= fails_s) return 0;
      return 1 - (1 - weakest) * Math.min(Math.max(0, (at_s - from_s) / (fails_s - from_s)), 1);
    };
    return createGaugeCourse(setting, {
      spot,
      storms: [],
      hasWeather: false,
      now: ({ at_s }) => ({ pumpShare: toShare(at_s), seepage_mm_h }),
      note({ at_s, truths }, { depth_m }) {
        const stage = stages[reached];
        if (stage !== undefined && at_s < fails_s && toShare(at_s) <= stage) {
          reached += 1;
          const text = `the pump lifts ${Math.round(stage * 100)} % of what it should`;
          truths.add({ at_s, event: `pump-stage-${reached}`, role: 'sign', text });
        }
        truths.note(at_s >= fails_s, { at_s, event: 'pump-failed', role: 'sign', text: 'the pump stands' });
        const isRepaired = at_s >= repaired_s;
        truths.note(isRepaired, { at_s, event: 'repaired', role: 'end', text: 'a new pump runs' });
        const isOver = isRepaired && depth_m < dry_m;
        truths.note(isOver, { at_s, event: 'recovered', role: 'end', text: 'the underpass is empty' });
      },
    });
  },
};
