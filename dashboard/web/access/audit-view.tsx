import { useSignal } from '@preact/signals';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { setQuery } from '../shell/router.ts';
import { accessApi, type AuditFilter, type AuditLine } from './access-api.ts';
import { AuditFilters, clearFilters, readFilter } from './audit-filters.tsx';
import { auditWords, detailWords } from './audit-words.ts';
import { ChainState } from './chain-state.tsx';
import { t } from './phrases.ts';

/** Who did what, and what was refused. The filters are in the address. */
export function AuditView({ query }: { query: URLSearchParams }) {
  const filter = readFilter(query);
  return (
    <>
      <ChainState />
      <AuditFilters key={query.toString()} query={query} filter={filter} />
      <AuditList key={JSON.stringify(filter)} filter={filter} />
    </>
  );
}

function AuditList({ filter }: { filter: AuditFilter }) {
  const first = useAnswer('audit', () => accessApi.audit(filter));
  const further = useSignal<readonly AuditLine[]>([]);
  /** Undefined: as the first page says. */
  const cursor = useSignal<string | null | undefined>(undefined);
  const isAsking = useSignal(false);

  async function more(after: string): Promise<void> {
    isAsking.value = true;
    const answer = await accessApi.audit(filter, after);
    isAsking.value = false;
    if (!answer.ok) {
      tell(problemWords(answer.problem), { isFault: true });
      return;
    }
    further.value = [...further.value, ...answer.value.entries];
    cursor.value = answer.value.nextCursor;
  }

  if (first.value === null && first.problem?.code === 'database-away') {
    return <EmptyState title={t('databaseAway')} />;
  }
  return (
    <Answered of={first}>
      {({ entries, nextCursor, waiting }) => {
        const next = cursor.value === undefined ? nextCursor : cursor.value;
        const all = [...entries, ...further.value];
        return (
          <>
            {waiting > 0 && <p class="dim">{t('stillWaiting', { n: waiting })}</p>}
            {all.length === 0 ? (
              <EmptyState title={t('noEntries')}>
                <button type="button" onClick={clearFilters}>
                  {t('clearFilters')}
                </button>
              </EmptyState>
            ) : (
              <AuditTable entries={all} />
            )}
            {next !== null && (
              <button
                class="access-older"
                type="button"
                disabled={isAsking.value}
                onClick={() => void more(next)}
              >
                {t('older')}
              </button>
            )}
          </>
        );
      }}
    </Answered>
  );
}

function AuditTable({ entries }: { entries: readonly AuditLine[] }) {
  return (
    <div class="table-scroll" role="region" aria-label={t('audit')} tabIndex={0}>
      <table class="table access-audit">
        <thead>
          <tr>
            {(['time', 'who', 'action', 'subject', 'detail', 'address'] as const).map((head) => (
              <th key={head} scope="col">
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, who, action, target, detail, address }) => (
            <tr key={id}>
              <td class="dim access-time">{formatMoment(at, clock.value)}</td>
              <td>
                <button class="access-pick" type="button" onClick={() => setQuery({ who })}>
                  {who === 'nobody' ? t('nobody') : who === 'service' ? t('service') : who}
                </button>
              </td>
              <td>{auditWords(action)}</td>
              <td class="access-long">{target ?? ''}</td>
              <td class="dim access-long">{detailWords(detail)}</td>
              <td class="dim">{address ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
