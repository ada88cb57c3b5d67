import { fromColumnMapping } from './column-mapping.ts';
import type { RecordingFormat, RecordingOptions } from './recording-format.ts';

/**
 * NIST TN 1455, home smoke alarms: temperature 20 mm below the ceiling, optical density as obscuration, and
 * carbon monoxide from vol % where the place had a gas analyser (A, B, C, F). `channel` is the place A to F; C
 * by default, which has gas, and whose smoke meter worked in every test (A's did not). Time 0 is the ignition.
 */
export function nist({ channel = 'C' }: RecordingOptions = {}): RecordingFormat {
  return fromColumnMapping(
    {
      kind: 'smoke',
      time: { columns: ['TIME'], format: 'seconds' },
      values: {
        temperature_c: `TC${channel}_1`,
        obscuration_pct_m: { column: `SM${channel}_1`, convert: 'optical-density', min: 0 },
        co_ppm: { column: `GAS${channel}_1`, scale: 10_000, min: 0 },
      },
    },
    {
      name: 'nist',
      title: 'NIST home smoke alarms: temperature, obscuration, CO; --channel A…F is the place',
    },
  );
}
