import { EmptyState } from '../parts/empty-state.tsx';
import { t } from './phrases.ts';

/** An address at which there is nothing, with the way home. */
export function NotFound({ path }: { path: readonly string[] }) {
  return (
    <main class="page not-found">
      <h1 class="visually-hidden">{t('notFound')}</h1>
      <EmptyState title={t('notFound')}>
        <p>{t('notFoundDetail', { path: `/${path.join('/')}` })}</p>
        <p>
          <a class="button" href="/">
            {t('goHome')}
          </a>
        </p>
      </EmptyState>
    </main>
  );
}
