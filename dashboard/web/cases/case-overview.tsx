import { isAllowed } from '../../../domain/roles.ts';
import { clock, isFilled, openCases } from '../live/live-store.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { t as common } from '../shell/language.ts';
import { me } from '../shell/session.ts';
import { CaseBoard } from './case-board.tsx';
import { CaseFilterBar } from './case-filter-bar.tsx';
import { filtersOf, inOrder, isAskedFor, isFiltered } from './case-filter.ts';
import { CaseStatistics } from './case-statistics.tsx';
import { CaseTable } from './case-table.tsx';
import { t } from './phrases.ts';

/** All open cases, as a board by what they wait for or as a table with the archive. */
export function CaseOverview({ query }: { query: URLSearchParams }) {
  const role = me.value?.role ?? 'viewer';
  const isTable = query.get('view') === 'table';
  const filters = filtersOf(query);
  const viewer = { me: me.value?.username ?? '', now: clock.value };
  const shown = inOrder(
    openCases.value.filter((one) => isAskedFor(one, filters, viewer)),
    filters.order,
  );
  return (
    <main class="page case-overview">
      <div class="section-head">
        <h1>{t('cases')}</h1>
        <CaseStatistics />
        <span class="spring" />
        {isAllowed(role, 'act') && (
          <a class="button primary" href="/cases/new">
            {t('newCase')}
          </a>
        )}
      </div>
      <CaseViews query={query} />
      <CaseFilterBar query={query} filters={filters} isTable={isTable} />
      {!isFilled.value ? (
        <p class="dim loading">{common('loading')}</p>
      ) : isTable ? (
        <CaseTable open={shown} filters={filters} />
      ) : shown.length > 0 || isFiltered(query) ? (
        <CaseBoard cases={shown} />
      ) : (
        <EmptyState title={t('noCases')}>{t('noCasesDetail')}</EmptyState>
      )}
    </main>
  );
}

/** The ways of looking at cases. */
export function CaseViews({ query, current }: { query: URLSearchParams; current?: 'sources' }) {
  const role = me.value?.role ?? 'viewer';
  const to = (view: string | null): string => {
    const next = new URLSearchParams(query);
    if (view === null) next.delete('view');
    else next.set('view', view);
    return next.size === 0 ? '/cases' : `/cases?${next.toString()}`;
  };
  const tabs = [
    { id: 'board', href: to(null), words: t('board') },
    { id: 'table', href: to('table'), words: t('table') },
    ...(isAllowed(role, 'manage') ? [{ id: 'sources', href: '/cases/sources', words: t('sources') }] : []),
  ];
  return (
    <Tabs
      label={t('views')}
      tabs={tabs}
      current={current ?? (query.get('view') === 'table' ? 'table' : 'board')}
    />
  );
}

/** Back from one case to all of them. */
export function BackToCases() {
  return (
    <a class="case-back" href="/cases">
      <Icon name="back" />
      {t('back')}
    </a>
  );
}
