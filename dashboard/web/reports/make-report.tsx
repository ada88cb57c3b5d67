import { useSignal } from '@preact/signals';
import type { ReportKind } from '../../../domain/report.ts';
import type { Language } from '../../../domain/text.ts';
import { serverNow } from '../live/live-store.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { readField } from '../parts/form-field.ts';
import type { Problem } from '../shell/http.ts';
import { language, t as tAll } from '../shell/language.ts';
import { addDays, dayStart, periodAround, toDate, type Period } from './period.ts';
import { t } from './phrases.ts';
import { reportsApi } from './reports-api.ts';

const lengths = ['day', 'week', 'month', 'own'] as const;
type Length = (typeof lengths)[number];
const kindOf: Readonly<Record<Length, ReportKind>> = {
  day: 'daily',
  week: 'period',
  month: 'monthly',
  own: 'period',
};
const phraseOf = { day: 'day', week: 'week', month: 'month', own: 'ownPeriod' } as const;

/** Makes a report of a day, week, month or any period, now. */
export function MakeReport({ onClose, made }: { onClose: () => void; made: (id: string) => void }) {
  const length = useSignal<Length>('day');
  const error = useSignal<string | null>(null);
  const isMaking = useSignal(false);
  const today = toDate(serverNow());

  async function make(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    const period = periodOf(length.value, fields);
    if (typeof period === 'string') {
      error.value = period;
      return;
    }
    error.value = null;
    isMaking.value = true;
    const inLanguage: Language = readField(fields, 'language') === 'en' ? 'en' : 'zh';
    const answer = await reportsApi.make({ kind: kindOf[length.value], period, language: inLanguage });
    isMaking.value = false;
    if (!answer.ok) {
      error.value = refusalWords(answer.problem);
      return;
    }
    tell(t('made'));
    made(answer.value.id);
  }

  return (
    <Dialog title={t('makeReport')} onClose={onClose}>
      <form
        class="reports-form"
        onSubmit={(event) => {
          event.preventDefault();
          void make(event.currentTarget);
        }}
      >
        <Field label={t('ofWhat')}>
          <select
            value={length.value}
            onChange={({ currentTarget: { value } }) => (length.value = value as Length)}
          >
            {lengths.map((each) => (
              <option key={each} value={each}>
                {t(phraseOf[each])}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t(length.value === 'own' ? 'firstDay' : 'date')}>
          <input type="date" name="date" required max={today} defaultValue={today} />
        </Field>
        {length.value === 'own' && (
          <Field label={t('lastDay')}>
            <input type="date" name="last" required max={today} defaultValue={today} />
          </Field>
        )}
        <Field label={t('language')}>
          <select name="language" defaultValue={language.value}>
            <option value="zh" selected={language.value === 'zh'}>
              {t('chinese')}
            </option>
            <option value="en" selected={language.value === 'en'}>
              {t('english')}
            </option>
          </select>
        </Field>
        {error.value !== null && (
          <p class="error" role="alert">
            {error.value}
          </p>
        )}
        <div class="buttons">
          <button class="primary" type="submit" disabled={isMaking.value}>
            {t(isMaking.value ? 'making' : 'makeReport')}
          </button>
          <button type="button" onClick={onClose}>
            {tAll('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The period that the form asks for, or in words what is wrong with it. */
function periodOf(length: Length, fields: FormData): Period | string {
  const now = Math.floor(serverNow());
  const date = dayStart(readField(fields, 'date'));
  if (date === null || date > now) return t('notFuture');
  if (length !== 'own') return periodAround(length, date, now);
  const last = dayStart(readField(fields, 'last'));
  if (last === null) return t('notFuture');
  return last < date ? t('wrongOrder') : { from: date, to: Math.min(addDays(last, 1), now) };
}

function refusalWords(problem: Problem): string {
  if (problem.code === 'busy') return t('busy');
  if (problem.code === 'period-too-long') return t('tooLong');
  if (problem.code === 'database-away') return t('databaseAway');
  return problemWords(problem);
}
