import type { Random } from '../random.ts';
import { toDecimals, type DevicePhysics, type PhysicsOptions, type Values } from './device-physics.ts';

const floorHeight_m = 3;
const cruise_m_s = 1.75;
const acceleration_m_s2 = 0.8;
const step_s = 0.25;
const doorMoves_s = 3;
const doorStays_s = 5;
/** Inside this distance of a landing the doors may be opened. */
const doorZone_m = 0.2;

type Phase = 'idle' | 'running' | 'opening' | 'open' | 'closing';

/**
 * A lift in normal service: people call it, more of them in the morning, at noon and in the evening; it runs
 * with constant acceleration, levels, opens, waits, closes. Used by the fleet, and before and after the
 * entrapment of the scenario.
 */
export function createElevatorPhysics({ random, weather }: PhysicsOptions): DevicePhysics {
  const lift = createLift(random, random.integer(6, 33));
  const rssi_dbm = random.between(-85, -55);
  return {
    step(dt_s, time) {
      const callsPerSecond = toCallsPerHour(weather.hourOfDay(time)) / 3_600;
      for (let left_s = dt_s; left_s > 0; left_s -= step_s) {
        lift.advance(Math.min(left_s, step_s), callsPerSecond);
      }
      return { ...lift.values(), rssi_dbm: Math.round(random.normal(rssi_dbm, 2)) };
    },
  };
}

function toCallsPerHour(hour: number): number {
  const near = (peak: number): number => Math.exp(-((hour - peak) ** 2) / 2);
  return 3 + 45 * near(8) + 25 * near(12) + 40 * near(18.5);
}

function createLift(
  random: Random,
  floors: number,
): { advance(dt_s: number, callsPerSecond: number): void; values(): Values } {
  let phase: Phase = 'idle';
  let position_m = random.integer(0, floors - 1) * floorHeight_m;
  let speed_m_s = 0;
  let target = Math.round(position_m / floorHeight_m);
  let next: number | null = null;
  let isOccupied = false;
  let phaseLeft_s = 0;
  let runs = random.integer(1_000, 400_000);
  let run_s = runs * 14;

  return {
    advance(dt_s, callsPerSecond) {
      phaseLeft_s -= dt_s;
      if (phase === 'running') run(dt_s);
      else if (phase === 'idle' && random.chance(callsPerSecond * dt_s)) answerCall();
      else if (phase !== 'idle' && phaseLeft_s <= 0) moveDoor();
    },
    values() {
      const level_m = Math.round(position_m / floorHeight_m) * floorHeight_m;
      const isMoving = speed_m_s !== 0;
      return {
        floor: Math.round(position_m / floorHeight_m) + 1,
        speed_m_s: toDecimals(Math.abs(speed_m_s), 2),
        direction: Math.sign(speed_m_s),
        door_closed: phase === 'idle' || phase === 'running' ? 1 : 0,
        door_zone: Math.abs(position_m - level_m) <= doorZone_m ? 1 : 0,
        occupied: isOccupied ? 1 : 0,
        service_mode: 1,
        fault_code: 0,
        alarm_button: 0,
        vibration_mm_s2: Math.round(Math.max(0, random.normal(isMoving ? 45 : 6, isMoving ? 8 : 2))),
        run_count: runs,
        run_hours: toDecimals(run_s / 3_600, 1),
      };
    },
  };

  /** Somebody waits at one floor and wants to another; mostly the ground floor is one of the two. */
  function answerCall(): void {
    const from = random.chance(0.5) ? 0 : random.integer(0, floors - 1);
    const to =
      from === 0 ? random.integer(1, floors - 1) : random.chance(0.8) ? 0 : random.integer(0, from - 1);
    next = to;
    goTo(from);
  }

  function goTo(floor: number): void {
    target = floor;
    if (Math.abs(target * floorHeight_m - position_m) < 0.01) {
      phase = 'opening';
      phaseLeft_s = doorMoves_s;
      return;
    }
    phase = 'running';
    runs += 1;
  }

  function run(dt_s: number): void {
    run_s += dt_s;
    const left_m = target * floorHeight_m - position_m;
    // As fast as it can still stop from in the distance left.
    const limit_m_s = Math.min(cruise_m_s, Math.sqrt(2 * acceleration_m_s2 * Math.abs(left_m)));
    const faster_m_s = Math.min(Math.abs(speed_m_s) + acceleration_m_s2 * dt_s, limit_m_s);
    speed_m_s = Math.sign(left_m) * faster_m_s;
    position_m += Math.sign(left_m) * Math.min(Math.abs(speed_m_s * dt_s), Math.abs(left_m));
    if (Math.abs(target * floorHeight_m - position_m) > 0.02) return;
    position_m = target * floorHeight_m;
    speed_m_s = 0;
    phase = 'opening';
    phaseLeft_s = doorMoves_s;
  }

  function moveDoor(): void {
    if (phase === 'opening') {
      phase = 'open';
      phaseLeft_s = doorStays_s;
      // At the caller's floor someone gets in, at the destination they get out.
      isOccupied = next !== null;
    } else if (phase === 'open') {
      phase = 'closing';
      phaseLeft_s = doorMoves_s;
    } else if (next !== null) {
      const destination = next;
      next = null;
      goTo(destination);
    } else phase = 'idle';
  }
}
