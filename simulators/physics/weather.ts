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

interface Shower {
  readonly begin: number;
  readonly length: number;
  readonly peak_mm_h: number;
}

const hourMs = 3_600_000;
const zoneOffsetMs = 8 * hourMs;
/** At most one shower begins in each of these. */
const slotMs = 6 * hourMs;
const showerChance = 0.25;
const dayMs = 24 * hourMs;

/** Warm, with showers up to 25 mm/h, which the drains of an ordinary street can take. */
export function createWeather(seed: number): Weather {
  // Every device asks for the same day and slot again and again.
  const meanOfDay_c = remembered((day) => createRandom(seed, day).between(21, 25));
  const showerOf = remembered((slot) => toShower(seed, slot));
  const showerBefore = remembered((slot) => toShower(seed, slot));
  return {
    hourOfDay,
    // Coldest near five in the morning, warmest near five in the afternoon; days differ by some degrees.
    temperature_c(time) {
      const ofDay = meanOfDay_c(Math.floor((time + zoneOffsetMs) / dayMs));
      return ofDay - 4.5 * Math.cos(((hourOfDay(time) - 5) * Math.PI) / 12);
    },
    rain_mm_h(time) {
      const slot = Math.floor(time / slotMs);
      return toIntensity(showerOf(slot), time) + toIntensity(showerBefore(slot - 1), time);
    },
  };
}

/** Keeps the answer to the last question. */
function remembered<T>(answer: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly value: T } | null = null;
  return (key) => {
    if (last === null || last.key !== key) last = { key, value: answer(key) };
    return last.value;
  };
}

function hourOfDay(time: number): number {
  return ((time + zoneOffsetMs) % dayMs) / hourMs;
}

function toShower(seed: number, slot: number): Shower | null {
  const random = createRandom(seed + 1, slot);
  if (!random.chance(showerChance)) return null;
  const begin = slot * slotMs + random.between(0, slotMs);
  const length = random.between(20, 120) * 60_000;
  return { begin, length, peak_mm_h: Math.min(25, 2 + random.exponential(5)) };
}

/** Rises and falls as a squared sine over 20 to 120 minutes. */
function toIntensity(shower: Shower | null, time: number): number {
  if (shower === null) return 0;
  const part = (time - shower.begin) / shower.length;
  return part <= 0 || part >= 1 ? 0 : shower.peak_mm_h * Math.sin(part * Math.PI) ** 2;
}
