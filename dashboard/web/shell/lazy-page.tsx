import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { EmptyState } from '../parts/empty-state.tsx';
import { t } from './language.ts';
import type { PageProps } from './pages.ts';
import { t as words } from './phrases.ts';
import { reloadForNewVersion } from './reload-once.ts';

/**
 * A page whose code is loaded when it is first shown. When that fails because the service has a new version, the whole
 * page is loaded anew, once; otherwise it says so, with a way to try again.
 */
export function LazyPage({
  load,
  props,
}: {
  load: () => Promise<ComponentType<PageProps>>;
  props: PageProps;
}) {
  const component = useSignal<{ readonly Page: ComponentType<PageProps> } | null>(null);
  const failure = useSignal<'none' | 'failed' | 'reloading'>('none');
  const attempt = useSignal(0);
  useEffect(() => {
    let isCurrent = true;
    component.value = null;
    failure.value = 'none';
    async function begin(): Promise<void> {
      try {
        const Page = await load();
        if (isCurrent) component.value = { Page };
      } catch {
        const isReloading = await reloadForNewVersion();
        if (isCurrent) failure.value = isReloading ? 'reloading' : 'failed';
      }
    }
    void begin();
    return () => {
      isCurrent = false;
    };
  }, [load, attempt.value]);

  if (component.value !== null) return <component.value.Page {...props} />;
  return (
    <main class="page">
      {failure.value === 'failed' && (
        <EmptyState title={t('pageFailed')}>
          <p>{words('pageFailedDetail')}</p>
          <button type="button" onClick={() => (attempt.value += 1)}>
            {t('tryAgain')}
          </button>
        </EmptyState>
      )}
      {failure.value === 'reloading' && <p class="dim loading">{words('newVersion')}</p>}
      {failure.value === 'none' && <p class="dim loading">{t('loading')}</p>}
    </main>
  );
}
