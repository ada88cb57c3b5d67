import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CaseWithPlace } from '../../live-protocol.ts';
import { clock, openCases } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { problemWords } from '../parts/problem-words.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { tell } from '../parts/notices.tsx';
import { personName } from '../parts/staff-names.ts';
import { say } from '../shell/language.ts';
import { casePath } from '../shell/router.ts';
import { me } from '../shell/session.ts';
import { caseApi, type CaseSearch } from './case-api.ts';
import { CaseDue, CaseTags } from './case-board.tsx';
import { periods, type CaseFilters } from './case-filter.ts';
import { categoryNames, sourceNames, stepNames } from './case-words.ts';
import { t } from './phrases.ts';

const pageSize = 50;

/** Cases line by line: the open ones as they are now, or with the archive, page by page from the service. */
export function CaseTable({ open, filters }: { open: readonly CaseWithPlace[]; filters: CaseFilters }) {
  return filters.all ? <Archive filters={filters} /> : <OpenCases cases={open} />;
}

/** Rows drawn at once; a storm of thousands of cases must not hold up the page. */
function OpenCases({ cases }: { cases: readonly CaseWithPlace[] }) {
  const shown = useSignal(pageSize);
  const rows = cases.slice(0, shown.value);
  return (
    <>
      <Rows cases={rows} />
      <More
        count={cases.length}
        isMore={rows.length < cases.length}
        onMore={() => (shown.value += pageSize)}
      />
    </>
  );
}

function Archive({ filters }: { filters: CaseFilters }) {
  // The period is counted from when it is asked, not by the second.
  const asked = JSON.stringify({ ...filters, order: null });
  const query = toSearch(filters, clock.peek());
  const first = useAnswer(asked, () => caseApi.search(query));
  return <Answered of={first}>{(page) => <ArchivePages key={asked} first={page} query={query} />}</Answered>;
}

function ArchivePages({
  first,
  query,
}: {
  first: { readonly cases: readonly CaseWithPlace[]; readonly nextCursor: string | null };
  query: CaseSearch;
}) {
  const further = useSignal<readonly CaseWithPlace[]>([]);
  const cursor = useSignal(first.nextCursor);
  useEffect(() => {
    further.value = [];
    cursor.value = first.nextCursor;
  }, [first]);

  async function more(): Promise<void> {
    if (cursor.value === null) return;
    const answer = await caseApi.search({ ...query, cursor: cursor.value });
    if (!answer.ok) {
      tell(problemWords(answer.problem), { isFault: true });
      return;
    }
    further.value = [...further.value, ...answer.value.cases];
    cursor.value = answer.value.nextCursor;
  }

  // What is open may have changed since the page was asked for.
  const live = new Map(openCases.value.map((one) => [one.id, one]));
  const cases = [...first.cases, ...further.value].map((one) => {
    const now = live.get(one.id);
    return now !== undefined && now.version > one.version ? now : one;
  });
  return (
    <>
      <Rows cases={cases} />
      <More count={cases.length} isMore={cursor.value !== null} onMore={() => void more()} />
    </>
  );
}

function More({ count, isMore, onMore }: { count: number; isMore: boolean; onMore: () => void }) {
  return (
    <p class="case-more dim">
      {t('found', { n: isMore ? `${count}+` : count })}
      {isMore && (
        <button type="button" onClick={onMore}>
          {t('showMore')}
        </button>
      )}
    </p>
  );
}

function Rows({ cases }: { cases: readonly CaseWithPlace[] }) {
  if (cases.length === 0) return <EmptyState title={t('noMatch')}>{t('noMatchDetail')}</EmptyState>;
  return (
    <div class="table-scroll">
      <table class="table case-table">
        <thead>
          <tr>
            <th>{t('severity')}</th>
            <th>{t('number')}</th>
            <th>{t('title')}</th>
            <th>{t('place')}</th>
            <th>{t('category')}</th>
            <th>{t('source')}</th>
            <th>{t('step')}</th>
            <th>{t('who')}</th>
            <th>{t('deadline')}</th>
            <th>{t('reportedAt')}</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((one) => (
            <CaseRow key={one.id} one={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CaseRow({ one }: { one: CaseWithPlace }) {
  const { id, number, title, place, category, source, step, assignee, reportedAt, severity, closedAt } = one;
  return (
    <tr class={closedAt === null ? undefined : 'is-closed'}>
      <td>
        <SeverityMark severity={severity} hollow />
      </td>
      <td class="case-number">{number}</td>
      <td class="case-title-cell">
        <a href={casePath(id)}>{title}</a> <CaseTags one={one} />
      </td>
      <td>{say(place) === '' ? <span class="dim">{t('noPlace')}</span> : say(place)}</td>
      <td>
        {category === null ? <span class="dim">{t('unknownCategory')}</span> : say(categoryNames[category])}
      </td>
      <td>{say(sourceNames[source])}</td>
      <td>{say(stepNames[step])}</td>
      <td>{assignee === null ? <span class="dim">{t('nobody')}</span> : personName(assignee)}</td>
      <td>
        <CaseDue one={one} />
      </td>
      <td class="case-number">{formatMoment(reportedAt, clock.peek())}</td>
    </tr>
  );
}

function toSearch(filters: CaseFilters, now: number): CaseSearch {
  const { step, level, area, category, source, late, mine, text, period } = filters;
  return {
    state: 'all',
    limit: pageSize,
    ...(step === null ? {} : { step }),
    ...(level === null ? {} : { level }),
    ...(area === null ? {} : { area }),
    ...(category === null ? {} : { category }),
    ...(source === null ? {} : { source }),
    ...(late ? { overdue: true } : {}),
    ...(mine ? { assignee: me.value?.username ?? '' } : {}),
    ...(text === '' ? {} : { text }),
    ...(period === null ? {} : { from: now - periods[period] }),
  };
}
