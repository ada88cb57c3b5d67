import type { ComponentChildren } from 'preact';
import { formatMoment } from '../parts/format.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { route } from '../shell/router.ts';
import { isConnected, needsLogIn, now, outbox, person, seenTasks } from './field-state.ts';
import { LogIn } from './log-in.tsx';
import { MyPage } from './my-page.tsx';
import { OutboxPage } from './outbox-page.tsx';
import { t } from './phrases.ts';
import { ReportPage } from './report-page.tsx';
import { TaskListPage } from './task-list-page.tsx';
import { TaskPage } from './task-page.tsx';
import { hasNewVersion } from './updates.ts';

/** The app of those in the street. */
export function FieldApp() {
  if (person.value === undefined) return <main class="field-main dim">{t('loading')}</main>;
  const [, first = '', id] = route.value.path;
  if (person.value === null || first === 'log-in')
    return person.value === null || needsLogIn.value ? <LogIn /> : <Home />;
  if (first === 'tasks' && id !== undefined) return <Frame at="">{<TaskPage key={id} id={id} />}</Frame>;
  if (first === 'report') return <Frame at="report">{<ReportPage />}</Frame>;
  if (first === 'outbox') return <Frame at="outbox">{<OutboxPage />}</Frame>;
  if (first === 'me') return <Frame at="me">{<MyPage />}</Frame>;
  return <Home />;
}

function Home() {
  return (
    <Frame at="">
      <TaskListPage />
    </Frame>
  );
}

function Frame({ at, children }: { at: string; children: ComponentChildren }) {
  return (
    <>
      <Header />
      {children}
      <Parts at={at} />
    </>
  );
}

function Header() {
  const seen = seenTasks.value;
  const time = seen === null ? '' : formatMoment(seen.askedAt, now.value).slice(0, -3);
  const state = isConnected.value
    ? seen === null
      ? t('loading')
      : t('asOf', { time })
    : seen === null
      ? t('offline')
      : t('offlineAsOf', { time });
  return (
    <>
      <header class="field-head">
        <strong>
          <span class="brand-mark" aria-hidden="true">
            −1
          </span>
          {t('field')}
        </strong>
        <span class={isConnected.value ? 'field-line' : 'field-line is-off'} role="status">
          {state}
        </span>
      </header>
      {needsLogIn.value && (
        <p class="field-bar" role="alert">
          <span>{t('loginToSend')}</span>
          <a class="field-button" href="/field/log-in">
            {t('logInAgain')}
          </a>
        </p>
      )}
      {hasNewVersion.value && (
        <p class="field-bar" role="status">
          <span>{t('newVersion')}</span>
          <button type="button" onClick={() => location.reload()}>
            {t('loadNewVersion')}
          </button>
        </p>
      )}
    </>
  );
}

const parts = [
  { at: '', icon: 'cases', words: 'tasks' },
  { at: 'report', icon: 'camera', words: 'report' },
  { at: 'outbox', icon: 'send', words: 'outbox' },
  { at: 'me', icon: 'person', words: 'mine' },
] as const satisfies readonly { at: string; icon: IconName; words: string }[];

function Parts({ at }: { at: string }) {
  const acts = outbox().acts.value;
  const waiting = acts.filter(({ state }) => state === 'waiting').length;
  const refused = acts.filter(({ state }) => state === 'refused').length;
  return (
    <nav class="field-parts" aria-label={t('parts')}>
      {parts.map(({ at: part, icon, words }) => (
        <a
          key={part}
          href={`/field${part === '' ? '' : `/${part}`}`}
          aria-current={part === at ? 'page' : undefined}
        >
          <Icon name={icon} />
          {t(words)}
          {part === 'outbox' && waiting + refused > 0 && (
            <span class={refused > 0 ? 'field-count is-refused' : 'field-count'}>
              <span aria-hidden="true">{refused > 0 ? `! ${waiting + refused}` : waiting}</span>
              <span class="visually-hidden">
                {waiting > 0 && t('waitingToBeSent', { n: waiting })}{' '}
                {refused > 0 && t('refusedCount', { n: refused })}
              </span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}
