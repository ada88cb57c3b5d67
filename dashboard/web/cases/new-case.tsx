import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { caseCategories, type CaseCategory } from '../../../domain/case.ts';
import { severities, type Severity } from '../../../domain/severity.ts';
import { putCaseNow } from '../live/live-store.ts';
import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import { tell } from '../parts/notices.tsx';
import { PictureInput } from '../parts/picture/picture-input.tsx';
import { sendPicture } from '../parts/picture/send-picture.ts';
import { problemWords } from '../parts/problem-words.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say, t as common } from '../shell/language.ts';
import { casePath, go } from '../shell/router.ts';
import { mayAct } from '../shell/session.ts';
import { caseApi } from './case-api.ts';
import { BackToCases } from './case-overview.tsx';
import { categoryNames } from './case-words.ts';
import { noPlace, PlaceSearch, type ChosenPlace } from './place-search.tsx';
import { t } from './phrases.ts';

/** What a report has until somebody says otherwise: serious, but no alarm. */
const usualSeverity: Severity = 3;

/** A case by hand, as when somebody calls. */
export function NewCaseForm() {
  const form = useRef<HTMLFormElement>(null);
  const place = useSignal<ChosenPlace>(noPlace);
  const fault = useSignal<string | null>(null);
  const lacksTitle = useSignal(false);
  const isBusy = useSignal(false);
  const picture = useSignal<Blob | null>(null);

  async function send(): Promise<void> {
    if (form.current === null || isBusy.value) return;
    const fields = new FormData(form.current);
    const title = readField(fields, 'title').trim();
    lacksTitle.value = title === '';
    if (lacksTitle.value) {
      form.current.querySelector<HTMLElement>('[name=title]')?.focus();
      return;
    }
    isBusy.value = true;
    fault.value = null;
    const sent = picture.value === null ? null : await sendPicture(picture.value);
    if (sent?.ok === false) {
      isBusy.value = false;
      fault.value = `${t('pictureNotSent')} ${problemWords(sent.problem)}`;
      return;
    }
    const category = readField(fields, 'category');
    const answer = await caseApi.report({
      title,
      description: readField(fields, 'description').trim(),
      category: category === '' ? null : (category as CaseCategory),
      severity: Number(readField(fields, 'severity')) as Severity,
      siteId: place.value.siteId,
      areaCode: place.value.areaCode,
      ...(sent === null ? {} : { pictureUrl: sent.value.url }),
    });
    isBusy.value = false;
    if (!answer.ok) {
      fault.value = problemWords(answer.problem);
      return;
    }
    const { case: opened, isNew } = answer.value;
    putCaseNow(opened);
    tell(t(isNew ? 'reportedAs' : 'joined', { number: opened.number }));
    go(casePath(opened.id));
  }

  if (!mayAct()) return <main class="page">{common('notAllowed')}</main>;
  return (
    <main class="page case-new">
      <BackToCases />
      <h1>{t('newCase')}</h1>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Field label={t('title')} error={lacksTitle.value ? t('required') : undefined}>
          <input name="title" maxLength={200} autocomplete="off" placeholder={t('titleHint')} />
        </Field>
        <Field label={t('category')}>
          <select name="category">
            <option value="">{t('unknownCategory')}</option>
            {caseCategories.map((one) => (
              <option key={one} value={one}>
                {say(categoryNames[one])}
              </option>
            ))}
          </select>
        </Field>
        <fieldset class="case-severities">
          <legend>{t('severity')}</legend>
          {severities.map(({ level }) => (
            <label key={level}>
              <input type="radio" name="severity" value={level} defaultChecked={level === usualSeverity} />
              <SeverityMark severity={level} hollow word />
            </label>
          ))}
        </fieldset>
        <Field label={t('description')}>
          <textarea name="description" rows={4} maxLength={4_000} placeholder={t('descriptionHint')} />
        </Field>
        <PlaceSearch chosen={place.value} onChoose={(chosen) => (place.value = chosen)} />
        <div class="field">
          <span class="field-label">{t('picture')}</span>
          <PictureInput picture={picture.value} onChange={(next) => (picture.value = next)} />
        </div>
        {fault.value !== null && (
          <p class="error" role="alert">
            {fault.value}
          </p>
        )}
        <div class="buttons">
          <button class="primary" type="submit" aria-disabled={isBusy.value}>
            {isBusy.value ? t('sending') : t('report')}
          </button>
          <a class="button" href="/cases">
            {common('cancel')}
          </a>
        </div>
      </form>
    </main>
  );
}
