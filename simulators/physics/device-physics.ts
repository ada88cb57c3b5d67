import type { Random } from '../random.ts';
import type { Weather } from './weather.ts';

/** Values by metric name, as a message carries them. */
export type Values = Readonly<Record<string, number>>;

/** One device's world: it moves on by `dt_s` and says what the sensor measures at `time` (ms since 1970). */
export interface DevicePhysics {
  step(dt_s: number, time: number): Values;
}

export interface PhysicsOptions {
  readonly random: Random;
  readonly weather: Weather;
}

/** How much of a first-order lag with time constant `tau_s` is gone after `dt_s`: 0 … 1. */
export function toLagShare(dt_s: number, tau_s: number): number {
  return 1 - Math.exp(-dt_s / tau_s);
}

/** Rounded as sensors round, to `decimals` digits. */
export function toDecimals(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

/** Radio and battery, which every wireless device reports. */
export interface PowerAndRadio {
  step(dt_s: number): { readonly battery_pct: number; readonly rssi_dbm: number };
}

/** Three years from full to empty; one device in two hundred is nearly empty when it is first seen. */
export function createPowerAndRadio(random: Random): PowerAndRadio {
  const lifetime_s = 3 * 365 * 86_400;
  const rssi_dbm = random.between(-98, -62);
  let battery_pct = random.chance(0.005) ? random.between(5, 14) : random.between(45, 100);
  return {
    step(dt_s) {
      battery_pct = Math.max(0, battery_pct - (100 * dt_s) / lifetime_s);
      return {
        battery_pct: toDecimals(battery_pct, 0),
        rssi_dbm: Math.round(random.normal(rssi_dbm, 2)),
      };
    },
  };
}
