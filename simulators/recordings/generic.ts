import { kinds, type SensorKind } from '../../domain/kinds.ts';
import { fromColumnMapping } from './column-mapping.ts';
import type { RecordingFormat } from './recording-format.ts';

/**
 * A file whose columns are already named after the metrics of `kind`, with `time` (ISO 8601, UTC where no
 * zone is written) and, where it holds several devices, `device`. Metrics that it lacks are left out.
 */
export function generic(kind: SensorKind): RecordingFormat {
  return fromColumnMapping(
    {
      kind,
      time: { columns: ['time'], format: 'iso' },
      device: 'device',
      values: Object.fromEntries(kinds[kind].metrics.map((metric) => [metric.name, metric.name])),
    },
    { name: 'generic', title: 'columns time, device (optional) and the metrics of --kind' },
  );
}
