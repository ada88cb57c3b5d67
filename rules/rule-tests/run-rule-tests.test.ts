import { describe, expect, it } from 'vitest';
import { simulateHistory } from '../../simulators/history.ts';
import { waterRule } from '../test-history.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { runRuleTests, type RuleTestReport } from './run-rule-tests.ts';

const levels = [
  { at_least: 0.3, severity: 'minor' },
  { at_least: 0.45, severity: 'critical' },
];
const rules = [
  waterRule({ when: { metric: 'depth_m', levels }, severity: undefined, off_delay_s: 60 }),
  waterRule({ id: 'test-pump', when: { metric: 'pump_running', equals: 1 }, announce: false }),
];

async function run(text: string): Promise<RuleTestReport> {
  return await runRuleTests({ name: 'tests/a.yaml', text }, { rules, simulate: simulateHistory });
}

/** A test with one gauge: its course, and the lines after it. */
function gauge(course: string, rest: string): string {
  return `tests:\n  - name: one\n    devices: [{ kind: water, every_s: 60, course: [${course}] }]\n    ${rest}\n`;
}

async function differencesOf(course: string, rest: string): Promise<readonly string[]> {
  const { errors, results } = await run(gauge(course, rest));
  expect(errors).toEqual([]);
  return results.flatMap(({ differences }) => differences);
}

