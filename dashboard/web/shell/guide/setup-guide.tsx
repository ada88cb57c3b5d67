import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { fleetCounts } from '../../live/live-store.ts';
import { Icon } from '../../parts/icon.tsx';
import { deskFacts } from '../desk-facts.ts';
import { ask } from '../http.ts';
import { t } from '../phrases.ts';
import { may } from '../session.ts';
import { hideSetup, markSetupSeen, setupHidden, setupSeen, soundTried, wallOpened } from './setup-record.ts';

/** One thing that a new installation needs. */
interface Item {
  readonly words: Parameters<typeof t>[0];
  readonly href: string | null;
  readonly isDone: boolean;
}

/**
 * What a new installation still needs, for those who may set it up, until all is done or they hide it. Whether something
 * is done is asked of the service: areas and devices that are there, recipients that are named. Only the sound and the
 * wall are this browser's own.
 */
export function SetupGuide({ openSound }: { openSound: () => void }) {
  const areas = useSignal<number | null>(null);
  const isWanted = may('manage') && !setupHidden.value;
  useEffect(() => {
    if (!isWanted) return;
    void ask<{ readonly areas: readonly unknown[] }>('GET', '/api/areas').then((answer) => {
      if (answer.ok) areas.value = answer.value.areas.length;
    });
  }, [isWanted]);
  const devices = useComputed(() => fleetCounts.value.reduce((sum, { total }) => sum + total, 0)).value;
  const recipients = deskFacts.value?.recipients ?? null;
  if (!isWanted || areas.value === null || recipients === null) return null;
  const items: readonly Item[] = [
    { words: 'setupAreas', href: '/fleet/areas', isDone: areas.value > 0 },
    { words: 'setupDevices', href: '/fleet/devices', isDone: devices > 0 },
    { words: 'setupRecipients', href: '/settings', isDone: recipients > 0 },
    { words: 'setupSound', href: null, isDone: soundTried.value },
    { words: 'setupWall', href: '/wall', isDone: wallOpened.value },
  ];
  const isNew = items.slice(0, 3).some(({ isDone }) => !isDone);
  if (isNew) markSetupSeen();
  // A new browser in an old installation needs no guide.
  if (!isNew && !setupSeen.value) return null;
  const done = items.filter(({ isDone }) => isDone).length;
  if (done === items.length) return null;
  return (
    <section class="setup" aria-labelledby="setup-heading">
      <h2 id="setup-heading">
        {t('setupTitle')} <span class="dim">{t('setupProgress', { n: done, of: items.length })}</span>
      </h2>
      <ol>
        {items.map(({ words, href, isDone }) => (
          <li key={words} class={isDone ? 'is-done' : undefined}>
            <span class="setup-mark" aria-hidden="true" />
            {href === null ? (
              <button class="link" type="button" onClick={openSound}>
                {t(words)}
              </button>
            ) : (
              <a href={href}>{t(words)}</a>
            )}
            <span class="visually-hidden">{t(isDone ? 'setupDone' : 'setupOpen')}</span>
          </li>
        ))}
      </ol>
      <button
        class="quiet icon-button"
        type="button"
        aria-label={t('setupHide')}
        title={t('setupHide')}
        onClick={hideSetup}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
