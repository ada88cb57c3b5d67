import { expect, it } from 'vitest';
import { loadModel } from '../../rules/foresight/load.ts';
import { recordingPath, whyNoRecordings } from '../../test/support/recordings.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { thresholdBaseline, type Series } from '../baselines.ts';
import { driveForecast } from './cable-drive.ts';
import { readHousehold } from './load-recording.ts';

const threshold = 30;
const within_s = 600;

/** The share that was followed by a crossing in time. */
function rightOf(times: readonly number[], series: Series): number {
  const crossings = thresholdBaseline(series, threshold);
  const right = times.filter((time) =>
    crossings.some(({ at }) => at > time && at <= time + within_s * 1_000),
  );
  return right.length / times.length;
}

describeUnless(whyNoRecordings(), 'the current of a household', () => {
  it('is foretold rightly more often than not from 0.4 on, and better than by a lower threshold', async () => {
    const series = await readHousehold(recordingPath('uci_household_power'));
    const rule = {
      model: loadModel,
      threshold,
      within_s,
      minProbability: 0.4,
      keepProbability: 0.15,
      deadband: 0,
    };
    const forecasts = driveForecast(series, rule).map(({ at }) => at);
    const lower = thresholdBaseline(series, 24).map(({ at }) => at);
    expect(forecasts.length).toBeGreaterThan(5);
    expect(rightOf(forecasts, series)).toBeGreaterThan(0.5);
    expect(rightOf(forecasts, series)).toBeGreaterThan(1.5 * rightOf(lower, series));
  });
});
