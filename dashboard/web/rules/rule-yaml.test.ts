import { expect, it } from 'vitest';
import { changedRules, rulePartsOf } from './rule-yaml.ts';

const text = `kind: water
rules:
  - id: water-depth
    when:
      machine:
        transitions:
          - { from: a, to: b }

  # about the next one
  - id: "water-rise"
    severity: minor
`;

it('finds each rule of a file with its line', () => {
  expect(rulePartsOf({ name: 'water.yaml', text })).toEqual([
    {
      id: 'water-depth',
      line: 3,
      text: '  - id: water-depth\n    when:\n      machine:\n        transitions:\n          - { from: a, to: b }',
    },
    { id: 'water-rise', line: 10, text: '  - id: "water-rise"\n    severity: minor' },
  ]);
  expect(rulePartsOf({ name: 'a.yaml', text: 'kind: water\nrules: []\n' })).toEqual([]);
});

it('tells which rules differ between two sets', () => {
  const before = [{ name: 'water.yaml', text }];
  const moved = [{ name: 'other.yaml', text: text.replace('minor', 'major') }];
  expect(changedRules(before, before)).toEqual([]);
  expect(changedRules(before, moved)).toEqual(['water-rise']);
  expect(changedRules(before, [])).toEqual(['water-depth', 'water-rise']);
});
