import { useSignal } from '@preact/signals';
import { api, type Problem } from './api.ts';
import type { Phrase } from './dictionary.ts';
import { readField } from './form-field.ts';
import { t } from './language.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { hasExpired, me } from './session.ts';

const phrases: Readonly<Record<string, Phrase>> = {
  'wrong-credentials': 'wrongCredentials',
  'too-many-attempts': 'tooManyAttempts',
  'no-connection': 'noConnection',
};

export function LogInPage() {
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);

  async function logIn(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    isBusy.value = true;
    const answer = await api.logIn(readField(fields, 'username'), readField(fields, 'password'));
    isBusy.value = false;
    if (answer.ok) {
      hasExpired.value = false;
      me.value = answer.value;
    } else {
      problem.value = answer.problem;
    }
  }

  const code = problem.value?.code ?? '';
  return (
    <main class="log-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void logIn(event.currentTarget);
        }}
      >
        <h1>
          <span class="brand-mark" aria-hidden="true">
            −1
          </span>
          {t('product')}
        </h1>
        <p class="dim">{t('tagline')}</p>
        {hasExpired.value && code === '' && <p class="notice">{t('sessionEnded')}</p>}
        <label>
          {t('username')}
          <input name="username" autocomplete="username" required autofocus maxLength={64} />
        </label>
        <label>
          {t('password')}
          <input name="password" type="password" autocomplete="current-password" required maxLength={200} />
        </label>
        <p class="error" role="alert">
          {code !== '' && t(phrases[code] ?? 'unexpected', { code })}
        </p>
        <button class="primary" type="submit" disabled={isBusy.value}>
          {isBusy.value ? t('loggingIn') : t('logIn')}
        </button>
        <LanguageSwitch />
      </form>
    </main>
  );
}
