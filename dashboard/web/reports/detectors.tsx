import { useMemo } from 'preact/hooks';
import { serverNow } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { DetectorTable } from './detector-table.tsx';
import { NoFigures } from './no-figures.tsx';
import { chosenPeriod } from './period.ts';
import { filterOf, PeriodFilters } from './period-filters.tsx';
import { t } from './phrases.ts';
import { reportsApi } from './reports-api.ts';

/** A detector's record needs time: more than the days of other figures. */
const daysUsual = '90';

/** Detectors and rules by their false alarms, the worst first, with what the past says would help. */
export function Detectors({ query }: { query: URLSearchParams }) {
  const asked = new URLSearchParams(query);
  if (!asked.has('days') && !asked.has('from')) asked.set('days', daysUsual);
  const key = asked.toString();
  const chosen = useMemo(() => chosenPeriod(asked, Math.floor(serverNow())), [key]);
  const filter = filterOf(query);
  const detectors = useAnswer(key, () => reportsApi.detectors(chosen.period, filter));
  return (
    <>
      <PeriodFilters chosen={chosen} filter={filter} usual={daysUsual} />
      {detectors.problem !== null && detectors.value === null ? (
        <NoFigures problem={detectors.problem} again={detectors.again} />
      ) : (
        <Answered of={detectors}>
          {({ detectors: lines }) =>
            lines.length === 0 ? (
              <EmptyState title={t('noDetectors')}>{t('noDetectorsNext')}</EmptyState>
            ) : (
              <>
                {lines.every(({ judged }) => judged === 0) && (
                  <p class="reports-missing">{t('noneJudged')}</p>
                )}
                <DetectorTable detectors={lines} />
              </>
            )
          }
        </Answered>
      )}
    </>
  );
}
