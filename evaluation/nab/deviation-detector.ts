import type { DeviationEntry } from '../../rules/evaluators/deviation-entry.ts';
import { createDeviationDevice } from './deviation-device.ts';
import { probationOf, type NabFile } from './score.ts';

/** A longer silence than this many usual intervals teaches nothing more. */
const holdIntervals = 3;
/** The step of the instrument, as a share of what was seen in the probation. */
const resolutionShare = 1 / 300;

/**
 * The product's `deviation` evaluator with `baseline: sudden`, on a file of the benchmark: the score of each row is
 * what it calls news, in standard deviations. As in the benchmark, the detector is told how long the probation is,
 * which is its warm-up here; what else it needs (interval, resolution) is taken from the probation alone.
 */
export function deviationScores(file: NabFile): Float64Array {
  const setup = surveyProbation(file);
  const entry: DeviationEntry = {
    metric: 'power_kw',
    at_least: 1,
    baseline: 'sudden',
    direction: 'both',
    warm_up_h: setup.warmUp_h,
    resolution: setup.resolution,
    utc_offset_h: 0,
  };
  // Any kind and metric will do: the evaluator only sees numbers and times.
  const device = createDeviationDevice(entry, { kind: 'electrical', hold_ms: setup.hold_ms });
  return file.values.map((value, row) => {
    device.read(file.times[row] ?? NaN, value);
    return Math.abs(device.news_sd());
  });
}

function surveyProbation({ times, values }: NabFile) {
  const rows = Math.floor(probationOf(times.length));
  const intervals_ms = [...times.subarray(1, rows)].map((time, index) => time - (times[index] ?? NaN));
  const hold_ms = holdIntervals * (intervals_ms.toSorted((a, b) => a - b)[intervals_ms.length >> 1] ?? 0);
  const learned_ms = intervals_ms.reduce((sum, one) => sum + Math.max(0, Math.min(one, hold_ms)), 0);
  const seen = values.subarray(0, rows);
  const largest = seen.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const range =
    seen.reduce((most, value) => Math.max(most, value), -Infinity) -
    seen.reduce((least, value) => Math.min(least, value), Infinity);
  return {
    hold_ms,
    // A hair less than the whole, so that rounding does not cost the first row after it.
    warmUp_h: (learned_ms / 3_600_000) * (1 - 1e-9),
    resolution: Math.max(range * resolutionShare, largest * 1e-6, Number.MIN_VALUE * 1e9),
  };
}
