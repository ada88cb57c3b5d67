import { callsPerDay } from '../../physics/lift-calls.ts';
import { goodCondition } from '../../physics/lift-model.ts';
import type { ScenarioDefinition, ScenarioSetting } from '../scenario.ts';
import { createLiftCourse, type LiftMoment } from './lift-course.ts';

const month_s = 30 * 86_400;
/** Wear begins somewhere in the first quarter, and is over about here, as shares of the whole. */
const onset = [0.08, 0.22] as const;
const worn = 0.76;
/** From here on whatever can fail fails at the next occasion: the story is to have its end. */
const mustFail = 0.86;
/** A journey takes nearly two runs: to the caller, and to where they want to be. */
const runsPerCall = 1.75;
const stages = [0.25, 0.5, 0.75, 0.95] as const;

/** Wear by runs, from 0 at its onset to 1 where the part is worn out, and beyond. */
function createWear(setting: ScenarioSetting): (moment: LiftMoment) => { wear: number; mustFail: boolean } {
  const { duration_s, random } = setting;
  const onset_s = duration_s * random.between(...onset);
  const runsToEnd = ((worn * duration_s - onset_s) / 86_400) * callsPerDay * runsPerCall;
  let runsBefore: number | null = null;
  return ({ at_s, lift }) => {
    if (at_s < onset_s) return { wear: 0, mustFail: false };
    runsBefore ??= lift.runs();
    return { wear: (lift.runs() - runsBefore) / runsToEnd, mustFail: at_s > mustFail * duration_s };
  };
}

/** Notes the stages of wear once each. */
function createStages(...[event, what]: [string, string]): (moment: LiftMoment, wear: number) => void {
  let reached = 0;
  return ({ truths, at_s }, wear) => {
    const stage = stages[reached];
    if (stage === undefined || wear < stage) return;
    reached += 1;
    const text = `${what}, ${Math.round(stage * 100)} % of the way to its end`;
    truths.add({ at_s, event: `${event}-${reached}`, role: 'sign', text });
  };
}

/**
 * A door that wears with every cycle: it moves more slowly, comes back at its force limit, does not close in
 * bursts (fault code 2), sticks when it should open (3), and in the end keeps somebody inside.
 */
export const doorWear: ScenarioDefinition = {
  name: 'door-wear',
  kind: 'elevator',
  title: 'a door wears: slower, reversals, failed closings, then it does not open with someone inside',
  isBenign: false,
  duration_s: month_s,
  create(setting) {
    const wearOf = createWear(setting);
    const noteStages = createStages('door-wear-stage', 'the door’s friction grows');
    let isRepaired = false;
    return createLiftCourse(setting, {
      age(moment) {
        if (isRepaired) return;
        const { wear, mustFail } = wearOf(moment);
        moment.condition.doorFriction = Math.max(1 + 1.5 * wear ** 1.5, mustFail ? 2.5 : 1);
        moment.condition.jamStays = mustFail ? 1 : wear > 0.9 ? 0.05 : 0;
        noteStages(moment, wear);
      },
      repaired({ condition }) {
        isRepaired = true;
        Object.assign(condition, goodCondition);
      },
    });
  },
};

/**
 * A brake that wears: the car stops further and further off the landing, creeps back to it, stops outside the
 * door zone (fault code 4), and in the end a loaded car stays there.
 */
export const levellingDrift: ScenarioDefinition = {
  name: 'levelling-drift',
  kind: 'elevator',
  title: 'a brake wears: stops off the landing, re-levelling, outside the door zone, then trapped there',
  isBenign: false,
  duration_s: month_s,
  create(setting) {
    const wearOf = createWear(setting);
    const noteStages = createStages('levelling-stage', 'the stopping error grows');
    let isRepaired = false;
    return createLiftCourse(setting, {
      age(moment) {
        if (isRepaired) return;
        const { wear, mustFail } = wearOf(moment);
        const worn_m = 0.13 * Math.max(Math.min(wear, 1.2), mustFail ? 1 : 0) ** 2;
        moment.condition.levelError_m = goodCondition.levelError_m + worn_m;
        moment.condition.running_mm_s2 = goodCondition.running_mm_s2 * (1 + 0.6 * Math.min(wear, 1.2));
        moment.condition.relevelFails = mustFail ? 1 : wear > 0.9 ? 0.03 : 0;
        noteStages(moment, wear);
      },
      repaired({ condition }) {
        isRepaired = true;
        Object.assign(condition, goodCondition);
      },
    });
  },
};
