import { t } from '../phrases.ts';
import { armSound, isBlocked } from './sound.ts';

/** After a reload: that the browser keeps the page from sounding, and the press that mends it. */
export function SoundBanner() {
  if (!isBlocked.value) return null;
  return (
    <div class="sound-blocked" role="status">
      <p>{t('soundBlocked')}</p>
      <button type="button" onClick={armSound}>
        {t('soundUnblock')}
      </button>
    </div>
  );
}
