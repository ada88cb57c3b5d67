import { fromColumnMapping } from './column-mapping.ts';
import type { RecordingFormat } from './recording-format.ts';

/**
 * UCI household power: one phase of a house near Paris, by the minute. The collection is published with
 * semicolons and here with commas: `delimiter` says which.
 */
export function uci(delimiter = ','): RecordingFormat {
  return fromColumnMapping(
    {
      kind: 'electrical',
      delimiter,
      time: { columns: ['Date', 'Time'], format: 'd/m/y', zone: 'Europe/Paris' },
      missing: ['?'],
      values: {
        current_l1_a: 'Global_intensity',
        voltage_l1_v: 'Voltage',
        power_kw: 'Global_active_power',
      },
    },
    { name: 'uci', title: 'UCI household power: current, voltage and power of one phase, by the minute' },
  );
}
