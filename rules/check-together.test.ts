import { describe, expect, it } from 'vitest';
import { parseRuleSet } from './load-rules.ts';

function toRule(id: string, when: unknown): Record<string, unknown> {
  const text = { zh: '测', en: 'Test' };
  const rest = { reason: 'test', source: 'test', on_delay_s: 0, off_delay_s: 0 };
  return { id, severity: 'major', latching: false, title: text, advice: text, when, ...rest };
}

function toFile(name: string, kind: string, rules: readonly unknown[]): { name: string; text: string } {
  return { name, text: JSON.stringify({ kind, rules }) };
}

function forecastOf(breach: string, metric = 'depth_m'): unknown {
  return { forecast: { metric, breach, within_s: 900, model: 'ponding', min_probability: 0.5 } };
}

function quorumOf(...rules: readonly string[]): unknown {
  return { quorum: { rules, at_least: 2, of: 'site', within_s: 600 } };
}

const depth = toRule('water-depth', { metric: 'depth_m', at_least: 0.3 });
const rain = toRule('water-rain', { metric: 'rain_mm_h', at_least: 5 });
const low = toRule('water-low', { metric: 'depth_m', at_most: -1 });

function faultsOf(water: readonly unknown[], any: readonly unknown[] = []): string[] {
  const files = [toFile('water.yaml', 'water', water), toFile('any.yaml', 'any', any)];
  return parseRuleSet(files).errors.map(({ file, message }) => `${file}: ${message}`);
}

describe('rules that speak of other rules', () => {
  it('are taken when those exist', () => {
    expect(
      faultsOf(
        [depth, toRule('water-soon', forecastOf('water-depth'))],
        [toRule('many', quorumOf('water-*'))],
      ),
    ).toEqual([]);
  });

  it.each([
    ['water-deep', 'water.yaml: water-soon: there is no rule water-deep to foretell'],
    ['water-rain', 'water.yaml: water-soon: water-rain is not about depth_m'],
    ['water-low', 'water.yaml: water-soon: water-low has no at_least to foretell'],
    ['many', 'water.yaml: water-soon: many is about any, not water'],
  ])('a forecast of %s is refused', (breach, message) => {
    const soon = toRule('water-soon', forecastOf(breach));
    expect(faultsOf([depth, rain, low, soon], [toRule('many', quorumOf('water-depth'))])).toEqual([message]);
  });

  it('a quorum of rules that do not exist is refused', () => {
    expect(faultsOf([depth], [toRule('many', quorumOf('water-depth', 'smoke-*'))])).toEqual([
      'any.yaml: many: there is no rule smoke-*',
    ]);
  });

  it('quorums must not go round in a circle, which is told with its way', () => {
    const circle = [
      toRule('one', quorumOf('two', 'water-depth')),
      toRule('two', quorumOf('three')),
      toRule('three', quorumOf('one')),
    ];
    expect(faultsOf([depth], circle)).toEqual([
      'any.yaml: quorums go round in a circle: one → two → three → one',
    ]);
    expect(faultsOf([depth], [toRule('self', quorumOf('s*'))])).toEqual([
      'any.yaml: quorums go round in a circle: self → self',
    ]);
  });

  it('are not told of rules that are missing only because their file is wrong', () => {
    const broken = { ...depth, latching: 3 };
    expect(
      faultsOf(
        [broken, toRule('water-soon', forecastOf('water-depth'))],
        [toRule('many', quorumOf('water-*'))],
      ),
    ).toEqual(['water.yaml: latching: must be boolean']);
  });
});

describe('a set of files', () => {
  it('gives the same rules in any order of the files', () => {
    const files = [toFile('b.yaml', 'water', [depth]), toFile('a.yaml', 'water', [rain])];
    expect(parseRuleSet(files)).toEqual(parseRuleSet(files.toReversed()));
    expect(parseRuleSet(files).rules.map(({ id }) => id)).toEqual(['water-rain', 'water-depth']);
  });

  it('refuses two files of one name', () => {
    const file = toFile('a.yaml', 'water', [depth]);
    expect(parseRuleSet([file, file]).errors).toMatchObject([
      { file: 'a.yaml', message: 'two files of this name' },
    ]);
  });
});
