import { faultCodes } from '../../physics/lift-codes.ts';
import { toCallsPerHour } from '../../physics/lift-calls.ts';
import {
  createLift,
  goodCondition,
  type Lift,
  type LiftCondition,
  type LiftEvent,
} from '../../physics/lift-model.ts';
import { createTruthLog, type Scenario, type ScenarioSetting, type TruthLog } from '../scenario.ts';
import { createLiftScript, type LiftAct, type LiftScript } from './lift-script.ts';
import { toRescue } from './rescue.ts';

/** What makes one lift's story different from another's. */
export interface LiftPlan {
  /** Called before every step: changes `condition` as the lift wears, notes stages. */
  readonly age?: (course: LiftMoment) => void;
  /** Called while the lift is in its own control: acts that take it out of service from now on. */
  readonly interrupt?: (course: LiftMoment) => readonly LiftAct[] | null;
  /** Called after an entrapment's repair. */
  readonly repaired?: (course: LiftMoment) => void;
}

export interface LiftMoment {
  readonly at_s: number;
  readonly lift: Lift;
  readonly condition: LiftCondition;
  readonly truths: TruthLog;
}

/** Scenes are followed second by second. */
const scriptStep_s = 1;
/** Three reversals in ten minutes are the sign; told at most once an hour. */
const burstReversals = 3;
const burst_s = 600;
const burstQuiet_s = 3_600;
/** Above this friction a door's trouble is its own, below it is somebody's foot. */
const wornFriction = 1.2;

/** A lift's life by its plan; an entrapment is followed by the rescue and the repair. */
export function createLiftCourse(setting: ScenarioSetting, plan: LiftPlan): Scenario {
  const { random, weather, startTime, duration_s } = setting;
  const truths = createTruthLog();
  const condition: LiftCondition = { ...goodCondition };
  const lift = createLift(random, condition, random.integer(6, 33));
  const reversedAt_s: number[] = [];
  let at_s = 0;
  let script: LiftScript | null = null;
  let isRescue = false;
  let toldBurstAt_s = Number.NEGATIVE_INFINITY;

  return {
    kind: 'elevator',
    duration_s,
    stepMax_s: () => (script === null ? lift.quietFor_s() : scriptStep_s),
    step(dt_s) {
      at_s += dt_s;
      const moment: LiftMoment = { at_s, lift, condition, truths };
      plan.age?.(moment);
      if (script === null) {
        const acts = plan.interrupt?.(moment);
        if (acts !== undefined && acts !== null) begin(acts);
      }
      if (script === null) {
        // Only who waits for a call need know how likely one is.
        const isWaiting = lift.isIdle();
        const callsPerHour = isWaiting ? toCallsPerHour(weather.hourOfDay(startTime + at_s * 1_000)) : 0;
        lift.advance(dt_s, callsPerHour / 3_600);
        for (const event of lift.takeEvents()) tell(event);
      } else if (!script.advance(dt_s, at_s)) {
        script = null;
        if (isRescue) plan.repaired?.(moment);
        isRescue = false;
      }
      return { values: lift.values(), truths: truths.take() };
    },
  };

  function begin(acts: readonly LiftAct[]): void {
    script = createLiftScript(lift, acts, (truth) => truths.add(truth));
  }

  function tell(event: LiftEvent): void {
    const role = condition.doorFriction > wornFriction ? 'sign' : 'benign';
    switch (event) {
      case 'reversal':
        return tellBurst(role);
      case 'close-failed':
        return truths.add({ at_s, event: 'door-close-failed', role, text: 'the door does not close' });
      case 'open-failed':
        return truths.add({ at_s, event: 'door-open-failed', role: 'sign', text: 'the door does not open' });
      case 'off-level':
        return truths.add({ at_s, event: 'off-level', role: 'sign', text: 'it stops outside the door zone' });
      default:
        return entrap();
    }
  }

  function tellBurst(role: 'sign' | 'benign'): void {
    reversedAt_s.push(at_s);
    while ((reversedAt_s[0] ?? at_s) < at_s - burst_s) reversedAt_s.shift();
    if (reversedAt_s.length < burstReversals || at_s - toldBurstAt_s < burstQuiet_s) return;
    toldBurstAt_s = at_s;
    const text = `${burstReversals} reversals of the door in ${burst_s / 60} minutes`;
    truths.add({ at_s, event: 'door-reversals', role, text });
  }

  function entrap(): void {
    const isAtLanding = lift.car.isInDoorZone();
    const where = isAtLanding ? 'behind a door that does not open' : 'outside the door zone';
    truths.add({ at_s, event: 'entrapment', role: 'failure', text: `someone is trapped ${where}` });
    isRescue = true;
    begin(toRescue(random, lift, isAtLanding ? faultCodes.doorWillNotOpen : faultCodes.stoppedOutsideZone));
  }
}
