import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { PlanRun, PlanRunEvent } from '../../../domain/plan.ts';
import { authorWords } from '../alerts/alert-words.ts';
import { clock } from '../live/live-store.ts';
import { formatMoment } from '../parts/format.ts';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { say } from '../shell/language.ts';
import { may } from '../shell/session.ts';
import { t } from './phrases.ts';
import { planApi } from './plan-api.ts';
import { eventPhrases } from './plan-words.ts';
import { askRun } from './run-acts.ts';
import { stepsOf } from './run-steps.ts';

/** What happened in a run, the latest at the top, and a field to write more into it. */
export function RunRecord({
  run,
  events,
  again,
}: {
  run: PlanRun;
  events: readonly PlanRunEvent[];
  again: () => void;
}) {
  const steps = stepsOf(run);
  return (
    <section class="run-record" aria-label={t('notes')}>
      <h3>{t('notes')}</h3>
      {run.endedAt === null && may('task') && <NoteForm runId={run.id} again={again} />}
      <ol>
        {events.toReversed().map((event) => {
          const step = steps.find(({ id }) => id === event.stepId);
          return (
            <li key={event.version}>
              <time class="dim">{formatMoment(event.at, clock.peek())}</time>
              <span>
                <strong>{t(eventPhrases[event.type])}</strong>{' '}
                <span class="dim">{authorWords(event.by)}</span>
                {step !== undefined && (
                  <span>
                    {' '}
                    {t('stepNumber', { n: step.number })} · {say(step.step.text)}
                  </span>
                )}
                {event.comment !== null && <q>{event.comment}</q>}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function NoteForm({ runId, again }: { runId: string; again: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const text = useSignal('');
  useShortcut('note', () => field.current?.focus());

  async function send(): Promise<void> {
    const comment = text.value.trim();
    if (comment === '' || !(await askRun(`${runId}:note`, () => planApi.note(runId, comment)))) return;
    text.value = '';
    again();
  }

  return (
    <form
      class="run-note"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <input
        ref={field}
        aria-label={t('note')}
        placeholder={t('writeNote')}
        maxLength={2_000}
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <button type="submit">{t('addNote')}</button>
    </form>
  );
}
