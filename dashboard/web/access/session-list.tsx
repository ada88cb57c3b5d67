import { useSignal } from '@preact/signals';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatAge, formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { TableFrame } from '../parts/table-frame.tsx';
import type { Problem } from '../shell/http.ts';
import { language, t as common } from '../shell/language.ts';
import { checkSession } from '../shell/session.ts';
import { accessApi, type SessionView } from './access-api.ts';
import { browserWords } from './browser-words.ts';
import { t } from './phrases.ts';

const everyMs = 15_000;

const fail = (problem: Problem): void => tell(problemWords(problem), { isFault: true });

async function end(session: SessionView, again: () => void): Promise<void> {
  const answer = await accessApi.endSession(session.id);
  if (answer.ok) tell(t('ended', { n: 1 }));
  else fail(answer.problem);
  if (session.isThis) await checkSession();
  again();
}

/** Where one is logged in oneself. */
export function OwnSessions() {
  const answer = useAnswer('own', accessApi.ownSessions, { everyMs });
  async function endOthers(others: readonly SessionView[]): Promise<void> {
    const answers = await Promise.all(others.map(({ id }) => accessApi.endSession(id)));
    tell(t('ended', { n: answers.filter(({ ok }) => ok).length }));
    answer.again();
  }
  return (
    <Answered of={answer}>
      {({ sessions }) => {
        const others = sessions.filter(({ isThis }) => !isThis);
        return (
          <>
            <div class="access-bar">
              {others.length > 0 && (
                <button type="button" onClick={() => void endOthers(others)}>
                  {t('endOthers')}
                </button>
              )}
              <span class="dim">{t(others.length === 0 ? 'onlyThis' : 'sessionsHint')}</span>
            </div>
            <TableFrame heads={heads()} actions={t('actions')}>
              {sessions.map((session) => (
                <tr key={session.id}>
                  <SessionCells session={session} />
                  <td class="access-acts">
                    {!session.isThis && <EndButton session={session} again={answer.again} />}
                  </td>
                </tr>
              ))}
            </TableFrame>
          </>
        );
      }}
    </Answered>
  );
}

/** Where everybody is logged in, for administrators. */
export function AllSessions() {
  const answer = useAnswer('all', accessApi.allSessions, { everyMs });
  const asking = useSignal<SessionView | null>(null);
  return (
    <Answered of={answer}>
      {({ sessions }) => (
        <>
          {sessions.length === 0 && <EmptyState title={t('none')} />}
          <TableFrame heads={[t('who'), ...heads()]} actions={t('actions')}>
            {sessions.map((session) => (
              <tr key={session.id}>
                <td>
                  {session.name} <span class="dim">{session.username}</span>
                </td>
                <SessionCells session={session} />
                <td class="access-acts">
                  {!session.isThis && (
                    <>
                      <EndButton session={session} again={answer.again} />
                      <button
                        type="button"
                        title={t('endAllOf', { name: session.name ?? '' })}
                        onClick={() => (asking.value = session)}
                      >
                        {t('endAllOf', { name: session.name ?? '' })}
                      </button>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </TableFrame>
          {asking.value !== null && (
            <EndAllDialog
              session={asking.value}
              onDone={() => {
                asking.value = null;
                answer.again();
              }}
              onClose={() => (asking.value = null)}
            />
          )}
        </>
      )}
    </Answered>
  );
}

function heads(): readonly string[] {
  return [t('from'), t('browser'), t('seat'), t('since'), t('lastSeen'), t('expires')];
}

function SessionCells({ session }: { session: SessionView }) {
  const { address, agent, seat, openedAt, lastSeenAt, expiresAt, isThis } = session;
  const now = clock.value;
  return (
    <>
      <td>
        {address} {isThis && <span class="tag">{t('thisOne')}</span>}
      </td>
      <td title={agent}>{browserWords(agent) ?? t('unknownBrowser')}</td>
      <td>{seat ?? <span class="dim">{t('none')}</span>}</td>
      <td class="dim access-time">{formatMoment(openedAt, now)}</td>
      <td class="dim access-time">{formatMoment(lastSeenAt, now)}</td>
      <td class="dim access-time">{formatAge(expiresAt - now, language.value)}</td>
    </>
  );
}

function EndButton({ session, again }: { session: SessionView; again: () => void }) {
  return (
    <button
      type="button"
      aria-label={`${t('endOf', { address: session.address })} ${session.username ?? ''}`.trim()}
      onClick={() => void end(session, again)}
    >
      {t('end')}
    </button>
  );
}

function EndAllDialog({
  session: { username = '', name = '' },
  onDone,
  onClose,
}: {
  session: SessionView;
  onDone: () => void;
  onClose: () => void;
}) {
  const problem = useSignal<Problem | null>(null);
  async function endAll(): Promise<void> {
    const answer = await accessApi.endAllOf(username);
    if (!answer.ok) {
      problem.value = answer.problem;
      return;
    }
    tell(t('ended', { n: answer.value.ended }));
    await checkSession();
    onDone();
  }
  return (
    <Dialog title={t('endAllQuestion', { name })} onClose={onClose}>
      <p>{t('endAllEffect')}</p>
      {problem.value !== null && (
        <p class="error" role="alert">
          {problemWords(problem.value)}
        </p>
      )}
      <div class="buttons">
        <button class="danger" type="button" onClick={() => void endAll()}>
          {t('endAllOf', { name })}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
