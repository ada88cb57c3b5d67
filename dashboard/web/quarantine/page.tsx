import './quarantine.css';
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { serverNow } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { t as tAll } from '../shell/language.ts';
import type { PageProps } from '../shell/pages.ts';
import { setQuery } from '../shell/router.ts';
import { MessageDetail } from './message-detail.tsx';
import { MessageList } from './message-list.tsx';
import { t } from './phrases.ts';
import { quarantineApi, type QuarantineFilter } from './quarantine-api.ts';
import { QuarantineCounts } from './quarantine-counts.tsx';

const hour_ms = 3_600_000;
const ranges = [
  { id: 'hour', phrase: 'rangeHour', length_ms: hour_ms },
  { id: 'day', phrase: 'rangeDay', length_ms: 24 * hour_ms },
  { id: 'week', phrase: 'rangeWeek', length_ms: 7 * 24 * hour_ms },
  { id: 'all', phrase: 'rangeAll', length_ms: null },
] as const;

/** Messages that could not be read: from whom, why, and what came. Filters and the choice are in the address. */
export function QuarantinePage({ query }: PageProps) {
  const range = ranges.find(({ id }) => id === query.get('range')) ?? ranges[1];
  const round = useSignal(0);
  const filter: QuarantineFilter = {
    device: query.get('device') ?? undefined,
    code: query.get('code') ?? undefined,
    // The same for all pages of one list: what slid out of the range in between would shift them.
    from: useMemo(
      () => (range.length_ms === null ? undefined : Math.floor(serverNow() - range.length_ms)),
      [range.id, round.value],
    ),
  };
  const chosen = query.get('id');
  const counts = useAnswer(JSON.stringify(filter), () => quarantineApi.counts(filter));
  const isAway = counts.problem?.code === 'database-away';

  return (
    <main class={chosen === null ? 'page quarantine' : 'page quarantine has-choice'}>
      <header class="section-head">
        <h1>{t('title')}</h1>
        {counts.value !== null && <span class="dim">{t('total', { n: counts.value.total })}</span>}
        <span class="spring" />
        <div class="quarantine-ranges" role="group" aria-label={t('range')}>
          {ranges.map(({ id, phrase }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === range.id}
              onClick={() => setQuery({ range: id === 'day' ? null : id, id: null })}
            >
              {t(phrase)}
            </button>
          ))}
          <button type="button" class="quiet" onClick={() => (round.value += 1)}>
            {t('again')}
          </button>
        </div>
      </header>
      <p class="dim quarantine-explained">{t('explained')}</p>
      {counts.problem !== null && counts.value === null ? (
        <EmptyState title={isAway ? t('databaseAway') : problemWords(counts.problem)}>
          <button type="button" onClick={() => (round.value += 1)}>
            {tAll('tryAgain')}
          </button>
        </EmptyState>
      ) : (
        <div class="quarantine-columns">
          <QuarantineCounts counts={counts.value} filter={filter} />
          <MessageList key={JSON.stringify(filter)} filter={filter} chosen={chosen} />
          <MessageDetail id={chosen} />
        </div>
      )}
    </main>
  );
}
