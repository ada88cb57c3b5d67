import { findMetric, type SensorKind } from '../../../domain/kinds.ts';

/** Three digits say enough of what was worked out: `8.94`, `128`, `12,300`. */
export function numberWords(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

const cm_m = 100;

/**
 * How amounts of a metric's unit are said, all that stand together alike: a rate, a jump or a difference is often
 * less than the metric's last digit. Parts of a metre are centimetres.
 */
export function amountWords(
  kind: SensorKind,
  metric: string,
  together: readonly number[],
): (amount: number) => string {
  const unit = findMetric(kind, metric)?.unit ?? '';
  if (unit === 'm' && together.every((amount) => Math.abs(amount) < 1)) {
    return (amount) => `${numberWords(amount * cm_m)} cm`;
  }
  return (amount) => (unit === '' ? numberWords(amount) : `${numberWords(amount)} ${unit}`);
}
