import { kinds, type SensorKind } from '../../domain/kinds.ts';

/** Units that people write instead of ours, and how to come to ours. */
const conversions: readonly { readonly suffix: string; readonly ours: string; readonly how: string }[] = [
  { suffix: '_f', ours: '_c', how: '°C = (°F − 32) / 1.8' },
  { suffix: '_k', ours: '_c', how: '°C = K − 273.15' },
  { suffix: '_cm', ours: '_m', how: 'm = cm / 100' },
  { suffix: '_mm', ours: '_m', how: 'm = mm / 1000' },
  { suffix: '_in', ours: '_m', how: 'm = in × 0.0254' },
  { suffix: '_ft', ours: '_m', how: 'm = ft × 0.3048' },
  { suffix: '_a', ours: '_ma', how: 'mA = A × 1000' },
  { suffix: '_ma', ours: '_a', how: 'A = mA / 1000' },
  { suffix: '_w', ours: '_kw', how: 'kW = W / 1000' },
  { suffix: '_kv', ours: '_v', how: 'V = kV × 1000' },
  { suffix: '_mv', ours: '_v', how: 'V = mV / 1000' },
  { suffix: '_km_h', ours: '_m_s', how: 'm/s = km/h / 3.6' },
  { suffix: '_m_s2', ours: '_mm_s2', how: 'mm/s² = m/s² × 1000' },
  { suffix: '_min', ours: '_h', how: 'h = min / 60' },
  { suffix: '_db_m', ours: '_pct_m', how: '%/m = 100 × (1 − 10^(−dB/m ÷ 10))' },
  { suffix: '_ppb', ours: '_ppm', how: 'ppm = ppb / 1000' },
];

/** What to write instead of a metric that the kind lacks: another unit, a slip of the pen, or what there is. */
export function suggestMetric(name: string, kind: SensorKind): string {
  const names = kinds[kind].metrics.map((metric) => metric.name);
  for (const { suffix, ours, how } of conversions) {
    if (!name.endsWith(suffix)) continue;
    const meant = name.slice(0, -suffix.length) + ours;
    if (names.includes(meant)) return `did you mean ${meant}? The unit is the last part of the name: ${how}`;
  }
  const stem = name.split('_')[0] ?? name;
  const near = names.filter((known) => known.includes(stem) || name.includes(known));
  if (near.length === 0) near.push(...names.filter((known) => distance(known, name) <= 2));
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has ${names.join(', ')}`;
}

/** How many letters must be changed, added or left out. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
