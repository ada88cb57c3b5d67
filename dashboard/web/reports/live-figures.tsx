import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { formatMoment } from '../parts/format.ts';
import { useWhileSeen } from '../parts/use-while-seen.ts';
import { say } from '../shell/language.ts';
import { DefinitionsSwitch, FigureTable, Verdict } from './figure-table.tsx';
import { FloodTable } from './flood-table.tsx';
import { MissingNotes } from './missing-notes.tsx';
import { t } from './phrases.ts';
import { reportsApi } from './reports-api.ts';
import { SeverityCounts } from './severity-counts.tsx';

const everyMs = 10_000;
/** Seats with a column each; more would not fit beside each other. */
const seatsBesideMax = 4;

/** The figures since the present shift began, always the latest. */
export function LiveFigures({ query }: { query: URLSearchParams }) {
  const live = useAnswer('live', reportsApi.live);
  useWhileSeen(everyMs, live.again);
  return (
    <Answered of={live}>
      {({ total, groups, shift, from, floods, missing, timeZone }) => (
        <>
          <header class="section-head">
            <h2>
              {t('shiftFrom', {
                name: say(shift.name),
                from: formatMoment(from, clock.value),
              })}
            </h2>
            <Verdict row={total} />
            <span class="spring" />
            <DefinitionsSwitch query={query} />
          </header>
          {shift.id === null && <p class="dim">{t('noShift')}</p>}
          <MissingNotes missing={missing} />
          <div class="reports-columns">
            <FigureTable
              rows={groups.length > 1 ? [total, ...groups.slice(0, seatsBesideMax)] : [total]}
              areExplained={query.get('define') === '1'}
            />
            <aside class="reports-aside">
              <SeverityCounts row={total} />
              <section aria-label={t('floods')}>
                <h3>{t('floods')}</h3>
                <FloodTable floods={floods} />
              </section>
              <p class="dim">{t('noPersons')}</p>
              <p class="dim">{timeZone}</p>
            </aside>
          </div>
        </>
      )}
    </Answered>
  );
}
