import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../rules/load-rules.ts';
import { waterRule } from '../rules/test-history.ts';
import { runEngine, runEngineTogether, toDetections, type Sample } from './run-engine.ts';

const start = 1_800_000_000_000;

function toSamples(...depths_m: readonly number[]): readonly Sample[] {
  return depths_m.map((depth_m, index) => ({ time: start + index * 60_000, values: { depth_m } }));
}

function heard_s(changes: readonly { readonly heardAt: number }[]): readonly number[] {
  return changes.map(({ heardAt }) => (heardAt - start) / 1_000);
}

describe('the engine on samples', () => {
  it('raises at the sample that breaches and returns at the one that does not', () => {
    const changes = runEngine({
      rules: [waterRule()],
      kind: 'water',
      samples: toSamples(0, 0.1, 0.3, NaN, 0.4, 0),
    });
    expect(changes.map(({ change }) => change)).toEqual(['raise', 'return']);
    expect(heard_s(changes)).toEqual([120, 300]);
    expect(changes[0]?.deviceId).toBe('device-1');
  });

  it('hears an alert that time alone completes within a second, also after the last sample', () => {
    const rules = [waterRule({ on_delay_s: 20.5 })];
    expect(heard_s(runEngine({ rules, kind: 'water', samples: toSamples(0, 0.3) }))).toEqual([81]);
    expect(heard_s(runEngine({ rules, kind: 'water', samples: toSamples(0, 0.3, 0.3) }))).toEqual([81]);
    expect(runEngine({ rules, kind: 'water', samples: toSamples(0, 0.3), after_s: 10 })).toEqual([]);
  });

  it('takes what is beyond the physical range, and nothing that is no number, as the service does', () => {
    expect(runEngine({ rules: [waterRule()], kind: 'water', samples: toSamples(0, 70, NaN) })).toEqual([]);
  });

  it('replaces an impossible time where the arrival is known, and keeps arrivals in order', () => {
    const samples = [
      { time: start, receivedAt: start, values: { depth_m: 0 } },
      { time: Date.UTC(2000, 0, 1), receivedAt: start + 60_000, values: { depth_m: 0.5 } },
    ];
    const changes = runEngine({ rules: [waterRule()], kind: 'water', samples });
    expect(changes.map(({ eventTime }) => eventTime)).toEqual([start + 60_000]);
  });

  it('refuses a metric that the kind does not have', () => {
    const samples = [{ time: start, values: { depth: 1 } }];
    expect(() => runEngine({ rules: [waterRule()], kind: 'water', samples })).toThrow(/no metric depth/);
  });

  it('gives several devices the alerts that each has alone', async () => {
    const { rules } = await loadRules(join(import.meta.dirname, '../rules/defaults'));
    const runs = [toSamples(0, 0.2, 0.3, 0.5, 0, 0), toSamples(0.5, 0.5, 0, 0, 0.2)].map(
      (samples, index) => ({
        kind: 'water' as const,
        deviceId: `gauge-${index}`,
        samples,
      }),
    );
    const together = runEngineTogether({ rules, devices: runs });
    const alone = runs.flatMap((run) => runEngine({ rules, ...run }));
    expect(alone.length).toBeGreaterThan(2);
    const told = (changes: typeof together) =>
      changes
        .map(({ deviceId, heardAt, change, alertId }) => `${deviceId} ${heardAt} ${change} ${alertId}`)
        .toSorted();
    expect(told(together)).toEqual(told(alone));
  });
});

describe('detections', () => {
  it('are what is raised, at the moment it is heard', () => {
    const rules = [waterRule({ on_delay_s: 5 }), waterRule({ id: 'test-other' })];
    const changes = runEngine({ rules, kind: 'water', samples: toSamples(0, 0.3, 0, 0.3) });
    const at = (ruleIds: readonly string[]) =>
      toDetections(changes, { ruleIds }).map((detection) => (detection.at - start) / 1_000);
    expect(at(['test-depth'])).toEqual([65, 185]);
    expect(at(['test-other'])).toEqual([60, 180]);
    expect(toDetections(changes, { forecasts: true })).toEqual([]);
    expect(toDetections(changes, { forecasts: false })).toHaveLength(4);
    expect(toDetections(changes)[0]?.probability).toBeNull();
  });
});
