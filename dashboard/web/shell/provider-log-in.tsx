import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { say } from './language.ts';
import { setQuery } from './router.ts';
import { t } from './provider-phrases.ts';
import { sessionApi, type ProviderOffer } from './session-api.ts';
import { hasLeftProvider } from './session.ts';
import { armSound } from './sound/sound.ts';

const faultName = 'log-in';

/** What the service says in the address when a log-in came back to nothing. */
const faults = {
  'provider-away': 'away',
  'provider-refused': 'refusedThere',
  'provider-wrong': 'wrong',
  'no-role': 'noRole',
  'no-areas': 'noAreas',
  'account-disabled': 'disabled',
  'log-in-ended': 'ended',
  busy: 'busy',
  'no-connection': 'away',
} as const;

/** The way in by the organisation's own log-in, where there is one; beside it the one here, for when that is away. */
export function ProviderLogIn({ seat }: { seat: () => string | null }) {
  const offer = useSignal<ProviderOffer | null>(null);
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  useEffect(() => {
    const told = new URLSearchParams(location.search).get(faultName);
    // Said once: a reload, or the next log-in, begins without it.
    if (told !== null) setQuery({ [faultName]: null });
    fault.value = told;
    void sessionApi.provider().then((answer) => {
      if (answer.ok) offer.value = answer.value.provider;
    });
  }, []);

  async function begin(): Promise<void> {
    isBusy.value = true;
    const answer = await sessionApi.beginAtProvider(`${location.pathname}${location.search}`, seat());
    if (answer.ok) {
      location.assign(answer.value.url);
      return;
    }
    isBusy.value = false;
    fault.value = answer.problem.code;
  }

  if (offer.value === null) return null;
  const { label, logOutUrl } = offer.value;
  const code = fault.value;
  return (
    <div class="log-in-provider">
      <p class="error" role="alert">
        {code !== null && t(code in faults ? faults[code as keyof typeof faults] : 'unexpected', { code })}
      </p>
      <button
        type="button"
        disabled={isBusy.value}
        onClick={() => {
          armSound();
          void begin();
        }}
      >
        {say(label)}
      </button>
      {hasLeftProvider.value && logOutUrl !== null && (
        <p class="dim" role="status">
          {t('stillThere')} <a href={logOutUrl}>{t('leaveThere')}</a>
        </p>
      )}
    </div>
  );
}
