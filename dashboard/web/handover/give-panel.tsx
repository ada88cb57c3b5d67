import { useSignal } from '@preact/signals';
import type { Handover } from '../../../domain/handover.ts';
import { serverNow } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import { formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { may, me } from '../shell/session.ts';
import { handoverApi } from './handover-api.ts';
import { t } from './phrases.ts';

/** Signing the present shift over; again, as long as it was not taken. */
export function GivePanel({ signed, done }: { signed: Handover | null; done: () => void }) {
  const colleagues = useAnswer(may('lead') ? 'names' : null, handoverApi.colleagues);
  const error = useSignal<string | null>(null);
  const isSigning = useSignal(false);
  if (signed?.takenAt !== undefined && signed.takenAt !== null) return null;
  if (!may('lead')) return <p class="dim">{t('onlyLeaders')}</p>;
  const others = (colleagues.value?.people ?? []).filter(
    ({ username, role }) => username !== me.value?.username && role !== 'viewer' && role !== 'gridWorker',
  );

  async function sign(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    const to = readField(fields, 'to').trim();
    error.value = to === '' ? t('choose') : null;
    if (to === '') return;
    isSigning.value = true;
    const answer = await handoverApi.give(to, readField(fields, 'remarks'));
    isSigning.value = false;
    if (!answer.ok) {
      error.value = problemWords(answer.problem);
      return;
    }
    tell(t('signedNow', { who: to }));
    done();
  }

  return (
    <section class="card handover-panel no-print" aria-label={t('giveTitle')}>
      <h2>{t('giveTitle')}</h2>
      {signed !== null && <Waiting handover={signed} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void sign(event.currentTarget);
        }}
      >
        <p class="handover-by">
          <span class="dim">{t('givenBy')}</span> {me.value?.name}
        </p>
        <Field label={t('to')} {...(colleagues.problem === null ? {} : { hint: t('toHint') })}>
          {colleagues.problem === null ? (
            <select name="to" required>
              <option value="">{t('choose')}</option>
              {others.map(({ username, name }) => (
                <option key={username} value={username} selected={username === signed?.givenTo}>
                  {name}
                </option>
              ))}
            </select>
          ) : (
            <input name="to" required maxLength={64} defaultValue={signed?.givenTo ?? ''} />
          )}
        </Field>
        <Field label={t('remarks')} hint={t('remarksHint')}>
          <textarea name="remarks" maxLength={4_000} defaultValue={signed?.remarks ?? ''} />
        </Field>
        {error.value !== null && (
          <p class="error" role="alert">
            {error.value}
          </p>
        )}
        <button class="primary" type="submit" disabled={isSigning.value}>
          {t(signed === null ? 'sign' : 'signAgain')}
        </button>
        <p class="dim">{t('signExplained')}</p>
      </form>
    </section>
  );
}

/** Who gave a shift to whom, as long as nobody has taken it. */
export function Waiting({ handover: { givenBy, givenTo, givenAt } }: { handover: Handover }) {
  return (
    <p class="handover-waits" role="status">
      {t('waits', { from: givenBy, to: givenTo, time: formatMoment(givenAt, serverNow()) })}
    </p>
  );
}
