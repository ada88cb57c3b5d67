import { describe, expect, it } from 'vitest';
import { skipMark } from './skips.ts';
import { summarise, type Report } from './summary.ts';

const toName = (path: string): string => path.replace('/clone/', '');
const options = { exitCode: 0, requireAll: false, toName };

function report(...statuses: readonly string[]): Report {
  const assertionResults = statuses.map((status, index) => ({
    ancestorTitles: [`partitions (apache)${skipMark}no server`],
    title: `test ${index}`,
    status,
  }));
  const status = statuses.includes('failed') ? 'failed' : 'passed';
  return { testResults: [{ name: '/clone/database/a.test.ts', status, assertionResults }] };
}

describe('the summary of npm test', () => {
  it('counts', () => {
    const { lines, failed } = summarise(report('passed', 'passed'), options);
    expect(lines.at(-1)).toBe('2 passed, 0 failed');
    expect(failed).toBe(false);
  });

  it('fails with a test', () => {
    const { lines, failed } = summarise(report('passed', 'failed'), { ...options, exitCode: 1 });
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(failed).toBe(true);
  });

  it('names what was skipped, and why', () => {
    const { lines, failed } = summarise(report('passed', 'skipped'), options);
    expect(lines).toContain('  database/a.test.ts > partitions (apache) > test 1: no server');
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped');
    expect(failed).toBe(false);
  });

  it('fails with what was skipped where all is required', () => {
    const { lines, failed } = summarise(report('passed', 'skipped'), { ...options, requireAll: true });
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(failed).toBe(true);
  });

  it.each([
    ['nothing ran', report(), 0],
    ['there is no report', null, 1],
    ['an error happened outside of the tests', report('passed'), 1],
    [
      'a file could not be loaded',
      { testResults: [{ name: 'x', status: 'failed', assertionResults: [] }] },
      1,
    ],
  ])('fails when %s', (_, found, exitCode) => {
    const { lines, failed } = summarise(found, { ...options, exitCode });
    expect(lines.at(-1)).toMatch(/^\d+ passed, 1 failed$/);
    expect(failed).toBe(true);
  });
});
