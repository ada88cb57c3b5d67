import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import type { Values } from './device-physics.ts';
import { createLiftCar, floorHeight_m } from './lift-car.ts';
import { createLiftDoor } from './lift-door.ts';
import { createLift, goodCondition, type LiftCondition, type LiftEvent } from './lift-model.ts';

/** Busy hours: a call a minute. */
const callsPerSecond = 1 / 60;

function ride(condition: LiftCondition, seconds: number): { seen: Values[]; events: LiftEvent[] } {
  const lift = createLift(createRandom(3), condition, 12);
  const [seen, events]: [Values[], LiftEvent[]] = [[], []];
  for (let second = 0; second < seconds; second += 1) {
    lift.advance(1, callsPerSecond);
    events.push(...lift.takeEvents());
    seen.push(lift.values());
  }
  return { seen, events };
}

const count = (events: readonly LiftEvent[], event: LiftEvent): number =>
  events.filter((found) => found === event).length;

describe('car', () => {
  it('goes no faster than it may, gets where it is sent, and stands there', () => {
    const car = createLiftCar(0);
    let seconds = 0;
    while (!car.moveTo(5 * floorHeight_m, 1.75, 0.25) && seconds < 60) {
      expect(car.speed_m_s()).toBeLessThanOrEqual(1.75);
      seconds += 0.25;
    }
    expect(car.position_m()).toBe(15);
    expect(car.speed_m_s()).toBe(0);
    // 15 m at 1.75 m/s and two ramps of about 2 s.
    expect(seconds).toBeGreaterThan(9);
    expect(seconds).toBeLessThan(15);
  });

  it('is in the door zone within 0.2 m of a landing', () => {
    const car = createLiftCar(4);
    car.slip(0.19);
    expect(car.isInDoorZone()).toBe(true);
    car.slip(0.05);
    expect(car.isInDoorZone()).toBe(false);
    expect(car.landing()).toBe(4);
  });
});

const share = (friction: number, what: 'reverses' | 'jams'): number => {
  const door = createLiftDoor(createRandom(1), () => friction);
  return Array.from({ length: 5_000 }, () => door[what]()).filter(Boolean).length / 5_000;
};

describe('door', () => {
  it('moves more slowly, comes back and sticks more often the more it rubs', () => {
    const frictions = [1, 1.6, 2, 2.3, 2.6];
    const moves_s = frictions.map((friction) => createLiftDoor(createRandom(1), () => friction).move_s());
    expect(moves_s[0]).toBeCloseTo(3, 9);
    expect(moves_s).toEqual(moves_s.toSorted((a, b) => a - b));
    for (const what of ['reverses', 'jams'] as const) {
      const shares = frictions.map((friction) => share(friction, what));
      expect(shares[0]).toBe(0);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    }
    // It comes back long before it sticks: that is the early sign.
    expect(share(2.3, 'reverses')).toBeGreaterThan(0.5);
    expect(share(2.3, 'jams')).toBeLessThan(0.1);
  });
});

const shaking = (running_mm_s2: number): number => {
  const running = ride({ ...goodCondition, running_mm_s2 }, 5_000).seen.filter(
    ({ speed_m_s = 0 }) => speed_m_s > 1.5,
  );
  return running.reduce((sum, values) => sum + (values['vibration_mm_s2'] ?? 0), 0) / running.length;
};

describe('lift', () => {
  it('in good condition: no fault, no stop between floors, doors shut while it moves', () => {
    const { seen, events } = ride({ ...goodCondition, obstruction: 0 }, 20_000);
    expect(events).toEqual([]);
    for (const values of seen) {
      const isStopped = values['speed_m_s'] === 0;
      expect(values['fault_code']).toBe(0);
      expect(isStopped && values['door_zone'] === 0).toBe(false);
      expect(!isStopped && values['door_closed'] === 0).toBe(false);
    }
    const runs = (seen.at(-1)?.['run_count'] ?? 0) - (seen[0]?.['run_count'] ?? 0);
    expect(runs).toBeGreaterThan(200);
    expect(new Set(seen.map(({ floor }) => floor)).size).toBe(12);
  });

  it('with a worn door: reversals, failed closings with code 2, then stuck with code 3 and nobody out', () => {
    const { seen, events } = ride({ ...goodCondition, doorFriction: 2.3 }, 20_000);
    expect(count(events, 'reversal')).toBeGreaterThan(100);
    expect(count(events, 'close-failed')).toBeGreaterThan(10);
    expect(count(events, 'entrapment')).toBe(0);
    expect(seen.filter((values) => values['fault_code'] === 2).length).toBeGreaterThan(50);
    const stuck = ride({ ...goodCondition, doorFriction: 2.6, jamStays: 1 }, 20_000);
    expect(count(stuck.events, 'entrapment')).toBe(1);
    const last = { door_closed: 1, door_zone: 1, occupied: 1, speed_m_s: 0, fault_code: 3 };
    expect(stuck.seen.at(-1)).toMatchObject(last);
  });

  it('with a worn brake: stops outside the zone with code 4, creeps back, or stays there', () => {
    const { seen, events } = ride({ ...goodCondition, levelError_m: 0.13 }, 20_000);
    expect(count(events, 'off-level')).toBeGreaterThan(10);
    expect(count(events, 'entrapment')).toBe(0);
    const creeping = seen.filter((values) => values['fault_code'] === 4);
    expect(creeping.length).toBeGreaterThan(10);
    for (const values of creeping) expect(values['speed_m_s']).toBeLessThan(0.1);
    const stuck = ride({ ...goodCondition, levelError_m: 0.13, relevelFails: 1 }, 20_000);
    expect(stuck.seen.at(-1)).toMatchObject({ door_zone: 0, occupied: 1, speed_m_s: 0, fault_code: 4 });
  });

  it('shakes more the more its ropes are worn, only while it runs', () => {
    expect(shaking(45)).toBeCloseTo(45, -1);
    expect(shaking(180) / shaking(45)).toBeCloseTo(4, 0);
  });
});
