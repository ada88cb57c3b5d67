import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { clock, openCases } from '../live/live-store.ts';
import { caseApi } from './case-api.ts';
import { t } from './phrases.ts';

/** As many as are counted; beyond, "more than". */
const counted_max = 500;

/** How many are open, late, on hold, and were closed today by the clock on the wall. */
export function CaseStatistics() {
  const open = openCases.value;
  const late = open.filter(({ overdueSince, hold }) => overdueSince !== null && hold === null).length;
  const onHold = open.filter(({ hold }) => hold !== null).length;
  const closed = useSignal<number | null>(null);
  const today = new Date(clock.value).toDateString();
  useEffect(() => {
    let isCurrent = true;
    const closedFrom = new Date(today).getTime();
    void caseApi.search({ state: 'all', closedFrom, limit: counted_max }).then((answer) => {
      if (isCurrent && answer.ok) closed.value = answer.value.cases.length;
    });
    return () => {
      isCurrent = false;
    };
  }, [today, open.length]);
  return (
    <ul class="case-statistics" aria-label={t('statistics')}>
      <li>
        <b>{open.length}</b> {t('open')}
      </li>
      <li class={late > 0 ? 'is-late' : undefined}>
        <b>{late}</b> {t('late')}
      </li>
      <li>
        <b>{onHold}</b> {t('onHold')}
      </li>
      <li>
        <b>{closed.value === null ? '–' : closed.value >= counted_max ? `${counted_max}+` : closed.value}</b>{' '}
        {t('closedToday')}
      </li>
    </ul>
  );
}
