import {
  createPowerAndRadio,
  toDecimals,
  type DevicePhysics,
  type PhysicsOptions,
} from './device-physics.ts';
import { createQuietCeiling } from './quiet-ceiling.ts';

/** A smoke detector on a quiet ceiling: dirt over months, at meal times a wisp of cooking. */
export function createSmokePhysics({ random, weather }: PhysicsOptions): DevicePhysics {
  const power = createPowerAndRadio(random);
  const ceiling = createQuietCeiling({ random, weather });
  return {
    step(dt_s, time) {
      const { room_c, dirt_pct_m, burst, co_ppm } = ceiling.step(dt_s, time);
      const obscuration_pct_m = dirt_pct_m + burst.obscuration_pct_m;
      return {
        obscuration_pct_m: toDecimals(Math.max(0, obscuration_pct_m + random.normal(0, 0.02)), 2),
        temperature_c: toDecimals(room_c + burst.heat_k + random.normal(0, 0.08), 1),
        co_ppm: Math.max(0, Math.round(co_ppm + burst.co_ppm + random.normal(0, 0.4))),
        alarm: 0,
        fault: 0,
        tamper: 0,
        test: 0,
        ...power.step(dt_s),
      };
    },
  };
}
