import { distanceBetween_m } from '../../../domain/distance.ts';
import type { CaseWithPlace } from '../../live-protocol.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { go, route } from '../shell/router.ts';
import type { TaskAct } from './act.ts';
import { now, outbox, seenTasks } from './field-state.ts';
import { distanceWords, stepWords } from './field-words.ts';
import { amapLink, amapSearchLink, phoneMapLink } from './map-links.ts';
import { t } from './phrases.ts';
import { here } from './position.ts';
import { lookAhead, type TaskAhead } from './task-ahead.ts';
import { ArriveForm } from './arrive-form.tsx';
import { CommentForm, HandBackForm, HandleForm } from './task-forms.tsx';
import { ActMarks, Due } from './task-list-page.tsx';

/** One task: what is known of it, the way there, and what is to be done next. */
export function TaskPage({ id }: { id: string }) {
  const seen = seenTasks.value;
  const ahead =
    seen === null
      ? undefined
      : lookAhead(seen.tasks, outbox().acts.value, seen.askedAt).find(({ task }) => task.case.id === id);
  if (ahead === undefined) {
    return (
      <main class="field-main">
        <EmptyState title={t('taskGone')}>
          <p>{t('taskGoneHint')}</p>
          <a class="field-button" href="/field">
            {t('toTasks')}
          </a>
        </EmptyState>
      </main>
    );
  }
  const { task, waiting, refused } = ahead;
  const { title, number, severity, description, pictureUrl, reportedAt, dueAt, hold } = task.case;
  return (
    <main class="field-main field-task">
      <a class="field-back" href="/field">
        ‹ {t('tasks')}
      </a>
      <div class="field-card-head">
        <SeverityMark severity={severity} word />
        <span class="field-step">{stepWords(ahead.step)}</span>
      </div>
      <h1>{title}</h1>
      <p class="field-task-due">
        <Due ahead={ahead} />
        {dueAt !== null && <span class="dim">{formatMoment(dueAt, now.value)}</span>}
      </p>
      {hold !== null && (
        <p class="field-note">
          {t('onHoldUntil', { time: formatMoment(hold.until, now.value), reason: hold.reason })}
        </p>
      )}
      {waiting.length + refused.length > 0 && (
        <a class="field-note" href="/field/outbox">
          <ActMarks waiting={waiting.length} refused={refused.length} />
        </a>
      )}
      <Way of={task.case} />
      {description !== '' && (
        <section>
          <h2>{t('description')}</h2>
          <p class="field-text">{description}</p>
        </section>
      )}
      {pictureUrl !== null && <Picture url={pictureUrl} />}
      <dl class="facts">
        <dt>{t('number')}</dt>
        <dd>{number}</dd>
        <dt>{t('reportedAt')}</dt>
        <dd>{formatMoment(reportedAt, now.value)}</dd>
      </dl>
      <Deeds ahead={ahead} />
    </main>
  );
}

function Way({ of }: { of: CaseWithPlace }) {
  const { position } = of;
  const place = say(of.place);
  const at = here.value;
  const isApple = /iPhone|iPad|Macintosh/.test(navigator.userAgent);
  return (
    <section>
      <h2>{t('place')}</h2>
      <p class="field-place">
        {place === '' ? t('placeUnknown') : place}
        {at !== null && position !== null && (
          <span class="dim"> · {distanceWords(distanceBetween_m(at, position))}</span>
        )}
      </p>
      <p class="field-ways">
        {position !== null && (
          <>
            <a class="field-button" href={amapLink(position, place)} target="_blank" rel="noreferrer">
              {t('amap')}
            </a>
            <a class="field-button" href={phoneMapLink(position, isApple)}>
              {t('phoneMap')}
            </a>
          </>
        )}
        {position === null && place !== '' && (
          <a class="field-button" href={amapSearchLink(place)} target="_blank" rel="noreferrer">
            {t('amapSearch')}
          </a>
        )}
      </p>
    </section>
  );
}

/** Other places' pictures only as a link: the page's policy shows none but our own. */
function Picture({ url }: { url: string }) {
  return (
    <section>
      <h2>{t('picture')}</h2>
      {url.startsWith('/api/pictures/') ? (
        <img class="picture-view" src={url} alt={t('picture')} loading="lazy" />
      ) : (
        <a href={url} target="_blank" rel="noreferrer">
          {url}
        </a>
      )}
    </section>
  );
}

/** Which form is open stands in the address: it is still there when the phone has come back from its camera. */
function open(form: string): void {
  go(`${location.pathname}?do=${form}`);
}

function close(): void {
  go(location.pathname, { replace: true });
}

/** What can be done, the next step as the great button under the thumb. */
function Deeds({ ahead }: { ahead: TaskAhead }) {
  const { task, next, step } = ahead;
  const { id, title, hold } = task.case;
  const form = route.value.query.get('do');
  const content = (action: TaskAct['action']): TaskAct => ({
    type: 'task',
    caseId: id,
    title,
    action,
    seen: ahead.seen,
    comment: null,
    finding: null,
    position: null,
  });
  const isMine = next !== null && hold === null;
  return (
    <div class="field-deeds">
      {isMine && next === 'take' && (
        <button class="primary" type="button" onClick={() => void outbox().add([content('take')], null)}>
          {t('doTake')}
        </button>
      )}
      {isMine && next !== 'take' && (
        <button class="primary" type="button" onClick={() => open(next)}>
          {t(next === 'arrive' ? 'doArrive' : 'doHandle')}
        </button>
      )}
      {next === null && (
        <p class="field-note" role="status">
          {t(ahead.waiting.length > 0 ? 'handledWaits' : 'nothingLeft')}
        </p>
      )}
      <div class="field-deeds-more">
        <button type="button" onClick={() => open('comment')}>
          {t('doComment')}
        </button>
        {isMine && (
          <button type="button" onClick={() => open('handBack')}>
            {t('doSendBack')}
          </button>
        )}
      </div>
      {form === 'arrive' && next === 'arrive' && <ArriveForm content={content('arrive')} onClose={close} />}
      {form === 'handle' && next === 'handle' && <HandleForm content={content('handle')} onClose={close} />}
      {form === 'comment' && <CommentForm content={content('comment')} onClose={close} />}
      {form === 'handBack' && isMine && (
        <HandBackForm content={content('sendBack')} step={step} onClose={close} />
      )}
    </div>
  );
}
