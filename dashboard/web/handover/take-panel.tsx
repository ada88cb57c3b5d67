import { useSignal } from '@preact/signals';
import type { Handover } from '../../../domain/handover.ts';
import { serverNow } from '../live/live-store.ts';
import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import { formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { say } from '../shell/language.ts';
import { may, me } from '../shell/session.ts';
import { handoverApi } from './handover-api.ts';
import { t } from './phrases.ts';

/** Whether the person is the one who takes it, or may stand in: as the service judges it. */
export function mayTake({ givenTo, givenBy, takenAt }: Handover): boolean {
  const person = me.value;
  if (takenAt !== null || !may('act') || person === null || person === undefined) return false;
  const standsIn = person.role === 'supervisor' || person.role === 'administrator';
  return person.username === givenTo || (standsIn && person.username !== givenBy);
}

/** Confirming that a shift was taken over. */
export function TakePanel({ handover, done }: { handover: Handover; done: () => void }) {
  const error = useSignal<string | null>(null);
  const isTaking = useSignal(false);

  async function take(form: HTMLFormElement): Promise<void> {
    isTaking.value = true;
    const answer = await handoverApi.take(handover, readField(new FormData(form), 'remarks'));
    isTaking.value = false;
    if (answer.ok) {
      tell(t('takenNow'));
      done();
      return;
    }
    const { problem } = answer;
    error.value = problem.code === 'stale' ? t('signedAgain') : problemWords(problem);
    if (problem.code === 'stale') done();
  }

  const { sheet, givenBy, givenTo, givenAt, remarks } = handover;
  return (
    <section class="card handover-panel no-print" aria-label={t('takeTitle')}>
      <h2>{t('takeTitle')}</h2>
      <p>{t('takeFrom', { from: givenBy, shift: say(sheet.shift.name) })}</p>
      <p class="dim">
        {t('waits', { from: givenBy, to: givenTo, time: formatMoment(givenAt, serverNow()) })}
      </p>
      {remarks !== '' && <blockquote class="handover-remarks">{remarks}</blockquote>}
      <p>
        <a href={`/handover/history/${encodeURIComponent(handover.id)}`}>{t('seeSheet')}</a>
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void take(event.currentTarget);
        }}
      >
        <Field label={t('takeRemarks')}>
          <textarea name="remarks" maxLength={4_000} />
        </Field>
        {error.value !== null && (
          <p class="error" role="alert">
            {error.value}
          </p>
        )}
        <button class="primary" type="submit" disabled={isTaking.value}>
          {t('take')}
        </button>
        <p class="dim">{t('takeExplained')}</p>
      </form>
    </section>
  );
}
