import type { Rule } from '../../rules/rule.ts';
import type { Series } from '../baselines.ts';
import type { Detection } from '../protocol.ts';
import { runEngineTogether, type HeardChange } from '../run-engine.ts';
import type { FloodGauge } from './water-floods.ts';

/** A forecast when it was made; seconds from then on. */
export interface Warning extends Detection {
  readonly probability: number;
  readonly expected_s: number;
  readonly earliest_s: number;
  readonly latest_s: number;
}

/**
 * The forecasts of a command centre that has all these gauges, by their series. They run together on one engine, as
 * they would there: what a forecast says is corrected by what came of those before it, at whichever gauge.
 */
export function forecastsTogether(
  rules: readonly Rule[],
  gauges: readonly FloodGauge[],
): ReadonlyMap<Series, readonly Warning[]> {
  const devices = gauges.map(({ sensorId, series }) => ({
    kind: 'water' as const,
    deviceId: sensorId,
    samples: series.map(({ time, value }) => ({ time, values: { depth_m: value } })),
  }));
  const said = Map.groupBy(
    runEngineTogether({ rules, devices }).filter(
      ({ change, retrospective, forecast }) => change === 'raise' && !retrospective && forecast !== null,
    ),
    ({ deviceId }) => deviceId,
  );
  return new Map(
    gauges.map(({ sensorId, series }) => [series, (said.get(sensorId) ?? []).flatMap(toWarning)]),
  );
}

function toWarning({ forecast, heardAt }: HeardChange): readonly Warning[] {
  if (forecast === null) return [];
  const { probability, expectedAt, earliestAt, latestAt } = forecast;
  return [
    {
      at: heardAt,
      probability,
      expected_s: (expectedAt - heardAt) / 1_000,
      earliest_s: (earliestAt - heardAt) / 1_000,
      latest_s: (latestAt - heardAt) / 1_000,
    },
  ];
}
