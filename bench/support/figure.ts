/** One line of the report. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What was wanted, and whether it was reached; null where the figure only explains another. */
  readonly wanted: { readonly text: string; readonly reached: boolean } | null;
}

export function figure(name: string, value: number, unit: string): Figure {
  return { name, value, unit, wanted: null };
}

export function atLeast(name: string, value: number, unit: string, least: number): Figure {
  return { name, value, unit, wanted: { text: `≥ ${least}`, reached: value >= least } };
}

export function atMost(name: string, value: number, unit: string, most: number): Figure {
  return { name, value, unit, wanted: { text: `≤ ${most}`, reached: value <= most } };
}

/** The report as a Markdown table. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, wanted }) => {
    const verdict = wanted === null ? '' : `${wanted.text} ${wanted.reached ? 'reached' : 'NOT reached'}`;
    return `| ${name} | ${round(value)} ${unit} | ${verdict} |`;
  });
  return ['| figure | measured | wanted |', '|---|---|---|', ...rows].join('\n');
}

function round(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
