import { useSignal } from '@preact/signals';
import type { Permission } from '../../../domain/roles.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import { problemWords } from '../parts/problem-words.ts';
import type { Problem } from '../shell/http.ts';
import { t as common } from '../shell/language.ts';
import { accessApi } from './access-api.ts';
import { t } from './phrases.ts';

/** What can be given beside `read`, which every token has. */
const given = ['act', 'lead', 'service', 'task', 'inspect', 'rules', 'manage'] as const;

const phrases = {
  read: 'read',
  act: 'permAct',
  lead: 'permLead',
  service: 'permService',
  task: 'permTask',
  inspect: 'permInspect',
  rules: 'permRules',
  manage: 'permManage',
} as const satisfies Readonly<Record<Permission, string>>;

export function permissionWords(permission: Permission): string {
  return t(phrases[permission]);
}

const faults = ['name-taken', 'needs-lead', 'already-over', 'too-many-tokens', 'invalid-request'] as const;

function faultWords(problem: Problem): string {
  const known = faults.find((code) => code === problem.code);
  return known === undefined ? problemWords(problem) : t(known);
}

/** Makes a token; `onMade` is told its secret, which nobody can read again. */
export function TokenForm({ onMade, onClose }: { onMade: (secret: string) => void; onClose: () => void }) {
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);

  async function make(form: FormData): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    const day = readField(form, 'expiresOn');
    const answer = await accessApi.makeToken({
      name: readField(form, 'name').trim(),
      permissions: given.filter((permission) => form.has(permission)),
      areas: readField(form, 'areas')
        .split(/[\s,，、]+/u)
        .filter((code) => code !== ''),
      // The last moment of that day, by the clock of whoever enters it.
      expiresAt: day === '' ? null : new Date(`${day}T23:59:59`).getTime(),
    });
    isBusy.value = false;
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) onMade(answer.value.secret);
  }

  return (
    <Dialog title={t('addToken')} onClose={onClose}>
      <form
        class="access-form"
        onSubmit={(event) => {
          event.preventDefault();
          void make(new FormData(event.currentTarget));
        }}
      >
        <Field label={t('tokenName')} hint={t('tokenNameHint')}>
          <input name="name" required maxLength={40} autocomplete="off" />
        </Field>
        <fieldset>
          <legend class="field-label">{t('permissions')}</legend>
          <label class="access-check">
            <input type="checkbox" checked disabled /> {t('read')}
          </label>
          {given.map((permission) => (
            <label key={permission} class="access-check">
              <input type="checkbox" name={permission} /> {permissionWords(permission)}
            </label>
          ))}
        </fieldset>
        <Field label={t('areas')} hint={t('areasHint')}>
          <input name="areas" autocomplete="off" />
        </Field>
        <Field label={t('expiresOn')} hint={t('expiresHint')}>
          <input name="expiresOn" type="date" />
        </Field>
        {problem.value !== null && (
          <p class="error" role="alert">
            {faultWords(problem.value)}
          </p>
        )}
        <div class="buttons">
          <button class="primary" type="submit" disabled={isBusy.value}>
            {t('addToken')}
          </button>
          <button type="button" onClick={onClose}>
            {common('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
