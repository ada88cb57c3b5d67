import type { Random } from '../random.ts';
import { toDecimals, type Values } from './device-physics.ts';
import { toJourney } from './lift-calls.ts';
import { createLiftCar, doorZone_m, floorHeight_m, type LiftCar } from './lift-car.ts';
import { createLiftDoor } from './lift-door.ts';
import { faultCodes, serviceModes } from './lift-codes.ts';

/** How worn the lift is. The owner of the object changes it as time goes on. */
export interface LiftCondition {
  /** Of the door, 1 as new. */
  doorFriction: number;
  /** Chance that somebody or something stands in a closing door. */
  obstruction: number;
  /** How far off a landing the car stops, as a standard deviation, m. */
  levelError_m: number;
  /** Chance that a loaded car outside the door zone cannot be brought back to the landing. */
  relevelFails: number;
  /** Chance that a door which jams with people behind it stays jammed. */
  jamStays: number;
  /** Vibration of a running car. */
  running_mm_s2: number;
}

export const goodCondition: Readonly<LiftCondition> = {
  doorFriction: 1,
  obstruction: 0.02,
  levelError_m: 0.004,
  relevelFails: 0,
  jamStays: 0,
  running_mm_s2: 45,
};

/** What happened in the lift, for its ground truth. */
export type LiftEvent = 'reversal' | 'close-failed' | 'open-failed' | 'off-level' | 'entrapment';

export interface Lift {
  advance(dt_s: number, callsPerSecond: number): void;
  /** The same object until something changes. */
  values(): Values;
  /** What happened since the last call. */
  takeEvents(): readonly LiftEvent[];
  /** How long it can be left alone without missing what it shows, s. */
  quietFor_s(): number;
  /** True while nothing moves and nobody waits: only a call changes that. */
  isIdle(): boolean;
  /** Hands the car to somebody else, such as a technician, or back (null) to its own control. */
  hold(values: Partial<LiftHold> | null): void;
  /** Runs since it was built. */
  runs(): number;
  readonly car: LiftCar;
}

/** What a lift shows that does not obey its passengers. Moved by `car`, from outside. */
export interface LiftHold {
  readonly serviceMode: number;
  readonly faultCode: number;
  readonly alarmButton: number;
  readonly isDoorClosed: boolean;
  readonly isOccupied: boolean;
}

type Phase = 'idle' | 'running' | 'levelling' | 'opening' | 'open' | 'closing' | 'reopening' | 'resting';

const cruise_m_s = 1.75;
const levelling_m_s = 0.06;
/** A stop further off than this is corrected before the doors open. */
const levelTolerance_m = 0.03;
const step_s = 0.25;
const idleStep_s = 2;
/** A car that waits for a call may be looked at less often than one that runs. */
const idleQuiet_s = 5;
const runningQuiet_s = 1;
const doorStays_s = 5;
/** After this many reversals of one closing the controller gives up for a while. */
const reversalsMax = 3;
const closeFailedRest_s = 10;
const jamRest_s = 8;
/** An idle car's vibration is measured anew this often. */
const idleNoise_s = 20;

