import type { Figure } from './figure.ts';
import { percentile } from './median.ts';

/** How long alarms took to a screen's socket while something else went on, ms. */
export function alarmFigures(delays_ms: readonly number[]): readonly Figure[] {
  const name = 'alarm → socket meanwhile';
  return [
    { name: `${name}, p50`, value: percentile(delays_ms, 0.5), unit: 'ms' },
    { name: `${name}, p99`, value: percentile(delays_ms, 0.99), unit: 'ms', wanted: { atMost: 2_000 } },
    { name: `${name}, longest`, value: percentile(delays_ms, 1), unit: 'ms' },
  ];
}
