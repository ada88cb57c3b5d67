import { expect, it } from 'vitest';
import type { RuleView } from '../../../domain/rule-set.ts';
import { filterRules, toRuleFilter } from './rule-filter.ts';
import { isMostlyFalse, type RuleNoise } from './rule-noise.ts';

function rule(id: string, changes: Partial<RuleView> = {}): RuleView {
  return {
    id,
    kind: 'water',
    title: { zh: id, en: id },
    severities: [3],
    version: '',
    file: 'water.yaml',
    line: 1,
    announce: true,
    disabledBecause: null,
    reason: '',
    source: '',
    forecastRecord: null,
    advice: { zh: '', en: '' },
    latching: false,
    when: {},
    and: [],
    unless: [],
    onDelay_s: 0,
    onReadings: 1,
    offDelay_s: 0,
    only: null,
    overrides: [],
    ...changes,
  };
}

const rules = [
  rule('water-rise'),
  rule('smoke-alarm', { kind: 'smoke', severities: [1], file: 'smoke.yaml' }),
  rule('water-broken', { disabledBecause: 'threw' }),
  rule('water-depth', { severities: [3, 2, 1], announce: false }),
];
const quiet: RuleNoise = { announced: 2, perDay: 0.1, falseShare: null, judged: 0, chattering: 0 };
const noise = new Map([
  ['water-rise', quiet],
  ['smoke-alarm', { ...quiet, announced: 9 }],
]);

it.each([
  ['', ['smoke-alarm', 'water-broken', 'water-depth', 'water-rise']],
  ['kind=smoke', ['smoke-alarm']],
  ['state=broken', ['water-broken']],
  ['state=ingredient', ['water-depth']],
  ['state=changed', ['water-rise']],
  ['state=on', ['smoke-alarm']],
  ['state=nonsense&severity=9', ['smoke-alarm', 'water-broken', 'water-depth', 'water-rise']],
  ['severity=1', ['smoke-alarm', 'water-depth']],
  ['search=DEPTH', ['water-depth']],
  ['sort=noise', ['smoke-alarm', 'water-rise', 'water-broken', 'water-depth']],
])('?%s shows %j', (query, ids) => {
  const filter = toRuleFilter(new URLSearchParams(query));
  const about = { changed: ['water-rise'], noise, say: (text: { en: string }) => text.en };
  expect(filterRules(rules, filter, about).map(({ id }) => id)).toEqual(ids);
});

it.each([
  [0.6, 5, true],
  [0.6, 4, false],
  [0.5, 50, false],
  [null, 0, false],
])('false share %s of %i judged: mostly false %s', (falseShare, judged, expected) => {
  expect(isMostlyFalse({ ...quiet, falseShare, judged })).toBe(expected);
});
