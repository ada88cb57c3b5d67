import { useSignal } from '@preact/signals';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { devicePath, setQuery } from '../shell/router.ts';
import { codeWords } from './fault-words.ts';
import { t } from './phrases.ts';
import { quarantineApi, type QuarantinedLine, type QuarantineFilter } from './quarantine-api.ts';

/** The messages of a filter, newest first, a page more on demand. */
export function MessageList({ filter, chosen }: { filter: QuarantineFilter; chosen: string | null }) {
  const first = useAnswer(JSON.stringify(filter), () => quarantineApi.list(filter));
  const further = useSignal<readonly QuarantinedLine[]>([]);
  /** Undefined: as the first page says. */
  const cursor = useSignal<string | null | undefined>(undefined);
  const isAsking = useSignal(false);

  async function more(after: string): Promise<void> {
    isAsking.value = true;
    const answer = await quarantineApi.list(filter, after);
    isAsking.value = false;
    if (!answer.ok) {
      tell(problemWords(answer.problem), { isFault: true });
      return;
    }
    further.value = [...further.value, ...answer.value.messages];
    cursor.value = answer.value.nextCursor;
  }

  return (
    <section class="quarantine-list" aria-label={t('title')}>
      <Answered of={first}>
        {({ messages, nextCursor }) => {
          const next = cursor.value === undefined ? nextCursor : cursor.value;
          const all = [...messages, ...further.value];
          return all.length === 0 ? (
            <EmptyState title={t('none')}>
              <p>{t('noneExplained')}</p>
              {(filter.code ?? filter.device) !== undefined && (
                <button type="button" onClick={() => setQuery({ code: null, device: null, id: null })}>
                  {t('clearFilters')}
                </button>
              )}
            </EmptyState>
          ) : (
            <>
              <MessageTable messages={all} chosen={chosen} />
              {next !== null && (
                <button type="button" disabled={isAsking.value} onClick={() => void more(next)}>
                  {t('older')}
                </button>
              )}
            </>
          );
        }}
      </Answered>
    </section>
  );
}

function MessageTable({ messages, chosen }: { messages: readonly QuarantinedLine[]; chosen: string | null }) {
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{t('time')}</th>
          <th scope="col">{t('device')}</th>
          <th scope="col">{t('reason')}</th>
          <th scope="col" class="quarantine-beginning">
            {t('beginning')}
          </th>
          <th scope="col" class="number">
            {t('size')}
          </th>
        </tr>
      </thead>
      <tbody>
        {messages.map(({ id, receivedAt, deviceId, code, payloadBytes, payloadText }) => (
          <tr key={id} class={id === chosen ? 'is-chosen' : undefined}>
            <td>
              <button
                type="button"
                class="quarantine-open"
                aria-current={id === chosen ? 'true' : undefined}
                onClick={() => setQuery({ id })}
              >
                {formatMoment(receivedAt, clock.value)}
              </button>
            </td>
            <td class="quarantine-device">
              {deviceId === null ? t('noDevice') : <a href={devicePath(deviceId)}>{deviceId}</a>}
            </td>
            <td>{codeWords(code)}</td>
            <td class="quarantine-beginning dim">
              <span>{payloadText.slice(0, 80)}</span>
            </td>
            <td class="number">{payloadBytes}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
