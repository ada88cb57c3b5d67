import { say } from '../shell/language.ts';
import type { ImportFault, ImportPreview, PreviewRow } from './fleet-api.ts';
import { t } from './phrases.ts';

const stateWords = {
  new: 'stateNew',
  changed: 'stateChanged',
  unchanged: 'stateUnchanged',
  faulty: 'stateFaulty',
} as const;

/** The rows of an import as they stand in its file, with each faulty cell marked and its fault beside it. */
export function ImportTable({ preview }: { preview: ImportPreview }) {
  const { columns, rows, errors, rowCount } = preview;
  const byLine = Map.groupBy(errors, ({ line }) => line);
  const shown = new Set(rows.map(({ line }) => line));
  // Of the header, or of rows that could not be taken apart.
  const others = errors.filter(({ line }) => !shown.has(line));
  return (
    <>
      {others.length > 0 && (
        <ul class="fleet-faults">
          {others.map((fault, index) => (
            <li key={index}>
              {t('rowFault', { line: fault.line })}
              {fault.column !== null && <code> {fault.column}</code>}: {say(fault.words)}
            </li>
          ))}
        </ul>
      )}
      {rowCount > rows.length && <p class="dim">{t('notAllShown', { n: rows.length })}</p>}
      {rows.length > 0 && (
        <div class="table-scroll">
          <table class="table fleet-preview">
            <thead>
              <tr>
                <th class="number">{t('line')}</th>
                <th>{t('state')}</th>
                {columns.map((column) => (
                  <th key={column}>{column}</th>
                ))}
                <th>{t('fault')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.line} row={row} columns={columns} faults={byLine.get(row.line) ?? []} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Row({
  row,
  columns,
  faults,
}: {
  row: PreviewRow;
  columns: readonly string[];
  faults: readonly ImportFault[];
}) {
  const faulty = new Set(faults.map(({ column }) => column));
  return (
    <tr class={`is-${row.state}`}>
      <td class="number dim">{row.line}</td>
      <td>{t(stateWords[row.state])}</td>
      {columns.map((column) => (
        <td
          key={column}
          class={faulty.has(column) ? 'fleet-faulty' : undefined}
          aria-invalid={faulty.has(column)}
        >
          {row.cells[column] ?? (faulty.has(column) ? '—' : '')}
        </td>
      ))}
      <td>{faults.map(({ words }) => say(words)).join(' ')}</td>
    </tr>
  );
}
