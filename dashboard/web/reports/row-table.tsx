import { figureDefinitions } from '../../../domain/figure-definitions.ts';
import type { FigureName, FigureRow } from '../../../domain/figures.ts';
import { severities } from '../../../domain/severity.ts';
import { FigureCell } from '../parts/figure-cell.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';

const shown: readonly FigureName[] = [
  'alertsPerTenMinutesMax',
  'floodShare',
  'acknowledgeMedian_s',
  'unacknowledged',
  'falseAlarmShare',
];

/** Seats, shifts, areas, kinds or rules beside each other by what tells them apart. */
export function RowTable({ title, rows }: { title: string; rows: readonly FigureRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <div class="table-scroll">
        <table class="table reports-rows">
          <thead>
            <tr>
              <th scope="col">{title}</th>
              <th scope="col" class="number">
                {t('announced')}
              </th>
              {severities.map(({ level }) => (
                <th key={level} scope="col" class="number">
                  <SeverityMark severity={level} hollow />
                </th>
              ))}
              {shown.map((name) => (
                <th key={name} scope="col">
                  {say(figureDefinitions[name].label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, announced, bySeverity, figures }) => (
              <tr key={key}>
                <th scope="row">{say(name)}</th>
                <td class="number">{announced}</td>
                {severities.map(({ level }) => (
                  <td key={level} class="number">
                    {bySeverity[level - 1] ?? 0}
                  </td>
                ))}
                {shown.map((figure) => (
                  <td key={figure}>
                    <FigureCell name={figure} figure={figures[figure]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
