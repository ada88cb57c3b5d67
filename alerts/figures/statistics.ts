/** The value that the share `q` of the values does not exceed, between neighbours by proportion, as SQL's `percentile_cont`. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const place = q * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? 0;
  return low + (high - low) * (place - Math.floor(place));
}

/** 97.5 % of a normal distribution lie below it. */
const z = 1.959964;

/**
 * The 95 % interval of a share by Wilson's score (1927): honest for few observations, where the share itself
 * says nearly nothing. Two of two gives 0.34 to 1.
 */
export function wilsonInterval(hits: number, count: number): { readonly low: number; readonly high: number } {
  if (count === 0) return { low: 0, high: 1 };
  const share = hits / count;
  const z2 = z * z;
  const middle = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half = (z / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
