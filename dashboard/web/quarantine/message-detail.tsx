import { kinds } from '../../../domain/kinds.ts';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { formatMoment } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { say, t as tAll } from '../shell/language.ts';
import { devicePath, setQuery } from '../shell/router.ts';
import { faultPlaces, toFaultLines } from './fault-places.ts';
import { adviceWords, faultWords } from './fault-words.ts';
import { Payload } from './payload.tsx';
import { t } from './phrases.ts';
import { quarantineApi, type QuarantinedMessage } from './quarantine-api.ts';

/** One message: what was wrong, what to do about it, and what came, with the place of the fault. */
export function MessageDetail({ id }: { id: string | null }) {
  const answer = useAnswer(id, () => quarantineApi.message(id ?? ''));
  if (id === null) {
    return (
      <section class="quarantine-detail is-empty">
        <p class="dim">{t('choose')}</p>
      </section>
    );
  }
  return (
    <section class="quarantine-detail card" aria-label={t('payload')}>
      <div class="quarantine-detail-close">
        <button
          class="quiet icon-button"
          type="button"
          aria-label={tAll('closeWindow')}
          onClick={() => setQuery({ id: null })}
        >
          <Icon name="close" />
        </button>
      </div>
      {answer.problem?.status === 404 ? (
        <p class="dim">{t('messageGone')}</p>
      ) : (
        <Answered of={answer}>{(message) => <Content message={message} />}</Answered>
      )}
    </section>
  );
}

function Content({ message }: { message: QuarantinedMessage }) {
  const { receivedAt, deviceId, kind, topic, payloadBytes, detail } = message;
  const payload = Uint8Array.from(atob(message.payloadBase64), (character) => character.charCodeAt(0));
  const lines = toFaultLines(detail);
  const advice = [...new Set(lines.map(({ code }) => adviceWords(code)))];
  return (
    <>
      <dl class="facts">
        <dt>{t('time')}</dt>
        <dd>{formatMoment(receivedAt, clock.value)}</dd>
        <dt>{t('device')}</dt>
        <dd>
          {deviceId === null ? t('noDevice') : <a href={devicePath(deviceId)}>{deviceId}</a>}
          {kind !== null && <span class="dim"> {say(kinds[kind].label)}</span>}
        </dd>
        <dt>{t('topic')}</dt>
        <dd>
          <code>{topic}</code>
        </dd>
        <dt>{t('size')}</dt>
        <dd>{t('bytes', { n: payloadBytes })}</dd>
      </dl>
      <div>
        <h3>{t('whatWasWrong')}</h3>
        <ul class="quarantine-faults">
          {lines.map((line) => (
            <li key={`${line.code} ${line.words}`}>
              <strong>{faultWords(line)}</strong>
              <code class="dim">
                {line.code}: {line.words}
              </code>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3>{t('whatToDo')}</h3>
        {advice.map((words) => (
          <p key={words}>{words}</p>
        ))}
      </div>
      <Payload payload={payload} totalBytes={payloadBytes} places={faultPlaces(payload, lines)} />
    </>
  );
}
