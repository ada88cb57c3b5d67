import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { AlertEvent } from '../../../domain/alert.ts';
import type { Escalation } from '../../../domain/delivery.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { updateWords } from '../forecasts/forecast-words.ts';
import { clock } from '../live/live-store.ts';
import { formatAge, formatMoment, formatTime } from '../parts/format.ts';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { language, say, t } from '../shell/language.ts';
import { mayAct } from '../shell/session.ts';
import { act } from './alert-actions.tsx';
import { authorWords, eventPhrases } from './alert-words.ts';
import { d } from './detail-phrases.ts';
import type { DeliveryView } from './detail-api.ts';
import { toTimeline, type TimelineLine } from './timeline.ts';

/** Everything that happened to an alert and everybody who was told of it, the newest first. */
export function Timeline({
  alert,
  history,
  deliveries,
  escalation,
}: {
  alert: AlertWithPlace;
  history: readonly AlertEvent[];
  deliveries: readonly DeliveryView[] | null;
  escalation: Escalation | null;
}) {
  const lines = toTimeline(history, deliveries ?? []);
  const next = escalation?.isRunning === true ? escalation.nextAt : null;
  return (
    <section>
      <div class="detail-head">
        <h3>{d('course')}</h3>
        {next !== null && next > clock.value && (
          <span class="dim detail-small">
            {d('escalationNext', { age: formatAge(next - clock.value, language.value) })}
          </span>
        )}
        {deliveries?.length === 0 && <span class="dim detail-small">{d('nobodyTold')}</span>}
      </div>
      {mayAct() && alert.closedAt === null && <NoteForm alert={alert} />}
      <ol class="detail-timeline">
        {lines.map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </ol>
    </section>
  );
}

function Line({ line }: { line: TimelineLine }) {
  const isTelling = line.type === 'delivery';
  return (
    <li class={isTelling ? 'is-telling' : undefined}>
      <time class="dim">{formatMoment(line.at, clock.peek())}</time>
      {isTelling ? <Told delivery={line.delivery} /> : <Happened line={line} />}
    </li>
  );
}

function Happened({ line }: { line: Exclude<TimelineLine, { type: 'delivery' }> }) {
  const { event } = line;
  const forecast = updateWords(event);
  const words = line.type === 'updates' ? d('updates', { n: line.count }) : t(eventPhrases[event.type]);
  return (
    <span>
      <strong>{words}</strong> <span class="dim">{authorWords(event.by)}</span>
      {event.comment !== null && <q>{event.comment}</q>}
      {forecast !== null && <span class="dim detail-line">{forecast}</span>}
    </span>
  );
}

function Told({ delivery }: { delivery: DeliveryView }) {
  const { recipientName, channelId, state, sentAt, confirmedAt, confirmedBy, lastError } = delivery;
  const outcome =
    state === 'confirmed'
      ? d('delivery_confirmed', {
          who: confirmedBy ?? say(recipientName),
          time: confirmedAt === null ? '' : formatTime(confirmedAt),
        })
      : d(`delivery_${state}`);
  return (
    <span>
      {d('told', { name: say(recipientName) })}{' '}
      {channelId !== null && <span class="dim">{d('byChannel', { channel: channelId })}</span>}{' '}
      <span class={state === 'failed' ? 'detail-late' : 'dim'}>
        {outcome}
        {state === 'sent' && sentAt !== null && ` ${formatTime(sentAt)}`}
      </span>
      {state === 'failed' && lastError !== null && <span class="dim detail-line">{lastError}</span>}
    </span>
  );
}

/** Words for the record; `n` goes there. */
function NoteForm({ alert }: { alert: AlertWithPlace }) {
  const text = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  useShortcut('note', () => input.current?.focus());

  async function send(): Promise<void> {
    const comment = text.value.trim();
    if (comment !== '' && (await act(alert, 'comment', { comment }))) text.value = '';
  }

  return (
    <form
      class="detail-note"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <input
        ref={input}
        aria-label={t('comment')}
        placeholder={d('writeNote')}
        maxLength={2_000}
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <button type="submit">{t('addComment')}</button>
    </form>
  );
}
