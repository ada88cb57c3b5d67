import type { Position } from './actor.ts';

/**
 * GCJ-02, the shifted datum of Chinese maps (Amap, Tencent and others), to and from WGS 84. The formula is the one
 * that has been public since 2010 and that every open library uses (as in googollee/eviltransform, whose published
 * pairs the tests hold it to): an offset of 100 to 700 m made of sines on Krasovsky's ellipsoid of 1940. It is no
 * official publication: maps have been seen to differ from it by some metres at most. The way back is found by
 * iteration and fits the formula to a centimetre.
 */

/** Krasovsky 1940: semi-major axis, m, and the square of the eccentricity. */
const axis_m = 6_378_245;
const eccentricity2 = 0.006_693_421_622_965_943;
/** The offset changes so slowly that each turn gains three digits. */
const turnsMax = 10;
const enough_deg = 1e-9;

/** What WGS 84 calls so, GCJ-02 calls that. Outside of the rectangle around China both are the same. */
export function toGcj02(position: Position): Position {
  const { longitude_deg, latitude_deg } = position;
  if (!isShifted(position)) return position;
  const x = longitude_deg - 105;
  const y = latitude_deg - 35;
  const latitude = (latitude_deg / 180) * Math.PI;
  const magic = 1 - eccentricity2 * Math.sin(latitude) ** 2;
  const meridian_m = (axis_m * (1 - eccentricity2)) / (magic * Math.sqrt(magic));
  const parallel_m = (axis_m / Math.sqrt(magic)) * Math.cos(latitude);
  return {
    longitude_deg: longitude_deg + (eastOffset_m(x, y) * 180) / (parallel_m * Math.PI),
    latitude_deg: latitude_deg + (northOffset_m(x, y) * 180) / (meridian_m * Math.PI),
  };
}

/** What GCJ-02 calls so, in WGS 84. */
export function fromGcj02(position: Position): Position {
  if (!isShifted(position)) return position;
  let guess = position;
  for (let turn = 0; turn < turnsMax; turn += 1) {
    const there = toGcj02(guess);
    const east = position.longitude_deg - there.longitude_deg;
    const north = position.latitude_deg - there.latitude_deg;
    guess = { longitude_deg: guess.longitude_deg + east, latitude_deg: guess.latitude_deg + north };
    if (Math.abs(east) < enough_deg && Math.abs(north) < enough_deg) break;
  }
  return guess;
}

function isShifted({ longitude_deg, latitude_deg }: Position): boolean {
  return (
    longitude_deg >= 72.004 && longitude_deg <= 137.8347 && latitude_deg >= 0.8293 && latitude_deg <= 55.8271
  );
}

function eastOffset_m(x: number, y: number): number {
  const plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  return plain + shared(x) + waves(x, [20, 1, 40, 3, 150, 12, 300, 30]);
}

function northOffset_m(x: number, y: number): number {
  const plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  return plain + shared(x) + waves(y, [20, 1, 40, 3, 160, 12, 320, 30]);
}

/** The part that both directions have in common. */
function shared(x: number): number {
  return waves(x, [20, 1 / 6, 20, 1 / 2]);
}

/** Two thirds of the sum of sines: amplitudes, each followed by what the angle, half turns, is divided by. */
function waves(angle: number, terms: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < terms.length; index += 2) {
    sum += (terms[index] ?? 0) * Math.sin((angle / (terms[index + 1] ?? 1)) * Math.PI);
  }
  return (sum * 2) / 3;
}
