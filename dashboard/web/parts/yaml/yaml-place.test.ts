import { describe, expect, it } from 'vitest';
import { yamlPlaceAt } from './yaml-place.ts';

const file = `# a rule file
kind: water
rules:
  - id: water-depth
    reason: >
      a long text: with a colon
      and more
    title: { zh: 积水, en: "Ponding: deep" }
    when:
      metric: depth_m
      levels:
        - { at_least: 0.15, severity: minor }
    unless:
    - change: { metric: depth_m,
                at_least: 0.25 }
    on_delay_s: 0
`;

/** The place of `|` in what follows the file. */
function at(marked: string) {
  const position = marked.indexOf('|');
  const { from, ...place } = yamlPlaceAt(marked.replace('|', ''), position);
  return { ...place, word: marked.slice(from, position) };
}

describe('the place of a position in YAML', () => {
  it.each<[string, string, { path: readonly (string | number)[]; at: string; word: string }]>([
    ['a key at the top', 'ki|', { path: [], at: 'key', word: 'ki' }],
    ['a value', 'kind: wa|', { path: ['kind'], at: 'value', word: 'wa' }],
    ['nothing after a colon', 'kind: |', { path: ['kind'], at: 'value', word: '' }],
    ['a key of an item', 'rules:\n  - i|', { path: ['rules', 0], at: 'key', word: 'i' }],
    [
      'a key of the second item',
      'rules:\n  - id: a\n  - id: b\n    l|',
      { path: ['rules', 1], at: 'key', word: 'l' },
    ],
    [
      'a list in the column of its key',
      'rules:\n- id: a\n  on|',
      { path: ['rules', 0], at: 'key', word: 'on' },
    ],
    ['a key after such a list', 'rules:\n- id: a\nki|', { path: [], at: 'key', word: 'ki' }],
    ['a first key inside', 'rules:\n  - when:\n      |', { path: ['rules', 0, 'when'], at: 'key', word: '' }],
    ['a value of an item', 'kinds:\n  - sm|', { path: ['kinds', 0], at: 'key', word: 'sm' }],
    ['a key in braces', 'when: { metric: a, at|', { path: ['when'], at: 'key', word: 'at' }],
    [
      'a value in braces',
      'when: { metric: a, at_least: 4|',
      { path: ['when', 'at_least'], at: 'value', word: '4' },
    ],
    ['in brackets', 'kinds: [smoke, w|', { path: ['kinds', 1], at: 'value', word: 'w' }],
    [
      'braces over lines',
      'when:\n  { rate:\n      { metric: a,\n  ov|',
      { path: ['when', 'rate'], at: 'key', word: 'ov' },
    ],
    ['after closed braces', 'a: { b: 1 }\nc|', { path: [], at: 'key', word: 'c' }],
    ['a quoted key', "'on': t|", { path: ['on'], at: 'value', word: 't' }],
  ])('knows %s', (_name, marked, expected) => {
    expect(at(marked)).toMatchObject(expected);
  });

  it('knows where it is after everything that a file may have', () => {
    expect(at(`${file}    |`)).toMatchObject({ path: ['rules', 0], at: 'key' });
    expect(at(`${file}    |`).taken).toEqual(['id', 'reason', 'title', 'when', 'unless', 'on_delay_s']);
    expect(at(`${file}|`)).toMatchObject({ path: [], at: 'key', taken: ['kind', 'rules'] });
    expect(at(`${file}  - |`)).toMatchObject({ path: ['rules', 1], at: 'key', taken: [] });
  });

  it('says nothing of keys within a text of several lines', () => {
    expect(at('a: |-\n'.replace('|', '>') + '  some: |')).toMatchObject({ path: ['a'], at: 'value' });
  });

  it('tells which keys in braces are there already', () => {
    expect(at('when: { metric: a, |').taken).toEqual(['metric']);
  });
});
