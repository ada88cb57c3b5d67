import type { DevicePhysics, PhysicsOptions } from './device-physics.ts';
import { toCallsPerHour } from './lift-calls.ts';
import { createLift, goodCondition } from './lift-model.ts';

/** A lift in good condition, in normal service: people call it, it runs, levels, opens, waits, closes. */
export function createElevatorPhysics({ random, weather }: PhysicsOptions): DevicePhysics {
  const lift = createLift(random, goodCondition, random.integer(6, 33));
  const rssi_dbm = random.between(-85, -55);
  return {
    step(dt_s, time) {
      lift.advance(dt_s, toCallsPerHour(weather.hourOfDay(time)) / 3_600);
      lift.takeEvents();
      return { ...lift.values(), rssi_dbm: Math.round(random.normal(rssi_dbm, 2)) };
    },
  };
}
