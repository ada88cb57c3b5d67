import { useSignal } from '@preact/signals';
import { t as common } from '../shell/language.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { setTheme, theme, themes } from '../shell/theme.ts';
import { leave, othersWaiting, outbox, person } from './field-state.ts';
import { t } from './phrases.ts';
import { offlineUse } from './updates.ts';

const themeWords = { auto: 'themeAuto', dark: 'themeDark', light: 'themeLight' } as const;
const offlineWords = {
  ready: 'offlineReady',
  preparing: 'offlinePreparing',
  insecure: 'offlineInsecure',
} as const;

/** Whose app it is, how it looks, and whether it opens without a connection. */
export function MyPage() {
  const isAsking = useSignal(false);
  const waiting = outbox().acts.value.filter(({ state }) => state !== 'sent').length;
  const isInstalled = matchMedia('(display-mode: standalone)').matches;
  return (
    <main class="field-main field-mine">
      <h1>{person.value?.name}</h1>
      <p class="dim">{person.value?.username}</p>
      <section>
        <h2>{t('offlineUse')}</h2>
        <p role="status">{t(offlineWords[offlineUse.value])}</p>
        {!isInstalled && offlineUse.value === 'ready' && <p class="dim">{t('installHint')}</p>}
        {othersWaiting.value > 0 && <p>{t('othersWait', { n: othersWaiting.value })}</p>}
      </section>
      <section>
        <h2>{t('theme')}</h2>
        <div class="buttons">
          {themes.map((choice) => (
            <button
              key={choice}
              type="button"
              aria-pressed={theme.value === choice}
              onClick={() => setTheme(choice)}
            >
              {common(themeWords[choice])}
            </button>
          ))}
        </div>
      </section>
      <section>
        <h2>{t('language')}</h2>
        <LanguageSwitch />
      </section>
      <section>
        {isAsking.value && waiting > 0 ? (
          <>
            <p role="alert">{t('logOutWaiting', { n: waiting })}</p>
            <div class="buttons">
              <button type="button" onClick={() => void leave()}>
                {t('reallyLogOut')}
              </button>
              <button type="button" onClick={() => (isAsking.value = false)}>
                {t('cancel')}
              </button>
            </div>
          </>
        ) : (
          <button
            type="button"
            onClick={() => {
              if (waiting > 0) isAsking.value = true;
              else void leave();
            }}
          >
            {t('logOut')}
          </button>
        )}
      </section>
    </main>
  );
}
