import type { ComponentChildren } from 'preact';
import type { HandoverList } from '../../../domain/handover.ts';
import { t } from './phrases.ts';

export interface SheetColumn<T> {
  readonly title: string;
  readonly cell: (line: T) => ComponentChildren;
  readonly isNarrow?: boolean;
}

/** One list of the sheet with its count; null: not known, which is not the same as none. */
export function SheetList<T>({
  id,
  title,
  note,
  list,
  columns,
}: {
  id: string;
  title: string;
  note?: string | undefined;
  list: HandoverList<T> | null;
  columns: readonly SheetColumn<T>[];
}) {
  const further = list === null ? 0 : list.count - list.items.length;
  return (
    <section id={id} class="handover-section" aria-label={title}>
      <h2>
        {title}{' '}
        {list === null ? (
          <span class="handover-unknown">{t('unknown')}</span>
        ) : (
          <span class={list.count === 0 ? 'dim' : undefined}>
            {list.count === 0 ? t('none') : list.count}
          </span>
        )}
        {note !== undefined && <span class="handover-note">{note}</span>}
      </h2>
      {list !== null && list.items.length > 0 && (
        <div class="table-scroll">
          <table class="table">
            <thead>
              <tr>
                {columns.map(({ title, isNarrow }) => (
                  <th key={title} scope="col" class={isNarrow === true ? 'handover-narrow' : undefined}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.items.map((line, index) => (
                <tr key={index}>
                  {columns.map(({ title, cell, isNarrow }) => (
                    <td key={title} class={isNarrow === true ? 'handover-narrow' : undefined}>
                      {cell(line)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {further > 0 && <p class="dim">{t('further', { n: further })}</p>}
    </section>
  );
}
