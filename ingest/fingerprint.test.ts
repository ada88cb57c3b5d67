import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../domain/reading.ts';
import { fingerprint } from './fingerprint.ts';
import { createRecentKeys } from './recent-keys.ts';

function keyOf(values: readonly number[], seq: number | null, extraText: string | null = null): string {
  const reading: Reading = {
    kind: 'water',
    deviceId: 'W-1',
    time: 0,
    receivedAt: 0,
    seq,
    values,
    extra: null,
    flags: 0,
  };
  const key = { high: 0, low: 0 };
  fingerprint(reading, extraText, key);
  return `${key.high}:${key.low}`;
}

const anyValues = fc.array(fc.double(), { minLength: 6, maxLength: 6 });

describe('fingerprint', () => {
  it('is the same for the same values, however NaN came about', () => {
    fc.assert(
      fc.property(anyValues, fc.nat(), (values, seq) => {
        const again = values.map((value) => (Number.isNaN(value) ? Number('x') : value));
        expect(keyOf(again, seq)).toBe(keyOf(values, seq));
      }),
    );
  });

  it('differs by value, place of the value, sequence and extra', () => {
    const keys = [
      keyOf([1, Number.NaN, 3], 1),
      keyOf([Number.NaN, 1, 3], 1),
      keyOf([1, 3, Number.NaN], 1),
      keyOf([1, Number.NaN, 3], 2),
      keyOf([1, Number.NaN, 3], null),
      keyOf([1, Number.NaN, 3], 1, '{"a":1}'),
      keyOf([1, Number.NaN, 3], 1, '{"a":2}'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('does not collide over 200,000 neighbouring readings, in either half', () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => keyOf([index / 10, 20, 30, 40], index));
    expect(new Set(keys).size).toBe(keys.length);
    // Each half alone: by chance about 4.7 of 200,000 collide in 32 bits.
    for (const half of [0, 1]) {
      expect(new Set(keys.map((key) => key.split(':')[half])).size).toBeGreaterThan(keys.length - 30);
    }
  });
});

describe('createRecentKeys', () => {
  it('knows a repeat by device, time and fingerprint, and forgets the oldest', () => {
    const recent = createRecentKeys();
    const key = { high: 1, low: -2 };
    expect(recent.isRepeat('a', 1, key)).toBe(false);
    expect(recent.isRepeat('a', 1, { ...key })).toBe(true);
    expect(recent.isRepeat('b', 1, key)).toBe(false);
    expect(recent.isRepeat('a', 2, key)).toBe(false);
    expect(recent.isRepeat('a', 1, { high: 1, low: 3 })).toBe(false);
    for (let time = 10; time < 20; time += 1) recent.isRepeat('a', time, key);
    expect(recent.isRepeat('a', 1, key)).toBe(false);
  });
});
