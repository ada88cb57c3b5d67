import { useMemo } from 'preact/hooks';
import { serverNow } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { formatTime } from '../parts/format.ts';
import { DefinitionsSwitch, FigureTable, Verdict } from './figure-table.tsx';
import { FloodTable } from './flood-table.tsx';
import { MissingNotes } from './missing-notes.tsx';
import { NoFigures } from './no-figures.tsx';
import { chosenPeriod, toDate } from './period.ts';
import { filterOf, PeriodFilters } from './period-filters.tsx';
import { t } from './phrases.ts';
import { reportsApi } from './reports-api.ts';
import { SeverityCounts } from './severity-counts.tsx';

/** The figures of a period beside those of the one before, day by day where there are several. */
export function PeriodFigures({ query }: { query: URLSearchParams }) {
  const key = JSON.stringify(['days', 'from', 'to', 'area', 'kind', 'seat'].map((name) => query.get(name)));
  // Up to when the filters were chosen: a period that grows while it is looked at cannot be compared.
  const chosen = useMemo(() => chosenPeriod(query, Math.floor(serverNow())), [key]);
  const filter = filterOf(query);
  const figures = useAnswer(key, () => reportsApi.figures(chosen.period, filter, 'day'));
  const earlier = useAnswer(key, () => reportsApi.figures(chosen.before, filter));
  const { from, to } = chosen.before;

  return (
    <>
      <PeriodFilters chosen={chosen} filter={filter} />
      {figures.problem !== null && figures.value === null ? (
        <NoFigures problem={figures.problem} again={figures.again} />
      ) : (
        <Answered of={figures}>
          {(table) => (
            <>
              <header class="section-head">
                <h2>
                  {t('stretch', { from: moment(table.from), to: moment(table.to), zone: table.timeZone })}
                </h2>
                <span class="dim">{t('compared', { from: moment(from), to: moment(to) })}</span>
                <Verdict row={table.total} />
                <span class="spring" />
                <DefinitionsSwitch query={query} />
              </header>
              <MissingNotes missing={table.missing} />
              <div class="reports-columns">
                <FigureTable
                  rows={[table.total]}
                  before={earlier.value?.total ?? null}
                  days={table.groups}
                  areExplained={query.get('define') === '1'}
                />
                <aside class="reports-aside">
                  <SeverityCounts row={table.total} />
                  <section aria-label={t('floods')}>
                    <h3>{t('floods')}</h3>
                    <FloodTable floods={table.floods} />
                  </section>
                  <p class="dim">{t('noPersons')}</p>
                </aside>
              </div>
            </>
          )}
        </Answered>
      )}
    </>
  );
}

/** With its date always: it stands beside another day's. */
function moment(time: number): string {
  return `${toDate(time)} ${formatTime(time).slice(0, -3)}`;
}
