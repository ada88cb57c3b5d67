import {
  createPowerAndRadio,
  toDecimals,
  type DevicePhysics,
  type PhysicsOptions,
} from './device-physics.ts';
import { createPondingModel } from './ponding-model.ts';

/** A gauge at a low spot whose drain can take an ordinary shower; the depth is good to 2 mm. */
export function createWaterPhysics({ random, weather }: PhysicsOptions): DevicePhysics {
  const power = createPowerAndRadio(random);
  const catchmentRatio = random.between(6, 12);
  const hasPump = random.chance(0.5);
  const pond = createPondingModel({
    catchmentRatio,
    // At the strongest shower (25 mm/h) the water then stands about 5 to 9 cm deep.
    drain_mm_h: catchmentRatio * random.between(27, 35),
    pump_mm_h: hasPump ? 300 : 0,
    pumpOn_m: 0.05,
    pumpOff_m: 0.01,
  });
  const localRain = random.between(0.8, 1.1);

  return {
    step(dt_s, time) {
      const rain_mm_h = weather.rain_mm_h(time) * localRain;
      const depth_m = pond.step(dt_s, { rain_mm_h });
      return {
        depth_m: toDecimals(Math.max(0, depth_m + random.normal(0, 0.002)), 3),
        rain_mm_h: toDecimals(rain_mm_h, 1),
        ...(hasPump ? { pump_running: pond.isPumpRunning() ? 1 : 0 } : {}),
        fault: 0,
        ...power.step(dt_s),
      };
    },
  };
}
