/** What a step says of a metric: its value at a share (0 to 1) of the step, at its nth reading (from 0). */
export type CourseValue = (share: number, index: number) => number;

/** What a metric's values in a step are, or why they are nothing; NaN as a value: not said. */
export function parseCourseValue(
  entry: unknown,
  /** What it was at the end of the step before; NaN when it was not said. */
  before: number,
): { readonly values: CourseValue; readonly after: number } | { readonly fault: string } {
  if (entry === null) return steady(NaN);
  if (typeof entry === 'boolean') return steady(entry ? 1 : 0);
  if (typeof entry === 'number') return steady(entry);
  if (typeof entry === 'string') return parseRamp(entry, before);
  if (!Array.isArray(entry)) return { fault: 'neither a number, a line such as "20 .. 80", a list nor ~' };
  const list: number[] = [];
  for (const item of entry as readonly unknown[]) {
    if (typeof item !== 'number' && item !== null) return { fault: 'a list holds numbers and ~ only' };
    list.push(item ?? NaN);
  }
  const last = list.at(-1);
  if (last === undefined) return { fault: 'an empty list' };
  return { values: (_, index) => list[index] ?? (index < list.length ? NaN : last), after: last };
}

function steady(value: number): { values: CourseValue; after: number } {
  return { values: () => value, after: value };
}

function parseRamp(text: string, before: number): ReturnType<typeof parseCourseValue> {
  const number = String.raw`[-+]?\d+(?:\.\d+)?`;
  const found = new RegExp(`^(${number})?\\s*\\.\\.\\s*(${number})$`).exec(text.trim());
  if (found === null) return { fault: `"${text}" is no line such as "20 .. 80" or ".. 80"` };
  const from = found[1] === undefined ? before : Number(found[1]);
  const to = Number(found[2]);
  if (Number.isNaN(from)) return { fault: `"${text}" begins at nothing: the metric was not said before` };
  return { values: (share) => toMillionths(from + (to - from) * share), after: to };
}

/** A straight line must not bring digits that nobody wrote. */
function toMillionths(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
