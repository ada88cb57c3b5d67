import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { openCases } from '../live/live-store.ts';
import { Icon } from '../parts/icon.tsx';
import { waitingForMe } from './confirmations.ts';
import { heldWords } from './held-words.ts';
import { t } from './language.ts';
import { hasPage, pageAt, pages } from './pages.ts';
import { t as words } from './phrases.ts';
import { route } from './router.ts';
import { may } from './session.ts';

/** Larger numbers say no more. */
const badgeMax = 99;

/** Links to the pages that the person may see: a rail at the side, behind a button where the screen is narrow. */
export function Navigation() {
  const isOpen = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const here = route.value;
  const late = useComputed(
    () => openCases.value.filter(({ overdueSince }) => overdueSince !== null).length,
  ).value;
  useEffect(() => {
    isOpen.value = false;
  }, [here]);
  const asked = useComputed(() => waitingForMe().length).value;
  const current = hasPage(here.path) ? pageAt(here.path).name : null;
  return (
    <>
      <button
        class="menu-button icon-button"
        ref={button}
        type="button"
        aria-expanded={isOpen.value}
        aria-controls="pages"
        aria-label={t('pagesMenu')}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        <Icon name={isOpen.value ? 'close' : 'menu'} />
      </button>
      <nav
        id="pages"
        class={isOpen.value ? 'rail is-open' : 'rail'}
        aria-label={t('pagesMenu')}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !isOpen.value) return;
          isOpen.value = false;
          button.current?.focus();
        }}
      >
        {pages
          .filter(({ permission }) => may(permission))
          .map(({ name, at, title, icon }) => (
            <a
              key={name}
              class="rail-link"
              href={`/${at[0] ?? ''}`}
              aria-current={name === current ? 'page' : undefined}
            >
              <Icon name={icon} />
              <span>{t(title)}</span>
              {name === 'cases' && late > 0 && (
                <span class="rail-badge" title={words('casesLate', { n: late })}>
                  {late > badgeMax ? `${badgeMax}+` : late}
                  <span class="visually-hidden"> {words('casesLate', { n: late })}</span>
                </span>
              )}
              {name === 'access' && asked > 0 && (
                <span class="rail-badge" title={heldWords('waitingCount', { n: asked })}>
                  {asked > badgeMax ? `${badgeMax}+` : asked}
                  <span class="visually-hidden"> {heldWords('waitingCount', { n: asked })}</span>
                </span>
              )}
            </a>
          ))}
        <a class="rail-link rail-last" href="/wall">
          <Icon name="wall" />
          <span>{t('wallPage')}</span>
        </a>
      </nav>
    </>
  );
}
