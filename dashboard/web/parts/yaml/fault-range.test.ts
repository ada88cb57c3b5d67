import { expect, it } from 'vitest';
import { faultRange } from './fault-range.ts';

it.each([
  ['    severty: minor', 'unknown key severty', 'severty'],
  ['    when: { metric: depth, at_least: 1 }', 'depth is no metric of water', 'depth'],
  ['    on_delay_s: -1', 'on_delay_s: must be >= 0', 'on_delay_s'],
  ['  - id: a', 'title missing', '- id: a'],
  ['   ', 'title missing', ''],
])('in %j finds what %j is about', (line, message, marked) => {
  const { from, to } = faultRange(line, message);
  expect(line.slice(from, to)).toBe(marked);
});
