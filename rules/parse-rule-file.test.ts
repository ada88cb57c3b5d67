import { describe, expect, it } from 'vitest';
import { rulesLimits } from './limits.ts';
import { parseRuleFile } from './parse-rule-file.ts';

const good = `kind: smoke
rules:
  - id: test-heat
    severity: critical
    latching: true
    title: { zh: 热, en: Heat }
    advice: { zh: 看, en: Look }
    reason: test
    source: test
    when: { metric: temperature_c, at_least: 57, deadband: 5 }
    on_delay_s: 0
    off_delay_s: 60
`;

function errorsOf(text: string): string[] {
  return parseRuleFile('smoke.yaml', text).errors.map((error) => `${error.line}: ${error.message}`);
}

function versionOf(text: string): string | undefined {
  return parseRuleFile('smoke.yaml', text).rules[0]?.version;
}

describe('a rule file', () => {
  it('gives its rules', () => {
    const { rules, errors } = parseRuleFile('smoke.yaml', good);
    expect(errors).toEqual([]);
    expect(rules).toMatchObject([
      { id: 'test-heat', kind: 'smoke', severities: [1], latching: true, offDelay_ms: 60_000, line: 3 },
    ]);
  });

  it('gives a rule another version when its content changes, and only then', () => {
    expect(versionOf(`# moved\n\n${good}`)).toBe(versionOf(good));
    expect(versionOf(good.replace('57', '58'))).not.toBe(versionOf(good));
  });

  it.each([
    [
      'an unknown metric',
      ['temperature_c', 'temperature_f'],
      '10: test-heat: smoke has no metric temperature_f',
    ],
    [
      'an impossible threshold',
      ['57', '5700'],
      '10: test-heat: 5700 lies outside of what temperature_c can be',
    ],
    [
      'two comparisons',
      ['at_least: 57', 'at_least: 57, at_most: 1'],
      '10: test-heat: at_least and at_most cannot go together',
    ],
    ['no comparison', ['at_least: 57, ', ''], '10: test-heat: no comparison'],
    ['no metric', ['metric: temperature_c, ', ''], '10: test-heat: needs metric or metrics'],
    [
      'a deadband on equality',
      ['at_least: 57', 'equals: 57'],
      '10: test-heat: a deadband needs at_least or at_most',
    ],
    [
      'a deadband that never returns',
      ['deadband: 5', 'deadband: 5000'],
      '10: test-heat: the deadband is wider than the metric',
    ],
    ['an unknown key', ['reason: test', 'reazon: test'], '8: unknown key reazon'],
    [
      'an unknown severity',
      ['critical', 'dreadful'],
      '4: severity: not one of critical, major, minor, notice',
    ],
    [
      'a wrong kind',
      ['kind: smoke', 'kind: smoky'],
      '1: kind: not one of smoke, electrical, water, elevator, any',
    ],
    ['a text in one language', ['{ zh: 热, en: Heat }', '{ zh: 热 }'], '6: en missing'],
    ['a negative delay', ['off_delay_s: 60', 'off_delay_s: -1'], '12: off_delay_s: must be >= 0'],
    ['no severity at all', ['    severity: critical\n', ''], '3: test-heat: no severity'],
    [
      'a delay on the alarm of the head itself',
      [
        '{ metric: temperature_c, at_least: 57, deadband: 5 }\n    on_delay_s: 0',
        '{ metric: alarm, equals: 1 }\n    on_delay_s: 5',
      ],
      "11: test-heat: alarm is an alarm of the device's own and must not wait",
    ],
  ])('refuses %s and names the line', (_name, [from, to], error) => {
    expect(good).toContain(from!);
    expect(errorsOf(good.replace(from!, to!))).toContain(error);
  });

  it.each([
    [
      'not rising',
      '[{ at_least: 1, severity: minor }, { at_least: 0.5, severity: major }]',
      'levels are not in order',
    ],
    [
      'not worse',
      '[{ at_least: 1, severity: minor }, { at_least: 2, severity: minor }]',
      'severity does not rise',
    ],
    [
      'both ways',
      '[{ at_least: 1, severity: minor }, { at_most: 2, severity: major }]',
      'levels differ in direction',
    ],
  ])('refuses levels that are %s', (_name, levels, message) => {
    const text = good
      .replace('    severity: critical\n', '')
      .replace('at_least: 57, deadband: 5', `levels: ${levels}`);
    expect(errorsOf(text).join('\n')).toContain(message);
  });

  it('tells every error at once, also of several rules', () => {
    const second = good.slice(good.indexOf('  - id')).replace('test-heat', 'test-two');
    const text = (good + second)
      .replaceAll('temperature_c', 'heat')
      .replaceAll('latching: true', 'latching: true');
    expect(errorsOf(text)).toHaveLength(2);
    const broken = good.replace('latching: true', 'latching: 3').replace('reason: test', 'reason: 4');
    expect(errorsOf(broken)).toHaveLength(2);
  });

  it('tells where YAML breaks', () => {
    expect(errorsOf('kind: smoke\nrules: [\n')[0]).toMatch(/^[23]: /);
    expect(errorsOf('kind: smoke\nkind: water\nrules: []\n')).toEqual(['2: Map keys must be unique']);
  });

  it('refuses an alias bomb quickly', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const below = level === 0 ? '"x"' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 12 }, () => below).join(', ')}]`;
    });
    const started = performance.now();
    expect(errorsOf(`${levels.join('\n')}\nkind: smoke\nrules: []\n`).join()).toContain('alias');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each([100, 500, 1000, 1500, 5000, 20_000])(
    'refuses conditions nested %d deep, without falling over',
    (depth) => {
      const when = `${'{ not: '.repeat(depth)}{ metric: alarm, equals: 1 }${' }'.repeat(depth)}`;
      const errors = errorsOf(good.replace('{ metric: temperature_c, at_least: 57, deadband: 5 }', when));
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatch(/nested deeper|call stack|larger than/);
    },
  );

  it('refuses more rules than there may be, with one error', () => {
    const rules = '{id: a},'.repeat(rulesLimits.rulesPerKind_max + 1);
    expect(errorsOf(`kind: smoke\nrules: [${rules}]\n`)).toEqual([
      `2: more than ${rulesLimits.rulesPerKind_max} rules`,
    ]);
  });

  it('refuses a file that is too large', () => {
    const text = `${good}#${'x'.repeat(rulesLimits.fileBytes_max)}\n`;
    expect(errorsOf(text)).toEqual([`1: larger than ${rulesLimits.fileBytes_max} bytes`]);
  });
});
