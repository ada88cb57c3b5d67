import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { clock } from '../live/live-store.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatAge, formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { askConfirmations, confirmations, type Confirmation } from '../shell/confirmations.ts';
import { actWords } from '../shell/held-words.ts';
import { language, t as common } from '../shell/language.ts';
import { accessApi } from './access-api.ts';
import { ConfirmationDialog } from './confirmation-dialog.tsx';
import { DetailFacts, Subject } from './confirmation-facts.tsx';
import { t } from './phrases.ts';
import { SettledTable } from './settled-table.tsx';

/** What waits for a second person, what became of the latest, and which acts those are here. */
export function ConfirmationList() {
  const known = confirmations.value;
  const shown = useSignal<string | null>(null);
  // Whoever opens the page sees it as it is, whatever the line has told.
  useEffect(() => void askConfirmations(), []);
  if (known === null) return <p class="dim loading">{common('loading')}</p>;
  const waiting = known.confirmations.filter(isOpen);
  const settled = known.confirmations.filter((one) => !isOpen(one));
  const looked = waiting.find(({ id }) => id === shown.value);
  return (
    <>
      {waiting.length === 0 ? (
        <EmptyState title={t('nothingWaits')}>
          <p>{t(known.configured.length === 0 ? 'configuredNone' : 'nothingWaitsHint')}</p>
        </EmptyState>
      ) : (
        <ul class="access-waiting">
          {waiting.map((one) => (
            <Waiting key={one.id} one={one} look={() => (shown.value = one.id)} />
          ))}
        </ul>
      )}
      {settled.length > 0 && <SettledTable settled={settled} />}
      {known.configured.length > 0 && (
        <section>
          <h2>{t('configured')}</h2>
          <ul class="access-configured">
            {known.configured.map((act) => (
              <li key={act}>{actWords(act)}</li>
            ))}
          </ul>
          <p class="dim">{t('configuredHint')}</p>
        </section>
      )}
      {looked !== undefined && <ConfirmationDialog one={looked} onClose={() => (shown.value = null)} />}
    </>
  );
}

function isOpen({ state }: Confirmation): boolean {
  return state === 'waiting' || state === 'underway';
}

function Waiting({ one, look }: { one: Confirmation; look: () => void }) {
  const { id, act, askedBy, askedByName, askedAt, expiresAt, isOwn, state } = one;
  const isBusy = useSignal(false);
  async function withdraw(): Promise<void> {
    isBusy.value = true;
    const answer = await accessApi.decline(id);
    isBusy.value = false;
    if (answer.ok) tell(t('declined', { act: actWords(act) }));
    else tell(problemWords(answer.problem), { isFault: true });
    void askConfirmations();
  }
  return (
    <li class={isOwn ? 'access-card' : 'access-card is-asked'}>
      <div>
        <h3>{actWords(act)}</h3>
        {(one.subject ?? one.about) !== null && (
          <p>
            <Subject one={one} />
          </p>
        )}
        <DetailFacts one={one} />
        <p class="dim">
          {t('askedBy', { name: askedByName, username: askedBy, time: formatMoment(askedAt, clock.value) })} ·{' '}
          {state === 'underway'
            ? t('underway')
            : t('endsIn', { age: formatAge(expiresAt - clock.value, language.value) })}
        </p>
      </div>
      <div class="access-card-acts">
        {isOwn ? (
          <>
            <span class="dim">{t('ownWaits')}</span>
            <button
              type="button"
              disabled={isBusy.value || state !== 'waiting'}
              onClick={() => void withdraw()}
            >
              {t('withdraw')}
            </button>
          </>
        ) : (
          <button class="primary" type="button" disabled={state !== 'waiting'} onClick={look}>
            {t('look')}
          </button>
        )}
      </div>
    </li>
  );
}
