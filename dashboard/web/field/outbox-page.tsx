import { useSignal } from '@preact/signals';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import type { Act } from './act.ts';
import { isLasting, now, outbox, refresh, seenTasks } from './field-state.ts';
import { actWords, faultWords } from './field-words.ts';
import { t } from './phrases.ts';

/** What is on its way to the centre, what came back, and what has just gone. */
export function OutboxPage() {
  const acts = outbox().acts.value;
  const refused = acts.filter(({ state }) => state === 'refused');
  const waiting = acts.filter(({ state }) => state === 'waiting');
  const sent = acts.filter(({ state }) => state === 'sent').toReversed();
  return (
    <main class="field-main">
      <div class="field-title">
        <h1>{t('outbox')}</h1>
        {waiting.length > 0 && (
          <button type="button" onClick={() => void sendNow()}>
            {t('sendNow')}
          </button>
        )}
      </div>
      {!isLasting.value && <p class="field-note is-refused">{t('keptNotLasting')}</p>}
      {refused.length + waiting.length === 0 && (
        <EmptyState title={t('nothingWaits')}>{t('nothingWaitsHint')}</EmptyState>
      )}
      <Part title={t('refused')} acts={refused} />
      <Part title={t('waiting')} acts={waiting} />
      <Part title={t('sent')} acts={sent} />
    </main>
  );
}

async function sendNow(): Promise<void> {
  await outbox().flush();
  await refresh();
}

function Part({ title, acts }: { title: string; acts: readonly Act[] }) {
  if (acts.length === 0) return null;
  return (
    <section class="field-acts">
      <h2>{title}</h2>
      <ul>
        {acts.map((act) => (
          <li key={act.id} class={`field-act is-${act.state}`}>
            <ActRow act={act} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ActRow({ act }: { act: Act }) {
  const { content, madeAt, settledAt, state, picture } = act;
  const text = content.type === 'report' ? content.description : content.comment;
  const moment = formatMoment(state === 'sent' ? (settledAt ?? madeAt) : madeAt, now.value);
  return (
    <>
      <p class="field-act-head">
        <strong>{actWords(act)}</strong>
        <span class="dim">{moment}</span>
      </p>
      {content.type === 'task' && <p>{content.title}</p>}
      {text !== null && text !== '' && <p class="field-text dim">{text}</p>}
      {picture !== null && <p class="dim">{t('withPicture')}</p>}
      {outbox().underWay.value === act.id && <p role="status">{t('sendingNow')}</p>}
      {state === 'refused' && (
        <p class="error" role="alert">
          {faultWords(act)}
        </p>
      )}
      {state !== 'sent' && <ActButtons act={act} />}
    </>
  );
}

function ActButtons({ act }: { act: Act }) {
  const isAsking = useSignal(false);
  const { content, state, fault } = act;
  const task =
    content.type === 'task'
      ? seenTasks.value?.tasks.find((one) => one.case.id === content.caseId)
      : undefined;
  const seen = task === undefined ? {} : { seen: task.case.version };
  const hasNoRoom = fault?.code === 'pictures-full' || fault?.code === 'not-a-picture';
  if (isAsking.value) {
    return (
      <div class="buttons">
        <span class="dim">{t('discardQuestion')}</span>
        <button type="button" onClick={() => void outbox().discard(act)}>
          {t('reallyDiscard')}
        </button>
        <button type="button" onClick={() => (isAsking.value = false)}>
          {t('cancel')}
        </button>
      </div>
    );
  }
  return (
    <div class="buttons">
      {content.type === 'task' && task !== undefined && (
        <a class="field-button" href={`/field/tasks/${encodeURIComponent(content.caseId)}`}>
          {t('openTask')}
        </a>
      )}
      {state === 'refused' && (
        <button type="button" onClick={() => void outbox().retry(act, seen)}>
          {t('tryAgain')}
        </button>
      )}
      {state === 'refused' && hasNoRoom && (
        <button type="button" onClick={() => void outbox().retry(act, { ...seen, withoutPicture: true })}>
          {t('sendWithoutPicture')}
        </button>
      )}
      <button type="button" onClick={() => (isAsking.value = true)}>
        {t(state === 'refused' ? 'discard' : 'withdraw')}
      </button>
    </div>
  );
}
