import { markup, type Html } from './html.ts';

/** Charts for paper: SVG without styles or scripts of its own; every bar and point has its number. */

const width = 640;
const height = 150;
const left = 34;
const bottom = 22;
const top = 14;

export interface BarPart {
  readonly value: number;
  readonly fill: string;
}

export interface Bar {
  readonly label: string;
  /** From the bottom up. */
  readonly parts: readonly BarPart[];
}

/** Stacked bars, such as alerts a day by severity, with a line where a limit is. */
export function toBars(options: {
  readonly bars: readonly Bar[];
  readonly title: string;
  readonly limit: { readonly value: number; readonly label: string } | null;
}): Html {
  const { bars, title, limit } = options;
  const totals = bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const most = Math.max(1, ...totals);
  // A limit far above what happened would press all bars flat.
  const isLimitShown = limit !== null && limit.value <= most * 2;
  const scale = niceScale(isLimitShown ? Math.max(most, limit.value) : most);
  const y = (value: number): number => height - bottom - (value / scale.max) * (height - bottom - top);
  const step = (width - left - 4) / Math.max(1, bars.length);
  const barWidth = Math.min(step * 0.7, 26);
  const labelEvery = Math.ceil(bars.length / 16);
  const areNumbersShown = step >= 13;
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
    ${scale.ticks.map((tick) => markup`<line x1="${left}" x2="${width}" y1="${fix(y(tick))}" y2="${fix(y(tick))}" stroke="#ddd" stroke-width=".6" /><text x="${left - 4}" y="${fix(y(tick) + 3)}" text-anchor="end">${tick}</text>`)}
    ${bars.map(({ label, parts }, index) => {
      const x = left + index * step + step / 2;
      let sum = 0;
      const total = totals[index] ?? 0;
      return markup`${parts.map(({ value, fill }) => {
        if (value === 0) return null;
        const base = sum;
        sum += value;
        return markup`<rect
          x="${fix(x - barWidth / 2)}"
          y="${fix(y(sum))}"
          width="${fix(barWidth)}"
          height="${fix(y(base) - y(sum))}"
          fill="${fill}"
        />`;
      })}${areNumbersShown ? markup`<text x="${fix(x)}" y="${fix(y(total) - 3)}" text-anchor="middle">${total}</text>` : null}${index % labelEvery === 0 ? markup`<text x="${fix(x)}" y="${height - bottom + 12}" text-anchor="middle">${label}</text>` : null} `;
    })}
    ${isLimitShown ? markup`<line x1="${left}" x2="${width}" y1="${fix(y(limit.value))}" y2="${fix(y(limit.value))}" stroke="#b42318" stroke-width=".8" stroke-dasharray="4 3" /><text x="${width}" y="${fix(y(limit.value) - 3)}" text-anchor="end">${limit.label}</text>` : null}
    <line
      x1="${left}"
      x2="${width}"
      y1="${height - bottom}"
      y2="${height - bottom}"
      stroke="#1a1a1a"
      stroke-width=".8"
    />
  </svg>`;
}

export interface Point {
  readonly label: string;
  /** Null: nothing is known, and the line has a gap. */
  readonly value: number | null;
}

/** A line through points, such as the time to acknowledge by day; the numbers are told by `toText`. */
export function toLine(options: {
  readonly points: readonly Point[];
  readonly title: string;
  readonly toText: (value: number) => string;
}): Html {
  const { points, title, toText } = options;
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const scale = niceScale(Math.max(1, ...values));
  const y = (value: number): number => height - bottom - (value / scale.max) * (height - bottom - top);
  const step = (width - left - 12) / Math.max(1, points.length);
  const x = (index: number): number => left + index * step + step / 2;
  const labelEvery = Math.ceil(points.length / 16);
  const numberEvery = Math.ceil(points.length / 12);
  const segments = segmentsOf(points).map((segment) =>
    segment.map(({ index, value }) => `${fix(x(index))},${fix(y(value))}`).join(' '),
  );
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
    ${scale.ticks.map((tick) => markup`<line x1="${left}" x2="${width}" y1="${fix(y(tick))}" y2="${fix(y(tick))}" stroke="#ddd" stroke-width=".6" /><text x="${left - 4}" y="${fix(y(tick) + 3)}" text-anchor="end">${tick}</text>`)}
    ${segments.map((line) => markup`<polyline points="${line}" fill="none" stroke="#1f4e8c" stroke-width="1.4" />`)}
    ${points.map(
      ({ label, value }, index) =>
        markup`${value === null ? null : markup`<circle cx="${fix(x(index))}" cy="${fix(y(value))}" r="1.9" fill="#1f4e8c" />${index % numberEvery === 0 ? markup`<text x="${fix(x(index))}" y="${fix(y(value) - 5)}" text-anchor="middle">${toText(value)}</text>` : null}`}${index % labelEvery === 0 ? markup`<text x="${fix(x(index))}" y="${height - bottom + 12}" text-anchor="middle">${label}</text>` : null} `,
    )}
    <line
      x1="${left}"
      x2="${width}"
      y1="${height - bottom}"
      y2="${height - bottom}"
      stroke="#1a1a1a"
      stroke-width=".8"
    />
  </svg>`;
}

/** What is known, without a break. */
function segmentsOf(points: readonly Point[]): readonly (readonly { index: number; value: number }[])[] {
  const segments: { index: number; value: number }[][] = [[]];
  for (const [index, { value }] of points.entries()) {
    if (value === null) segments.push([]);
    else segments.at(-1)?.push({ index, value });
  }
  return segments.filter((segment) => segment.length > 1);
}

/** Round numbers up to at least `most`. */
function niceScale(most: number): { readonly max: number; readonly ticks: readonly number[] } {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough,
  );
  const count = Math.ceil(most / step);
  return {
    max: count * step,
    ticks: Array.from({ length: count + 1 }, (_, index) => Math.round(index * step * 100) / 100),
  };
}

function fix(value: number): string {
  return value.toFixed(1);
}
