import type { HandoverSheet } from '../../../domain/handover.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { t } from './phrases.ts';
import type { BesideSheet } from './sheet.tsx';

/** How much there is of each, at one glance; a press leads to it. */
export function SheetCounts({ sheet, beside }: { sheet: HandoverSheet; beside: BesideSheet | null }) {
  const counts = [
    { id: 'unacknowledged', words: t('unacknowledged'), count: sheet.unacknowledged.count },
    { id: 'open', words: t('open'), count: sheet.open.count },
    { id: 'cases', words: t('cases'), count: sheet.cases?.count ?? null },
    ...(beside === null
      ? []
      : [{ id: 'planRuns', words: t('planRuns'), count: beside.planRuns?.length ?? null }]),
    { id: 'shelved', words: t('shelved'), count: sheet.shelved.count },
    ...(beside === null
      ? []
      : [{ id: 'devices', words: t('outOfService'), count: beside.marks?.length ?? null }]),
    { id: 'incidents', words: t('incidents'), count: sheet.incidents?.count ?? null },
  ];
  if (counts.every(({ count }) => count === 0)) {
    return <EmptyState title={t('nothingLeft')}>{t('nothingLeftNext')}</EmptyState>;
  }
  return (
    <ul class="handover-counts no-print" aria-label={t('leaves')}>
      {counts.map(({ id, words, count }) => (
        <li key={id}>
          <button
            type="button"
            class={count === 0 ? 'is-none' : undefined}
            onClick={() => document.getElementById(id)?.scrollIntoView({ block: 'start' })}
          >
            <strong>{count ?? '?'}</strong>
            <span>{count === null ? `${words} · ${t('unknown')}` : words}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
