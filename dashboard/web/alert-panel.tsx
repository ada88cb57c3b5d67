import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AlertEvent } from '../../domain/alert.ts';
import { isStanding } from '../forecast-time.ts';
import type { AlertWithPlace } from '../live-protocol.ts';
import { act, ActionFault, AlertActions, allowedActions } from './alert-actions.tsx';
import { authorWords, eventPhrases, findingPhrases, stateWords } from './alert-words.ts';
import { api, type Problem } from './api.ts';
import { EvidenceDetails } from './evidence-details.tsx';
import { ForecastDetails } from './forecast-details.tsx';
import { ForecastMark } from './forecast-mark.tsx';
import { updateWords } from './forecast-words.ts';
import { formatMoment } from './format.ts';
import { FurtherActions } from './further-actions.tsx';
import { say, t } from './language.ts';
import { clock, openAlerts } from './live-store.ts';
import { go, scopePath } from './router.ts';
import { checkSession, mayAct } from './session.ts';
import { SeverityMark } from './severity-mark.tsx';

/** One alert: what it is about, what to do first, and everything that happened to it. */
export function AlertPanel({ id }: { id: string }) {
  const stored = useSignal<AlertWithPlace | null>(null);
  const history = useSignal<readonly AlertEvent[]>([]);
  const problem = useSignal<Problem | null>(null);
  const live = openAlerts.value.find((alert) => alert.id === id);
  const alert = live ?? (stored.value?.id === id ? stored.value : null);

  // Asked again with every change: the history grew by it.
  useEffect(() => {
    let isCurrent = true;
    void api.alert(id).then((answer) => {
      if (!isCurrent) return;
      problem.value = answer.ok ? null : answer.problem;
      if (answer.ok) {
        stored.value = answer.value.alert;
        history.value = answer.value.history;
      } else if (answer.problem.status === 401) {
        void checkSession();
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [id, live?.version]);

  return (
    <aside class="panel" aria-labelledby="panel-heading">
      <button class="quiet panel-close" type="button" onClick={() => go('/')}>
        ← {t('back')}
      </button>
      {alert === null ? (
        <p class="dim">{problem.value === null ? t('loading') : t('alertGone')}</p>
      ) : (
        <AlertDetails alert={alert} history={history.value} />
      )}
    </aside>
  );
}

function AlertDetails({ alert, history }: { alert: AlertWithPlace; history: readonly AlertEvent[] }) {
  const { closedAt, finding } = alert;
  return (
    <>
      <header class="panel-head">
        <SeverityMark
          severity={alert.displayedSeverity}
          hollow={alert.operator !== 'unacknowledged' || closedAt !== null}
          word
        />
        {alert.forecast !== null && <ForecastMark over={!isStanding(alert)} />}
        <h2 id="panel-heading">{say(alert.title)}</h2>
        <p>
          <a href={scopePath(alert)}>{say(alert.place)}</a>
        </p>
        <ul class="row-state">
          {stateWords(alert).map(({ phrase, tone }) => (
            <li key={phrase} class={`tone-${tone}`}>
              {t(phrase)}
            </li>
          ))}
          {alert.retrospective && <li class="tag">{t('retrospective')}</li>}
          {finding !== null && <li class="tone-calm">{t(findingPhrases[finding])}</li>}
        </ul>
        <MutingWords alert={alert} />
        {alert.retrospective && <p class="dim">{t('retrospectiveExplained')}</p>}
        <AlertActions alert={alert} />
        <FurtherActions alert={alert} />
        <ActionFault alertId={alert.id} />
      </header>
      <section class="advice">
        <h3>{t('firstStep')}</h3>
        <p>{say(alert.advice)}</p>
      </section>
      <ForecastDetails alert={alert} />
      <EvidenceDetails alert={alert} />
      <section>
        <h3>{t('history')}</h3>
        <ol class="history">
          {history.toReversed().map((event) => (
            <HistoryLine key={event.version} event={event} />
          ))}
        </ol>
        {mayAct() && closedAt === null && <CommentForm alert={alert} />}
      </section>
    </>
  );
}

/** Why nothing is heard of it, by whom, until when. */
function MutingWords({ alert: { suppressed, assignee } }: { alert: AlertWithPlace }) {
  return (
    <>
      {suppressed !== null && (
        <p class="dim">
          {suppressed.reason} · {authorWords(suppressed.by)}
          {suppressed.until !== null &&
            ` · ${t('untilMoment', { moment: formatMoment(suppressed.until, clock.peek()) })}`}
        </p>
      )}
      {assignee !== null && <p class="dim">{t('assignedTo', { name: assignee })}</p>}
    </>
  );
}

function HistoryLine({ event }: { event: AlertEvent }) {
  const forecast = updateWords(event);
  return (
    <li>
      <time class="dim">{formatMoment(event.at, clock.peek())}</time>
      <span>
        <strong>{t(eventPhrases[event.type])}</strong> <span class="dim">{authorWords(event.by)}</span>
        {event.comment !== null && <q>{event.comment}</q>}
        {forecast !== null && <span class="history-forecast">{forecast}</span>}
      </span>
    </li>
  );
}

/** Words for the history; with what was done, they can also confirm. */
function CommentForm({ alert }: { alert: AlertWithPlace }) {
  const text = useSignal('');

  async function send(action: 'comment' | 'confirm'): Promise<void> {
    const comment = text.value.trim();
    if (comment !== '' && (await act(alert, action, { comment }))) text.value = '';
  }

  return (
    <form
      class="comment"
      onSubmit={(event) => {
        event.preventDefault();
        void send('comment');
      }}
    >
      <input
        aria-label={t('comment')}
        placeholder={t('comment')}
        maxLength={2_000}
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <button type="submit">{t('addComment')}</button>
      {allowedActions(alert).includes('confirm') && (
        <button type="button" title={t('confirmExplained')} onClick={() => void send('confirm')}>
          {t('confirm')}
        </button>
      )}
    </form>
  );
}
