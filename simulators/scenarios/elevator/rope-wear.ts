import { faultCodes, serviceModes } from '../../physics/lift-codes.ts';
import { goodCondition } from '../../physics/lift-model.ts';
import type { ScenarioDefinition } from '../scenario.ts';
import { createLiftCourse } from './lift-course.ts';
import type { LiftAct } from './lift-script.ts';

const month_s = 30 * 86_400;
/** Where vibration begins to grow and where the safety circuit opens, as shares of the whole. */
const onset = [0.1, 0.25] as const;
const failure = [0.75, 0.85] as const;
/** A running car's vibration in the end; ten times what a person begins to feel. */
const worst_mm_s2 = 190;
const stages_mm_s2 = [70, 100, 150] as const;

/**
 * Ropes and guide shoes wear: the running car shakes more from week to week until the safety circuit opens
 * (fault code 1). The lift stops at a landing with nobody inside, and stands until it is repaired.
 */
export const ropeWear: ScenarioDefinition = {
  name: 'rope-wear',
  kind: 'elevator',
  title: 'vibration grows over weeks until the safety circuit takes the lift out of service',
  isBenign: false,
  duration_s: month_s,
  create(setting) {
    const { random, duration_s } = setting;
    const from_s = duration_s * random.between(...onset);
    const until_s = duration_s * random.between(...failure);
    const rise = worst_mm_s2 - goodCondition.running_mm_s2;
    let isOver = false;
    let reached = 0;
    return createLiftCourse(setting, {
      age({ at_s, condition, truths }) {
        if (isOver) return;
        const part = Math.max(0, (at_s - from_s) / (until_s - from_s));
        condition.running_mm_s2 = goodCondition.running_mm_s2 + rise * part ** 2;
        const stage = stages_mm_s2[reached];
        if (stage === undefined || condition.running_mm_s2 < stage) return;
        reached += 1;
        const text = `a running car at ${stage} mm/s²`;
        truths.add({ at_s, event: `vibration-stage-${reached}`, role: 'sign', text });
      },
      interrupt({ at_s, lift, condition }) {
        if (isOver || at_s < until_s || !lift.isIdle()) return null;
        isOver = true;
        Object.assign(condition, goodCondition);
        return toStandstill(random.between(2_400, 7_200), random.between(3_600, 7_200));
      },
    });
  },
};

function toStandstill(...[wait_s, repair_s]: [number, number]): readonly LiftAct[] {
  const empty = { alarmButton: 0, isDoorClosed: true, isOccupied: false };
  return [
    {
      hold: { ...empty, serviceMode: serviceModes.stopped, faultCode: faultCodes.safetyCircuit },
      for_s: wait_s,
      truth: { event: 'breakdown', role: 'failure', text: 'the safety circuit opens, the lift stands' },
    },
    {
      hold: { ...empty, serviceMode: serviceModes.inspection, faultCode: faultCodes.safetyCircuit },
      for_s: repair_s,
      truth: { event: 'repair', role: 'end', text: 'the technician replaces ropes and shoes' },
    },
    {
      hold: { ...empty, serviceMode: serviceModes.normal, faultCode: faultCodes.automaticRestored },
      for_s: 20,
      truth: { event: 'recovered', role: 'end', text: 'automatic service restored' },
    },
  ];
}
