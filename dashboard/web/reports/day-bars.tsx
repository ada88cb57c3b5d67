import type { FigureName, FigureRow } from '../../../domain/figures.ts';
import { figureText } from '../parts/figure-words.ts';

const height = 26;
const step = 7;
const barWidth = 5;

/** A figure day by day: a bar each, a dashed foot where it is not known, an outline where its target is missed. */
export function DayBars({
  name,
  days,
  label,
}: {
  name: FigureName;
  days: readonly FigureRow[];
  label: string;
}) {
  const most = Math.max(...days.map(({ figures }) => figures[name].value ?? 0), Number.MIN_VALUE);
  const words = days.map(({ key, figures }) => `${key}: ${figureText(name, figures[name])}`);
  return (
    <svg
      class="reports-bars"
      viewBox={`0 0 ${days.length * step} ${height}`}
      style={{ width: `${Math.min(days.length * step, 280)}px` }}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${words.join('; ')}`}
    >
      {days.map(({ key, figures }, index) => {
        const figure = figures[name];
        const x = index * step + 1;
        if (figure.value === null) {
          return (
            <g key={key}>
              <title>{words[index]}</title>
              <rect class="reports-bar-room" x={x} width={barWidth} height={height} />
              <path class="reports-bar-unknown" d={`M${x} ${height - 1}h${barWidth}`} />
            </g>
          );
        }
        const size = Math.max(1, (figure.value / most) * (height - 2));
        return (
          <g key={key} class={figure.verdict === null ? undefined : `is-${figure.verdict}`}>
            <title>{words[index]}</title>
            <rect class="reports-bar-room" x={x} width={barWidth} height={height} />
            <rect class="reports-bar" x={x} y={height - size} width={barWidth} height={size} />
          </g>
        );
      })}
    </svg>
  );
}
