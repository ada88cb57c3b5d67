import { fromColumnMapping } from './column-mapping.ts';
import type { RecordingFormat, RecordingOptions } from './recording-format.ts';

/**
 * UL FSRI furniture fires: the thermocouple 25 mm below the ceiling, where a detector hangs, becomes
 * `temperature_c`. `channel` is the quadrant A to D; A by default, because a detector hangs in one place and
 * the hottest of four would be a detector that nobody has. Time 0 is the ignition. There was no obscuration
 * channel and no carbon monoxide.
 */
export function fsri({ channel = 'A' }: RecordingOptions = {}): RecordingFormat {
  return fromColumnMapping(
    {
      kind: 'smoke',
      time: { columns: ['Time'], format: 'seconds' },
      values: { temperature_c: `Quadrant ${channel} Temperature 25 mm Below Ceiling` },
    },
    { name: 'fsri', title: 'UL FSRI furniture fires: ceiling temperature; --channel A…D is the quadrant' },
  );
}
