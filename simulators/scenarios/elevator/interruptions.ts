import { floorHeight_m } from '../../physics/lift-car.ts';
import { faultCodes, serviceModes } from '../../physics/lift-codes.ts';
import type { Lift, LiftHold } from '../../physics/lift-model.ts';
import type { Random } from '../../random.ts';
import type { ScenarioDefinition } from '../scenario.ts';
import { createLiftCourse } from './lift-course.ts';
import type { LiftAct } from './lift-script.ts';

const day_s = 86_400;
/** The interruption comes somewhere in here, as shares of the whole. */
const begins = [0.3, 0.6] as const;

const atRest: LiftHold = {
  serviceMode: serviceModes.normal,
  faultCode: 0,
  alarmButton: 0,
  isDoorClosed: true,
  isOccupied: false,
};
const restored: LiftAct = {
  hold: { ...atRest, faultCode: faultCodes.automaticRestored },
  for_s: 30,
  truth: { event: 'recovered', role: 'end', text: 'automatic service restored' },
};

type Acts = (random: Random, lift: Lift) => readonly LiftAct[];

/** A lift whose service is interrupted once, while its car moves with someone inside where `isCaughtRunning`. */
function interrupted(
  about: Pick<ScenarioDefinition, 'name' | 'title'>,
  { isCaughtRunning, acts }: { isCaughtRunning: boolean; acts: Acts },
): ScenarioDefinition {
  return {
    ...about,
    kind: 'elevator',
    isBenign: true,
    duration_s: day_s,
    create(setting) {
      const { random, duration_s } = setting;
      const from_s = duration_s * random.between(...begins);
      let isOver = false;
      return createLiftCourse(setting, {
        interrupt({ at_s, lift }) {
          if (isOver || at_s < from_s) return null;
          const isReady = isCaughtRunning
            ? lift.car.speed_m_s() !== 0 && lift.values()['occupied'] === 1 && !lift.car.isInDoorZone()
            : lift.isIdle();
          if (!isReady) return null;
          isOver = true;
          return acts(random, lift);
        },
      });
    },
  };
}

const landing_m = (lift: Lift): number => lift.car.landing() * floorHeight_m;

/**
 * The mains fail while someone rides. The battery brings the car to the nearest landing within a minute and
 * opens the door: a stop between floors, with someone inside, that is no entrapment.
 */
export const liftPowerLoss = interrupted(
  {
    name: 'lift-power-loss',
    title: 'the mains fail while someone rides; the battery brings them to a landing',
  },
  {
    isCaughtRunning: true,
    acts(random, lift) {
      const dark = { ...atRest, serviceMode: serviceModes.emergencyPower, faultCode: faultCodes.mainsLost };
      return [
        {
          hold: { ...dark, isOccupied: true },
          for_s: random.between(5, 10),
          truth: { event: 'mains-lost', role: 'benign', text: 'the mains fail between two floors' },
        },
        { hold: { ...dark, isOccupied: true }, for_s: 90, moveTo_m: landing_m(lift), speed_m_s: 0.2 },
        {
          hold: { ...dark, isDoorClosed: false },
          for_s: random.between(60, 120),
          truth: { event: 'let-out', role: 'benign', text: 'the battery has brought the car to a landing' },
        },
        { hold: dark, for_s: random.between(600, 7_200) },
        restored,
      ];
    },
  },
);

/** The building's fire alarm calls the car to the ground floor, where it stands open. */
export const fireRecall = interrupted(
  { name: 'fire-recall', title: 'the fire alarm recalls the car to the ground floor; a drill' },
  {
    isCaughtRunning: true,
    acts(random) {
      const recall = { ...atRest, serviceMode: serviceModes.fireReturn };
      return [
        {
          hold: { ...recall, isOccupied: true },
          for_s: 180,
          moveTo_m: 0,
          truth: { event: 'fire-recall', role: 'benign', text: 'recalled to the ground floor' },
        },
        { hold: { ...recall, isDoorClosed: false }, for_s: random.between(900, 2_400) },
        restored,
      ];
    },
  },
);

/** Firemen ride, and stop between floors to look: someone inside, no door zone, and no entrapment. */
export const firefighterService = interrupted(
  { name: 'firefighter-service', title: 'firemen drive the car and stop it between floors' },
  {
    isCaughtRunning: false,
    acts(random, lift) {
      const ride = { ...atRest, serviceMode: serviceModes.firefighter, isOccupied: true };
      const first = lift.car.landing();
      return [
        {
          hold: { ...ride, isOccupied: false },
          for_s: 180,
          moveTo_m: 0,
          truth: { event: 'firefighter', role: 'benign', text: 'firemen take the car' },
        },
        { hold: { ...ride, isDoorClosed: false }, for_s: 30 },
        ...Array.from({ length: 3 }, (_, index): readonly LiftAct[] => [
          { hold: ride, for_s: 120, moveTo_m: (Math.max(first, 3) - index) * floorHeight_m - 1.2 },
          { hold: ride, for_s: random.between(40, 150) },
        ]).flat(),
        { hold: ride, for_s: 180, moveTo_m: 0 },
        { hold: { ...ride, isDoorClosed: false, isOccupied: false }, for_s: 120 },
        restored,
      ];
    },
  },
);

/** A mechanic rides slowly on the roof of the car and stops where he works. */
export const liftInspection = interrupted(
  { name: 'lift-inspection', title: 'a mechanic inspects the shaft: slow runs, long stops between floors' },
  {
    isCaughtRunning: false,
    acts(random, lift) {
      const manual = { ...atRest, serviceMode: serviceModes.inspection };
      const from_m = landing_m(lift);
      return [
        {
          hold: { ...manual, isDoorClosed: false },
          for_s: 300,
          truth: { event: 'inspection', role: 'benign', text: 'a mechanic takes the car over' },
        },
        ...Array.from({ length: 4 }, (_, index): readonly LiftAct[] => [
          {
            hold: { ...manual, isOccupied: index % 2 === 0 },
            for_s: 120,
            moveTo_m: Math.abs(from_m - 4.3 * (index + 1)),
            speed_m_s: 0.3,
          },
          { hold: { ...manual, isOccupied: index % 2 === 0 }, for_s: random.between(200, 900) },
        ]).flat(),
        { hold: manual, for_s: 300, moveTo_m: from_m, speed_m_s: 0.3 },
        restored,
      ];
    },
  },
);

/** People move house: for hours somebody stands in the door, again and again. The door is as good as new. */
export const doorHeld: ScenarioDefinition = {
  name: 'door-held',
  kind: 'elevator',
  title: 'somebody moves house and holds the door: reversals and failed closings without any wear',
  isBenign: true,
  duration_s: 7 * day_s,
  create(setting) {
    const { random, duration_s } = setting;
    const from_s = duration_s * random.between(...begins);
    const until_s = from_s + Math.min(random.between(2, 5) * 3_600, duration_s / 4);
    return createLiftCourse(setting, {
      age({ at_s, condition, truths }) {
        const isMoving = at_s >= from_s && at_s < until_s;
        condition.obstruction = isMoving ? 0.45 : 0.02;
        truths.note(isMoving, { at_s, event: 'door-held', role: 'benign', text: 'people move house' });
        const isOver = at_s >= until_s;
        truths.note(isOver, { at_s, event: 'door-free', role: 'end', text: 'the door is left alone again' });
      },
    });
  },
};
