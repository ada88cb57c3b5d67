import { t } from './phrases.ts';

const width = 240;
const height = 44;

/** One quantity over the last minutes as a line from nought; where it was not measured, there is none. */
export function CourseLine({
  title,
  values,
  format,
}: {
  title: string;
  values: readonly (number | null)[];
  format: (value: number) => string;
}) {
  const known = values.filter((value) => value !== null);
  const most = Math.max(...known, 0);
  const last = values.at(-1) ?? null;
  return (
    <figure class="system-course">
      <figcaption>
        <span class="dim">{title}</span>
        <strong>{last === null ? '–' : format(last)}</strong>
        <span class="dim system-most">{known.length > 0 && t('most', { value: format(most) })}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="system-foot" d={`M0 ${height - 0.5}H${width}`} />
        <path class="system-line" d={linePath(values, most)} />
      </svg>
    </figure>
  );
}

function linePath(values: readonly (number | null)[], most: number): string {
  const step = width / Math.max(1, values.length - 1);
  const scale = most === 0 ? 0 : (height - 3) / most;
  let isDrawing = false;
  return values
    .map((value, index) => {
      if (value === null) {
        isDrawing = false;
        return '';
      }
      const command = isDrawing ? 'L' : 'M';
      isDrawing = true;
      return `${command}${(index * step).toFixed(1)} ${(height - 1 - value * scale).toFixed(1)}`;
    })
    .join('');
}
