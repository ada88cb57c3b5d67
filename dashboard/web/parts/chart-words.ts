import { t } from '../shell/language.ts';
import type { ChartData } from './chart-data.ts';

/** A course in a sentence, for those who do not see it: lowest, highest and last value. */
export function courseWords(data: ChartData, metric: string, format: (value: number) => string): string {
  const values = data[2].filter((value) => value !== null);
  const last = values.at(-1);
  if (last === undefined) return metric;
  const low = values.reduce((least, value) => Math.min(least, value), last);
  const high = values.reduce((most, value) => Math.max(most, value), last);
  return t('chartOf', { metric, min: format(low), max: format(high), last: format(last) });
}
