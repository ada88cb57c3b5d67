import { kinds, type SensorKind } from '../../../domain/kinds.ts';

/** The metrics that tell most of a kind at a glance, the first that a device sends. */
const telling: Readonly<Record<SensorKind, readonly string[]>> = {
  smoke: ['obscuration_pct_m', 'temperature_c'],
  electrical: ['residual_current_ma', 'power_kw'],
  water: ['depth_m'],
  elevator: ['floor', 'speed_m_s'],
};

/** A device's most telling latest value, as metric and value; null when it sent nothing. */
export function keyValue({
  kind,
  latest,
}: {
  readonly kind: SensorKind;
  readonly latest: { readonly values: Readonly<Record<string, number>> } | null;
}): readonly [metric: string, value: number] | null {
  if (latest === null) return null;
  for (const metric of [...telling[kind], ...kinds[kind].metrics.map(({ name }) => name)]) {
    const value = latest.values[metric];
    if (value !== undefined) return [metric, value];
  }
  return null;
}
