import type { Reading } from '../domain/reading.ts';

/** A 64-bit number as two signed halves, as it goes onto the wire without a BigInt. */
export interface Fingerprint {
  high: number;
  low: number;
}

const numbers = new Float64Array(1);
const words = new Uint32Array(numbers.buffer);

/** What NaN is hashed as: its own bits differ between machines. */
const missingWord = 0x7ff80001;

/**
 * Tells two readings of one device and instant apart by their sequence, values and extra: a re-send has the
 * same fingerprint and is stored once, a different reading has another and both are kept.
 *
 * Two 32-bit lanes of the MurmurHash3 step with different constants and MurmurHash3's finaliser
 * (A. Appleby, public domain description). Two readings of one device and millisecond with different values
 * collide with a probability of about 2^-64.
 *
 * @param out takes the result, so that the hot path allocates nothing
 */
export function fingerprint(reading: Reading, extraText: string | null, out: Fingerprint): void {
  let high = 0x9747b28c;
  let low = 0x3c6ef372;
  const { values } = reading;
  for (let index = -1; index < values.length; index += 1) {
    const value = index === -1 ? (reading.seq ?? Number.NaN) : (values[index] as number);
    let first = missingWord;
    let second = missingWord;
    if (value === value) {
      numbers[0] = value;
      first = words[0] as number;
      second = words[1] as number;
    }
    high = step(step(high, first, 0xcc9e2d51), second, 0xcc9e2d51);
    low = step(step(low, second, 0x85ebca6b), first, 0x85ebca6b);
  }
  if (extraText !== null) {
    for (let index = 0; index < extraText.length; index += 1) {
      high = step(high, extraText.charCodeAt(index), 0xcc9e2d51);
      low = step(low, extraText.charCodeAt(index), 0x85ebca6b);
    }
  }
  out.high = finish(high ^ values.length);
  out.low = finish(low ^ values.length);
}

function step(hash: number, word: number, factor: number): number {
  let mixed = Math.imul(word, factor);
  mixed = (mixed << 15) | (mixed >>> 17);
  const next = hash ^ Math.imul(mixed, 0x1b873593);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
}
