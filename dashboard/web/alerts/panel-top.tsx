import { Icon } from '../parts/icon.tsx';
import { go, route } from '../shell/router.ts';
import { t } from '../shell/language.ts';

/** The way back to the list as it was, with its filters. */
export function PanelTop() {
  const search = route.value.query.toString();
  return (
    <button class="quiet detail-back" type="button" onClick={() => go(search === '' ? '/' : `/?${search}`)}>
      <Icon name="close" />
      <span>{t('back')}</span>
    </button>
  );
}