/** A lift in service: calls, runs, levelling, doors, and what goes wrong with them as it wears. */
export function createLift(random: Random, condition: Readonly<LiftCondition>, floors: number): Lift {
  const car = createLiftCar(random.integer(0, floors - 1));
  const door = createLiftDoor(random, () => condition.doorFriction);
  let phase: Phase = 'idle';
  let left_s = 0;
  let target = car.landing();
  let next: number | null = null;
  let isOccupied = false;
  let fault = 0;
  let reversals = 0;
  let held: Partial<LiftHold> | null = null;
  let runs = random.integer(1_000, 400_000);
  let run_s = runs * 14;
  let events: LiftEvent[] = [];
  let shown: Values | null = null;
  let shownFor_s = 0;

  return {
    car,
    advance(dt_s, callsPerSecond) {
      for (let rest_s = dt_s; rest_s > 1e-9;) {
        const piece_s = Math.min(rest_s, held === null ? toPiece_s() : rest_s);
        rest_s -= piece_s;
        shownFor_s += piece_s;
        if (held === null) advance(piece_s, callsPerSecond);
      }
      if (phase !== 'idle' || held !== null || shownFor_s >= idleNoise_s) shown = null;
    },
    values() {
      if (shown === null) {
        shown = measure();
        shownFor_s = 0;
      }
      return shown;
    },
    takeEvents() {
      if (events.length === 0) return events;
      const taken = events;
      events = [];
      return taken;
    },
    runs: () => runs,
    quietFor_s() {
      if (phase === 'idle') return idleQuiet_s;
      return phase === 'running' || phase === 'levelling' ? runningQuiet_s : Math.max(left_s, step_s);
    },
    isIdle: () => phase === 'idle' && held === null,
    hold(values) {
      if (values === null) {
        [phase, next, isOccupied, fault, reversals] = ['idle', null, false, 0, 0];
        target = car.landing();
      }
      held = values;
      shown = null;
    },
  };

  function advance(dt_s: number, callsPerSecond: number): void {
    left_s -= dt_s;
    if (phase === 'idle') {
      if (random.chance(1 - Math.exp(-callsPerSecond * dt_s))) answerCall();
    } else if (phase === 'running' || phase === 'levelling') run(dt_s);
    else if (left_s <= 0) moveDoor();
    if (phase !== 'idle') shown = null;
  }

  /** A moving car is followed closely; a door is asked again when its movement is over. */
  function toPiece_s(): number {
    if (phase === 'idle') return idleStep_s;
    return phase === 'running' || phase === 'levelling' ? step_s : Math.max(left_s, step_s);
  }

  function answerCall(): void {
    const { from, to } = toJourney(random, floors);
    next = to;
    goTo(from);
  }

  function goTo(landing: number): void {
    target = landing;
    if (Math.abs(target * floorHeight_m - car.position_m()) <= levelTolerance_m) return open();
    phase = 'running';
    runs += 1;
  }

  function run(dt_s: number): void {
    run_s += dt_s;
    const isLevelling = phase === 'levelling';
    const hasArrived = car.moveTo(target * floorHeight_m, isLevelling ? levelling_m_s : cruise_m_s, dt_s);
    if (!hasArrived) return;
    if (isLevelling) {
      fault = 0;
      return open();
    }
    car.slip(random.normal(0, condition.levelError_m));
    const off_m = Math.abs(car.position_m() - target * floorHeight_m);
    if (off_m <= levelTolerance_m) return open();
    phase = 'levelling';
    if (off_m <= doorZone_m) return;
    fault = faultCodes.stoppedOutsideZone;
    events.push('off-level');
    if (isOccupied && random.chance(condition.relevelFails)) entrap();
  }

  function open(): void {
    if (door.jams()) {
      events.push('open-failed');
      fault = faultCodes.doorWillNotOpen;
      [phase, left_s] = ['resting', jamRest_s];
      if (isOccupied && random.chance(condition.jamStays)) entrap();
      return;
    }
    fault = 0;
    [phase, left_s] = ['opening', door.move_s()];
  }

  function moveDoor(): void {
    if (phase === 'opening' || phase === 'reopening') {
      if (phase === 'opening') reversals = 0;
      [phase, left_s] = ['open', phase === 'opening' ? doorStays_s : 2];
      // At the caller's floor someone gets in, at the destination they get out.
      isOccupied = next !== null;
    } else if (phase === 'open') {
      fault = 0;
      [phase, left_s] = ['closing', door.move_s()];
    } else if (phase === 'closing') close();
    else open();
  }

  /** The end of a closing: the door is shut, or has met somebody, or its own friction. */
  function close(): void {
    const isObstructed = random.chance(condition.obstruction);
    if (isObstructed || door.reverses()) {
      events.push('reversal');
      reversals += 1;
      const isTooOften = reversals >= reversalsMax;
      if (isTooOften) {
        events.push('close-failed');
        fault = faultCodes.doorWillNotClose;
        reversals = 0;
        [phase, left_s] = ['open', closeFailedRest_s];
      } else [phase, left_s] = ['reopening', door.move_s() / 2];
      return;
    }
    reversals = 0;
    if (next === null) {
      phase = 'idle';
      return;
    }
    const destination = next;
    next = null;
    goTo(destination);
  }

  function entrap(): void {
    car.halt();
    events.push('entrapment');
    held = {
      serviceMode: serviceModes.normal,
      faultCode: fault,
      alarmButton: 0,
      isDoorClosed: true,
      isOccupied: true,
    };
  }

  function measure(): Values {
    const speed_m_s = car.speed_m_s();
    const isMoving = speed_m_s !== 0;
    const closed =
      held?.isDoorClosed ?? (phase === 'idle' || isMoving || phase === 'resting' || phase === 'levelling');
    const mean_mm_s2 = isMoving
      ? condition.running_mm_s2 * Math.max(0.3, Math.abs(speed_m_s) / cruise_m_s)
      : 6;
    return {
      floor: car.landing() + 1,
      speed_m_s: toDecimals(Math.abs(speed_m_s), 2),
      direction: Math.sign(speed_m_s),
      door_closed: closed ? 1 : 0,
      door_zone: car.isInDoorZone() ? 1 : 0,
      occupied: (held?.isOccupied ?? isOccupied) ? 1 : 0,
      service_mode: held?.serviceMode ?? serviceModes.normal,
      fault_code: held?.faultCode ?? fault,
      alarm_button: held?.alarmButton ?? 0,
      vibration_mm_s2: Math.round(Math.max(0, random.normal(mean_mm_s2, isMoving ? mean_mm_s2 * 0.18 : 2))),
      run_count: runs,
      run_hours: toDecimals(run_s / 3_600, 1),
    };
  }
}
