import { Icon } from '../parts/icon.tsx';
import { t } from './phrases.ts';
import { printPath } from './plan-words.ts';

/** The page to print, in a window of its own: it loads nothing and works on paper. */
export function PrintLink({ type, id }: { type: 'plans' | 'plan-runs'; id: string }) {
  return (
    <a class="button plan-print" href={printPath(type, id)} target="_blank" rel="noreferrer">
      <Icon name="print" />
      {t('print')}
    </a>
  );
}
