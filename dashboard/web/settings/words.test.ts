import { expect, it } from 'vitest';
import { language } from '../shell/language.ts';
import { maskAddress, stretchWords } from './words.ts';

it.each([
  ['13800000001', '138****0001'],
  ['duty@banyan.example', 'd***@banyan.example'],
  ['abc', 'a***'],
  ['', ''],
  ['siren-0001', 'sir****0001'],
])('%s is shown as %s', (address, shown) => {
  expect(maskAddress(address)).toBe(shown);
});

it.each([
  [{ from: 0, to: 10_080 }, '整周'],
  [{ from: 5 * 1_440 + 480, to: 5 * 1_440 + 1_200 }, '周六 08:00–20:00'],
  [{ from: 5 * 1_440 + 480, to: 6 * 1_440 }, '周六 08:00–24:00'],
  [{ from: 5 * 1_440 + 480, to: 6 * 1_440 + 60 }, '周六 08:00 – 周日 01:00'],
])('%j is %s', (stretch, words) => {
  language.value = 'zh';
  expect(stretchWords(stretch)).toBe(words);
});
