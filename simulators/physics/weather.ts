import { createRandom } from '../random.ts';

/** The weather over the whole simulated street: a pure function of time, so that all devices share it. */
export interface Weather {
  /** Air temperature outdoors, °C. */
  temperature_c(time: number): number;
  /** Rain intensity, mm/h. */
  rain_mm_h(time: number): number;
  /** Local hour of the day, 0 … 24, in China's one zone. */
  hourOfDay(time: number): number;
}

const hourMs = 3_600_000;
const zoneOffsetMs = 8 * hourMs;
/** At most one shower begins in each of these. */
const slotMs = 6 * hourMs;
const showerChance = 0.25;
const dayMs = 24 * hourMs;

/** Warm, with showers up to 25 mm/h, which the drains of an ordinary street can take. */
export function createWeather(seed: number): Weather {
  return {
    hourOfDay,
    // Coldest near five in the morning, warmest near five in the afternoon; days differ by some degrees.
    temperature_c(time) {
      const day = Math.floor((time + zoneOffsetMs) / dayMs);
      const ofDay = createRandom(seed, day).between(21, 25);
      return ofDay - 4.5 * Math.cos(((hourOfDay(time) - 5) * Math.PI) / 12);
    },
    rain_mm_h(time) {
      const slot = Math.floor(time / slotMs);
      return shower(seed, slot, time) + shower(seed, slot - 1, time);
    },
  };
}

function hourOfDay(time: number): number {
  return ((time + zoneOffsetMs) % dayMs) / hourMs;
}

/** Rises and falls as a squared sine over 20 to 120 minutes. */
function shower(seed: number, slot: number, time: number): number {
  const random = createRandom(seed + 1, slot);
  if (!random.chance(showerChance)) return 0;
  const begin = slot * slotMs + random.between(0, slotMs);
  const length = random.between(20, 120) * 60_000;
  const peak_mm_h = Math.min(25, 2 + random.exponential(5));
  const part = (time - begin) / length;
  return part <= 0 || part >= 1 ? 0 : peak_mm_h * Math.sin(part * Math.PI) ** 2;
}
