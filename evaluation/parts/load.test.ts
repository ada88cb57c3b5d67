import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../../rules/load-rules.ts';
import { recordingPath, whyNoRecordings } from '../../test/support/recordings.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { thresholdBaseline } from '../baselines.ts';
import { createForecaster, forecastRules } from '../hear-alerts.ts';
import { readHousehold } from './load-recording.ts';
import { rightOf, toEvents } from './load.ts';

function at(...times_s: readonly number[]) {
  return times_s.map((time_s) => ({ at: time_s * 1_000, probability: null }));
}

describe('forecasts of load', () => {
  it('are right when a crossing follows within ten minutes, and not when it is there already', () => {
    expect(rightOf(at(0, 399, 400, 1_000, 1_001), toEvents(at(1_000)))).toBe(1 / 5);
  });
});

describeUnless(whyNoRecordings(), 'the current of a household', () => {
  it('is foretold by the shipped rule rightly more often than not, and better than by a lower threshold', async () => {
    const { rules } = await loadRules(join(import.meta.dirname, '../../rules/defaults'));
    const series = await readHousehold(recordingPath('uci_household_power'));
    const events = toEvents(thresholdBaseline(series, 30));
    const hear = createForecaster(forecastRules(rules, 'load'), {
      kind: 'electrical',
      metric: 'current_l1_a',
    });
    const right = rightOf(hear(series), events);
    expect(hear(series).length).toBeGreaterThan(5);
    expect(right).toBeGreaterThan(0.5);
    expect(right).toBeGreaterThan(1.5 * rightOf(thresholdBaseline(series, 24), events));
  });
});
