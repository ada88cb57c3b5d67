import type { FigureRow } from '../../../domain/figures.ts';
import { severities } from '../../../domain/severity.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { t } from './phrases.ts';

/** How many alerts were announced, by severity, with a bar of their mix. */
export function SeverityCounts({ row }: { row: FigureRow }) {
  const { announced, bySeverity } = row;
  return (
    <div class="reports-severities">
      <p class="reports-announced">
        <strong>{announced.toLocaleString('en-US')}</strong>
        <span class="dim">{t('announced')}</span>
      </p>
      <ul>
        {severities.map(({ level }) => (
          <li key={level}>
            <SeverityMark severity={level} hollow word />
            <span class="number">{(bySeverity[level - 1] ?? 0).toLocaleString('en-US')}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
