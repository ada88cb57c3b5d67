import { cookingFumes, steam, type BurstTraits } from '../../physics/air-bursts.ts';
import { toDecimals } from '../../physics/device-physics.ts';
import type { ScenarioDefinition } from '../scenario.ts';
import { createDetectorCourse } from './detector-course.ts';

const day_s = 86_400;

function drifting(
  about: Pick<ScenarioDefinition, 'name' | 'title'>,
  { bursts, text }: { bursts: BurstTraits; text: string },
): ScenarioDefinition {
  return {
    ...about,
    kind: 'smoke',
    isBenign: true,
    duration_s: 7 * day_s,
    create: (setting) =>
      createDetectorCourse(setting, {
        bursts,
        note({ at_s, truths }, { hasBurst }) {
          if (hasBurst) truths.add({ at_s, event: about.name, role: 'benign', text });
        },
      }),
  };
}

/** Frying below a detector: obscuration up to 3 %/m within a minute or two, a few kelvin, a few ppm. */
export const cooking = drifting(
  { name: 'cooking', title: 'a detector near a stove: bursts of fumes, little heat, little carbon monoxide' },
  { bursts: cookingFumes, text: 'somebody cooks' },
);

/** A bathroom door opens: a steep, short rise, no gas. */
export const bathSteam = drifting(
  { name: 'bath-steam', title: 'a detector outside a bathroom: steep short bursts, no heat, no gas' },
  { bursts: steam, text: 'steam drifts by' },
);

/** Visits a day, and how long an insect crawls about in the chamber, s. */
const visitsPerDay = 25;
const visit_s = 15;

/** An insect in the chamber: single readings anywhere up to 8 %/m, with nothing before and nothing after. */
export const insects: ScenarioDefinition = {
  name: 'insects',
  kind: 'smoke',
  title: 'insects in the chamber: single readings of several %/m out of nothing',
  isBenign: true,
  duration_s: 7 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const from_s = duration_s * random.between(0.1, 0.2);
    let isThere = false;
    return createDetectorCourse(setting, {
      shown({ at_s, dt_s, truths }) {
        if (at_s < from_s) return null;
        const wasThere = isThere;
        isThere = random.chance(toPresence(wasThere, dt_s));
        if (isThere && !wasThere) {
          truths.add({ at_s, event: 'insect', role: 'benign', text: 'an insect crawls into the chamber' });
        }
        return isThere
          ? { obscuration_pct_m: toDecimals(0.5 + Math.min(random.exponential(1.8), 7.5), 2) }
          : null;
      },
    });
  },
};

/** Chance that the insect is there `dt_s` later: coming and going is a Markov chain of two states. */
function toPresence(isThere: boolean, dt_s: number): number {
  const comes = visitsPerDay / day_s;
  const goes = 1 / visit_s;
  const usual = comes / (comes + goes);
  const kept = Math.exp(-(comes + goes) * dt_s);
  return isThere ? usual + (1 - usual) * kept : usual * (1 - kept);
}

/** Two minutes of test, every few days: the tester's spray fills the chamber, the head alarms in test mode. */
export const headTest: ScenarioDefinition = {
  name: 'head-test',
  kind: 'smoke',
  title: 'the detector is tested every few days: it alarms in test mode',
  isBenign: true,
  duration_s: 14 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    let next_s = Math.min(day_s * random.between(0.5, 1.5), duration_s / 2);
    let until_s = 0;
    return createDetectorCourse(setting, {
      shown({ at_s, truths }) {
        if (at_s >= next_s) {
          until_s = at_s + 120;
          next_s = at_s + day_s * random.between(2, 4);
          truths.add({ at_s, event: 'test', role: 'benign', text: 'somebody tests the detector' });
        }
        if (at_s >= until_s) return null;
        const spray_pct_m = toDecimals(random.between(6, 12), 2);
        return { test: 1, alarm: 1, obscuration_pct_m: spray_pct_m };
      },
    });
  },
};

/** Levels of dirt that are told, %/m, and at which somebody cleans. */
const dirtStages_pct_m = [0.5, 0.8, 1.1] as const;

/** Dust settles for two months: clean air reads higher every week, until the head is cleaned. No fire. */
export const dirtyHead: ScenarioDefinition = {
  name: 'dirty-head',
  kind: 'smoke',
  title: 'dust settles in the head: clean air reads higher from week to week, then it is cleaned',
  isBenign: true,
  duration_s: 60 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const from_s = duration_s * random.between(0.05, 0.15);
    const until_s = duration_s * random.between(0.85, 0.95);
    const most_pct_m = random.between(1.2, 1.6);
    let reached = 0;
    let isClean = false;
    return createDetectorCourse(setting, {
      live({ at_s, dt_s, ceiling, truths }) {
        if (at_s < from_s || isClean) return;
        ceiling.soil((most_pct_m * dt_s) / (until_s - from_s));
        if (at_s < until_s) return;
        isClean = true;
        ceiling.soil(-10);
        truths.add({ at_s, event: 'cleaned', role: 'end', text: 'the head is cleaned' });
      },
      note({ at_s, truths }, { dirt_pct_m }) {
        const stage = dirtStages_pct_m[reached];
        if (stage === undefined || dirt_pct_m < stage || isClean) return;
        reached += 1;
        const text = `clean air reads as ${stage} %/m`;
        truths.add({ at_s, event: `dirt-stage-${reached}`, role: 'benign', text });
      },
    });
  },
};
