import {
  createPowerAndRadio,
  toDecimals,
  toLagShare,
  type DevicePhysics,
  type PhysicsOptions,
} from './device-physics.ts';

/** Below 1.1 %/m, the most sensitive setting that GB 4715-2024 allows a detector: cooking must not alarm. */
const wispPeakMax_pct_m = 1;
const roomTau_s = 2 * 3_600;
const wispTau_s = 240;
/** One wisp in about two days of cooking hours. */
const wispsPerCookingSecond = 1 / (2 * 4 * 3_600);

/**
 * A smoke detector on a quiet ceiling: the room follows the weather slowly, dirt settles in the chamber over
 * months, and at meal times a wisp of cooking comes by, with a little heat and carbon monoxide.
 */
export function createSmokePhysics({ random, weather }: PhysicsOptions): DevicePhysics {
  const power = createPowerAndRadio(random);
  const indoorOffset_c = random.between(0, 4);
  const co_ppm = random.between(0, 2);
  const dirtPerDay_pct_m = random.between(0, 0.0008);
  let dirt_pct_m = random.between(0.05, 0.3);
  let room_c: number | null = null;
  // What is left of the present wisp, and what its smoke carries along.
  let wisp_pct_m = 0;
  let rising_pct_m = 0;
  let heatPerSmoke_c = 0;
  let coPerSmoke_ppm = 0;

  return {
    step(dt_s, time) {
      const target_c = 22 + 0.4 * (weather.temperature_c(time) - 22) + indoorOffset_c;
      room_c = room_c === null ? target_c : room_c + (target_c - room_c) * toLagShare(dt_s, roomTau_s);
      dirt_pct_m += (dirtPerDay_pct_m * dt_s) / 86_400;
      cook(dt_s, weather.hourOfDay(time));
      return {
        obscuration_pct_m: toDecimals(Math.max(0, dirt_pct_m + wisp_pct_m + random.normal(0, 0.02)), 2),
        temperature_c: toDecimals(room_c + heatPerSmoke_c * wisp_pct_m + random.normal(0, 0.08), 1),
        co_ppm: Math.max(0, Math.round(co_ppm + coPerSmoke_ppm * wisp_pct_m + random.normal(0, 0.4))),
        alarm: 0,
        fault: 0,
        tamper: 0,
        test: 0,
        ...power.step(dt_s),
      };
    },
  };

  function cook(dt_s: number, hour: number): void {
    const isMealTime = (hour >= 11 && hour < 13) || (hour >= 17 && hour < 19);
    if (isMealTime && random.chance(1 - Math.exp(-dt_s * wispsPerCookingSecond))) {
      rising_pct_m = random.between(0.2, wispPeakMax_pct_m - 0.35);
      heatPerSmoke_c = random.between(1, 5);
      coPerSmoke_ppm = random.between(3, 12);
    }
    const arrived = rising_pct_m * toLagShare(dt_s, wispTau_s / 4);
    rising_pct_m -= arrived;
    wisp_pct_m = Math.min(wisp_pct_m * (1 - toLagShare(dt_s, wispTau_s)) + arrived, wispPeakMax_pct_m - 0.35);
  }
}
