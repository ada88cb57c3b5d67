import type { Rule } from '../../rules/rule.ts';
import type { Series } from '../baselines.ts';
import type { Sample } from '../run-engine.ts';

/** Rules that speak of smoke and heat, not of a fault or a battery, and that tell somebody. */
export function isFireRule({ id, announce }: Rule): boolean {
  return announce && /^smoke-(alarm|heat|obscuration|co)/.test(id);
}

/** A temperature alone, as a detector without a smoke chamber sends it. */
export function toTemperatureSamples(series: Series): readonly Sample[] {
  return series.map(({ time, value }) => ({ time, values: { temperature_c: value } }));
}
