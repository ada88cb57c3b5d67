import { describe, expect, it } from 'vitest';
import { bytesWords, countWords, msWords, percentWords } from './amounts.ts';

describe('amounts', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_536, '1.5 KB'],
    [600_000, '586 KB'],
    [8 * 2 ** 30, '8.0 GB'],
    [2 ** 53, '8192 TB'],
  ])('%i bytes', (bytes, words) => expect(bytesWords(bytes)).toBe(words));

  it('of all sorts', () => {
    expect([countWords(4_711), countWords(2.345), countWords(150.7)]).toEqual(['4,711', '2.3', '151']);
    expect([msWords(2.13), msWords(120.4), percentWords(0.372)]).toEqual(['2.1 ms', '120 ms', '37 %']);
  });
});