describe('a rule test', () => {
  it.each([
    ['a steady value', '{ over: 5m, depth_m: 0.3 }', '0s'],
    ['a straight line', '{ over: 10m, depth_m: 0 .. 0.6 }', '5m'],
    ['a line from the last value', '{ over: 2m, depth_m: 0.1 }, { over: 10m, depth_m: .. 0.6 }', '6m'],
    ['a list, whose last value stays', '{ over: 5m, depth_m: [0, ~, 0.1, 0.3] }', '3m'],
    [
      'a metric that goes on',
      '{ over: 5m, depth_m: 0.3, pump_running: 0 }, { over: 5m, pump_running: 0 }',
      '0s',
    ],
    ['silence', '{ over: 1m, depth_m: 0 }, { silence: 7m }, { over: 1m, depth_m: 0.4 }', '8m'],
    ['late readings', '{ over: 3m, depth_m: [0, 0.3], late_by: 90s }', '1m'],
  ])('says %s', async (_, course, at) => {
    expect(await differencesOf(course, `expect: [{ rule: test-depth, at: ${at} }]`)).toEqual([]);
    const [difference] = await differencesOf(course, 'silent: [test-depth]');
    expect(difference).toBe(`${at} test-depth raise (minor): it was to keep silent`);
  });

  it('says bad values, and what was buffered as one message', async () => {
    const bad = '{ over: 5m, depth_m: 0.4, bad: [depth_m] }';
    expect(await differencesOf(bad, 'silent: [test-depth]')).toEqual([]);
    const buffered =
      '{ over: 5m, depth_m: 0 }, { over: 20m, depth_m: [0.4, 0], arriving: together }, { over: 5m, depth_m: 0 }';
    const rest = 'expect: [{ rule: test-depth, at: 5m, retrospective: true }]';
    expect(await differencesOf(buffered, rest)).toEqual([]);
  });

  it('is about the right time, whatever the clock of the device says', async () => {
    const text = gauge(
      '{ over: 5m, depth_m: 0 }, { over: 5m, depth_m: 0.4 }',
      'expect: [{ rule: test-depth, at: 5m }]',
    );
    const { results } = await run(text.replace('every_s: 60,', 'every_s: 60, clock: -28800,'));
    expect(results.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('hears rules that are ingredients only', async () => {
    const rest = 'expect: [{ rule: test-pump, at: 0s }]';
    expect(await differencesOf('{ over: 1m, pump_running: 1 }', rest)).toEqual([]);
  });

  it('takes a course of the simulators, with its true events as times', async () => {
    const text = `tests:
  - name: flood
    devices: [{ scenario: street-flood, every_s: 60, begins: 1h }]
    expect:
      - { rule: test-depth, from: rain, to: breach-40cm + 1m }
      - { rule: test-depth, change: worsen, from: failure - 1m, to: end }
`;
    expect((await run(text)).results.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it.each([
    ['at: 1m', ['expected raise of test-depth at 1m; it came at 2m']],
    ['from: 2m30s, to: 9m', ['expected raise of test-depth from 2m30s to 9m; it came at 2m']],
    ['at: 2m, severity: critical', ['test-depth at 2m: severity minor, expected critical']],
    ['at: 2m, forecast: true', ['test-depth at 2m: forecast false, expected true']],
    ['at: 2m, retrospective: true', ['expected retrospective raise of test-depth at 2m; it never came']],
    ['at: 2m, change: return', ['expected return of test-depth at 2m; it came at 4m']],
  ])('tells what differs from { %s }', async (wanted, told) => {
    const course = '{ over: 2m, depth_m: 0 }, { over: 1m, depth_m: 0.4 }, { over: 5m, depth_m: 0 }';
    const found = await differencesOf(course, `expect: [{ rule: test-depth, ${wanted} }]`);
    expect(found).toEqual(expect.arrayContaining(told));
    // What was not matched stands there too, so that nothing is hidden.
    const isMissed = told[0]?.startsWith('expected') === true;
    expect(found).toHaveLength(isMissed ? 2 : 1);
  });

  it('tells a second alert that was not expected, unless it may come again', async () => {
    const twice =
      '{ over: 1m, depth_m: 0.4 }, { over: 5m, depth_m: 0 }, { over: 1m, depth_m: 0.4 }, { over: 5m, depth_m: 0 }';
    expect(await differencesOf(twice, 'expect: [{ rule: test-depth, at: 0s }]')).toEqual([
      '6m test-depth raise (minor): it was not expected',
    ]);
    expect(await differencesOf(twice, 'expect: [{ rule: test-depth, at: 0s, again: true }]')).toEqual([]);
  });
});

describe('a file of rule tests is refused, with the line, for', () => {
  it.each([
    ['tests: [', 1, /./],
    ['tests: []', 1, /items/],
    [gauge('{ over: 5m, dept_m: 1 }', 'silent: [test-depth]'), 3, /water has no metric dept_m/],
    [gauge('{ over: 5m, depth_m: 1 .. }', 'silent: [test-depth]'), 3, /no line such as/],
    [gauge('{ over: 5m, depth_m: .. 1 }', 'silent: [test-depth]'), 3, /begins at nothing/],
    [gauge('{ over: 5m, depth_m: [] }', 'silent: [test-depth]'), 3, /empty list/],
    [gauge('{ depth_m: 1 }', 'silent: [test-depth]'), 3, /either over or silence/],
    [gauge('{ silence: 5m, depth_m: 1 }', 'silent: [test-depth]'), 3, /stands alone/],
    [gauge('{ over: 5, depth_m: 1 }', 'silent: [test-depth]'), 3, /over: must be string/],
    [gauge('{ over: 5m, depth_m: 1 }', 'silent: [test-dept]'), 4, /there is no rule test-dept/],
    [gauge('{ over: 5m, depth_m: 1 }', 'expect: [{ rule: test-depth }]'), 4, /when\?/],
    [
      gauge('{ over: 5m, depth_m: 1 }', 'expect: [{ rule: test-depth, at: flood }]'),
      4,
      /flood does not happen/,
    ],
    [
      gauge('{ over: 5m, depth_m: 1 }', 'expect: [{ rule: test-depth, from: 2m, to: 1m }]'),
      4,
      /from is after to/,
    ],
    [gauge('{ over: 5m, depth_m: 1 }', 'expected: []'), 4, /unknown key expected/],
    [gauge('{ over: 5m, depth_m: 1 }', 'start: x'), 4, /start/],
    [
      'tests:\n  - name: a\n    devices: [{ scenario: meteorite, every_s: 1 }]\n    silent: ["*"]',
      3,
      /meteorite/,
    ],
    [
      'tests:\n  - name: a\n    devices: [{ kind: water, every_s: 1 }]\n    silent: ["*"]',
      3,
      /either a course/,
    ],
  ])('%j', async (...[text, line, message]) => {
    const { errors, results } = await run(text);
    expect(errors[0]?.message).toMatch(message);
    expect(errors[0]?.line).toBe(line);
    expect(errors[0]?.file).toBe('tests/a.yaml');
    expect(results.flatMap(({ differences }) => differences)).toEqual([]);
  });
});

it.each([
  ['0s', 0],
  ['1.5s', 1_500],
  ['6m20s', 380_000],
  ['1d2h3m4s', 93_784_000],
])('a duration %s is %d ms, both ways', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
  expect(formatDuration(ms)).toBe(text);
});

it.each(['', '5', 'm', '5x', '-5m', '5m ', '1.2.3s'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeNaN();
});
