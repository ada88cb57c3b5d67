import { useSignal } from '@preact/signals';
import { readField } from '../parts/form-field.ts';
import type { Problem } from '../shell/http.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { ProviderLogIn } from '../shell/provider-log-in.tsx';
import { sessionApi } from '../shell/session-api.ts';
import { enter, needsLogIn, person } from './field-state.ts';
import { t } from './phrases.ts';

/** Who is there; also over an app whose session has ended, which then goes on where it was. */
export function LogIn() {
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);

  async function logIn(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    isBusy.value = true;
    const answer = await sessionApi.logIn(
      readField(fields, 'username').trim(),
      readField(fields, 'password'),
      // Those in the street sit at no desk.
      null,
    );
    isBusy.value = false;
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) await enter(answer.value);
  }

  return (
    <main class="log-in field-log-in">
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
          {t('field')}
        </h1>
        <p class="dim">{t(needsLogIn.value ? 'loginToSend' : 'tagline')}</p>
        <label>
          {t('username')}
          <input
            name="username"
            autocomplete="username"
            autocapitalize="off"
            required
            maxLength={64}
            defaultValue={person.value?.username ?? ''}
          />
        </label>
        <label>
          {t('password')}
          <input name="password" type="password" autocomplete="current-password" required maxLength={200} />
        </label>
        <p class="error" role="alert">
          {problem.value !== null && problemOf(problem.value)}
        </p>
        <button class="primary" type="submit" disabled={isBusy.value}>
          {t(isBusy.value ? 'loggingIn' : 'logIn')}
        </button>
        <ProviderLogIn seat={() => null} />
        <LanguageSwitch />
      </form>
    </main>
  );
}

function problemOf({ code }: Problem): string {
  if (code === 'wrong-credentials') return t('wrongCredentials');
  if (code === 'too-many-attempts') return t('tooManyAttempts');
  if (code === 'no-connection' || code === 'no-answer') return t('noConnectionNow');
  return t('logInFailed', { code });
}
