import type { Metric } from '../domain/kind.ts';
import { kinds, type SensorKind } from '../domain/kinds.ts';

/** The column type of a metric: a measure needs fractions, a switch two bytes, a code or counter eight. */
export function metricColumnType(type: Metric['type']): 'float8' | 'int2' | 'int8' {
  if (type === 'measure') return 'float8';
  return type === 'switch' ? 'int2' : 'int8';
}

/**
 * The columns of `readings_<kind>` in the order in which they are written: time, device_id, fingerprint, seq,
 * received_at, flags, the kind's metrics in its order, extra.
 */
export function readingColumns(kind: SensorKind): readonly string[] {
  const metrics = kinds[kind].metrics.map((metric) => metric.name);
  return ['time', 'device_id', 'fingerprint', 'seq', 'received_at', 'flags', ...metrics, 'extra'];
}

/** The name of a kind's table of readings. */
export function readingsTable(kind: SensorKind): `readings_${SensorKind}` {
  return `readings_${kind}`;
}

/** The name of a kind's roll-up: by minute or by hour. */
export function rollupTable(
  kind: SensorKind,
  resolution: '1m' | '1h',
): `readings_${SensorKind}_${'1m' | '1h'}` {
  return `readings_${kind}_${resolution}`;
}
