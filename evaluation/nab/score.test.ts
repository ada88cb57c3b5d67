import { describe, expect, it } from 'vitest';
import {
  bestScore,
  probationOf,
  scaledSigmoid,
  scoreAt,
  weighFiles,
  type NabFile,
  type NabProfile,
} from './score.ts';

const standard: NabProfile = { name: 'standard', truePositive: 1, falsePositive: 0.11, falseNegative: 1 };

/** 200 rows, so that the first 30 are probation. */
function file(...windows: readonly (readonly [number, number])[]): NabFile {
  return {
    name: 'a.csv',
    times: Float64Array.from({ length: 200 }, (_, row) => row * 60_000),
    values: new Float64Array(200),
    windows: windows.map(([first, last]) => ({ first, last })),
  };
}

/** Scores that are 1 at these rows and 0 elsewhere. */
function alertsAt(...rows: readonly number[]): Float64Array {
  const scores = new Float64Array(200);
  for (const row of rows) scores[row] = 1;
  return scores;
}

function rawOf(one: NabFile, scores: Float64Array, profile = standard): number {
  return scoreAt(weighFiles([one], profile), [scores], { threshold: 1, profile }).raw;
}

describe('scaled sigmoid', () => {
  it.each([
    [-1, 0.98661],
    [-0.5, 0.84828],
    [0, 0],
    [0.5, -0.84828],
    [1, -0.98661],
    [3, -1],
    [10, -1],
  ])('at %d it is %d', (position, value) => {
    expect(scaledSigmoid(position)).toBeCloseTo(value, 5);
  });
});

describe('probation', () => {
  it.each([
    [200, 30],
    [1127, 169],
    [4032, 604],
    [5000, 750],
    [22_695, 750],
  ])('of %d rows are %d', (rows, probation) => {
    expect(probationOf(rows)).toBe(probation);
  });
});

describe('the score', () => {
  it('is 0 for a detector that says nothing and 100 for one that hits each left edge', () => {
    const files = [file([60, 79], [120, 139]), file([100, 119]), file()];
    const weighed = weighFiles(files, standard);
    const silent = files.map(() => alertsAt());
    expect(scoreAt(weighed, silent, { threshold: 1, profile: standard })).toMatchObject({
      raw: -3,
      normalized: 0,
      hits: 0,
    });
    const perfect = [alertsAt(60, 120), alertsAt(100), alertsAt()];
    const score = bestScore(weighed, perfect, standard);
    expect(score).toMatchObject({ hits: 3, falsePositives: 0, windows: 3, threshold: 1 });
    expect(score.normalized).toBeCloseTo(100, 10);
  });

  it('counts the first hit of a window only, the less the later', () => {
    const one = file([60, 79]);
    expect(rawOf(one, alertsAt(60))).toBeCloseTo(1, 10);
    // The eleventh of 20 rows: 10 rows are left, position −0.5.
    expect(rawOf(one, alertsAt(70))).toBeCloseTo(0.84828 / 0.98661, 4);
    expect(rawOf(one, alertsAt(70, 71, 79))).toBeCloseTo(0.84828 / 0.98661, 4);
    // The last row: position −1/20.
    expect(rawOf(one, alertsAt(79))).toBeCloseTo((2 / (1 + Math.exp(-0.25)) - 1) / 0.98661, 4);
  });

  it('takes 0.11 for a false alarm before any window, and less just after one', () => {
    const one = file([60, 80]);
    expect(rawOf(one, alertsAt(40))).toBeCloseTo(-1.11, 10);
    expect(rawOf(one, alertsAt(40, 41))).toBeCloseTo(-1.22, 10);
    // 10 rows after the right edge of a window of 21: position 0.5.
    expect(rawOf(one, alertsAt(90))).toBeCloseTo(-1 - 0.11 * 0.84828, 5);
    expect(rawOf(one, alertsAt(140))).toBeCloseTo(-1.11, 10);
  });

  it('does not score the probation', () => {
    expect(rawOf(file([60, 79]), alertsAt(0, 10, 29))).toBe(-1);
    expect(rawOf(file([60, 79]), alertsAt(30))).toBeCloseTo(-1.11, 10);
    // Half inside: hit from row 30 on only, for what it is worth there.
    expect(rawOf(file([20, 39]), alertsAt(20))).toBe(-1);
    expect(rawOf(file([20, 39]), alertsAt(30))).toBeCloseTo(0.84828 / 0.98661, 4);
  });

  it('weighs by profile', () => {
    const fewMisses = { ...standard, falseNegative: 2 };
    const fewFalse = { ...standard, falsePositive: 0.22 };
    expect(rawOf(file([60, 79]), alertsAt(40), fewMisses)).toBeCloseTo(-2.11, 10);
    expect(rawOf(file([60, 79]), alertsAt(40), fewFalse)).toBeCloseTo(-1.22, 10);
  });

  it('chooses one threshold for all files', () => {
    const files = [file([60, 79]), file([60, 79])];
    const first = alertsAt();
    const second = alertsAt();
    first[60] = 0.9;
    first[150] = 0.4;
    second[60] = 0.5;
    second[40] = 0.7;
    const score = bestScore(weighFiles(files, standard), [first, second], standard);
    // At 0.5 both are hit and one alarm is false; at 0.9 one is missed; at 0.4 there is one more false alarm.
    expect(score).toMatchObject({ threshold: 0.5, hits: 2, falsePositives: 1 });
    expect(score.raw).toBeCloseTo(2 - 0.11, 10);
    expect(score.normalized).toBeCloseTo((100 * (2 - 0.11 + 2)) / 4, 10);
  });
});
