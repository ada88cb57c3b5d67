import { describe, expect, it } from 'vitest';
import { createRandom } from '../../simulators/random.ts';
import { deviationScores } from './deviation-detector.ts';
import { randomScores, straightLineScores, withRest, zScores } from './plain-detectors.ts';
import { probationOf, type NabFile } from './score.ts';

const rows = 4_000;
const spikeRow = 3_000;

/** Two weeks at five minutes: noise on a daily cycle, and one spike. */
function createFile(seed: number): NabFile {
  const random = createRandom(seed);
  const times = Float64Array.from({ length: rows }, (_, row) => Date.UTC(2024, 0, 1) + row * 300_000);
  const values = times.map(
    (_, row) =>
      50 + 10 * Math.sin((2 * Math.PI * row) / 288) + random.normal(0, 1) + (row === spikeRow ? 40 : 0),
  );
  return { name: 'a.csv', times, values, windows: [] };
}

function scoredRows(scores: Float64Array): Float64Array {
  return scores.subarray(probationOf(rows));
}

function highest(scores: Float64Array): number {
  let row = probationOf(rows);
  for (let index = row; index < rows; index += 1) {
    if ((scores[index] ?? 0) > (scores[row] ?? 0)) row = index;
  }
  return row;
}

describe.each([
  ['deviation', deviationScores],
  ['z-score', zScores],
  ['straight line', straightLineScores],
  ['z-score with rest', withRest(zScores)],
])('%s', (_, detect) => {
  it('scores a spike highest', () => {
    expect(highest(detect(createFile(1)))).toBe(spikeRow);
  });

  it('knows nothing of what comes later', () => {
    const file = createFile(2);
    const other = { ...file, values: file.values.map((value, row) => (row < 2_000 ? value : -3 * value)) };
    expect([...detect(other).subarray(0, 2_000)]).toEqual([...detect(file).subarray(0, 2_000)]);
  });
});

describe('deviation', () => {
  it('scores the same whatever the unit and its zero', () => {
    const file = createFile(3);
    const scores = scoredRows(deviationScores(file));
    const scaled = { ...file, values: file.values.map((value) => 1_000 * value) };
    const shifted = { ...file, values: file.values.map((value) => value - 273.15) };
    for (const other of [scaled, shifted]) {
      const differences = scoredRows(deviationScores(other)).map(
        (score, row) => score - (scores[row] ?? NaN),
      );
      expect(Math.max(...differences.map(Math.abs))).toBeLessThan(1e-6);
    }
  });

  it('copes with a file that never changes', () => {
    const file = createFile(4);
    const flat = { ...file, values: file.values.map(() => 45) };
    const scores = deviationScores(flat);
    expect(scoredRows(scores).every((score) => score === 0)).toBe(true);
  });
});

it('chance speaks as often as it is told to, never in the probation', () => {
  const files = [createFile(5), createFile(6)];
  const random = createRandom(1);
  const scores = randomScores(files, { count: 40, random: () => random.next() });
  const total = scores.reduce((sum, one) => sum + one.reduce((count, score) => count + score, 0), 0);
  expect(total).toBeGreaterThan(35);
  expect(total).toBeLessThanOrEqual(40);
  for (const one of scores)
    expect(one.subarray(0, probationOf(rows)).every((score) => score === 0)).toBe(true);
});
