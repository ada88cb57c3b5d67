/** One line of the report. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What was wanted; missing where the figure only explains another. */
  readonly wanted?: { readonly atLeast: number } | { readonly atMost: number };
}

/** True when the figure is what was wanted, or nothing was. */
export function isReached({ value, wanted }: Figure): boolean {
  if (wanted === undefined) return true;
  return 'atLeast' in wanted ? value >= wanted.atLeast : value <= wanted.atMost;
}

/** The report as a Markdown table. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map(
    (figure) => `| ${figure.name} | ${round(figure.value)} ${figure.unit} | ${verdict(figure)} |`,
  );
  return ['| figure | measured | wanted |', '|---|---|---|', ...rows].join('\n');
}

function verdict(figure: Figure): string {
  const { wanted } = figure;
  if (wanted === undefined) return '';
  const limit = 'atLeast' in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`;
  return `${limit}: ${isReached(figure) ? 'reached' : 'NOT reached'}`;
}

function round(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
