import { Dialog } from '../parts/dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { t as common } from '../shell/language.ts';
import { t } from './phrases.ts';

/** A token, which the service tells only once. */
export function TokenDialog({ name, token, onClose }: { name: string; token: string; onClose: () => void }) {
  async function copy(): Promise<void> {
    // On plain http there is no clipboard: it can be selected by hand.
    await navigator.clipboard.writeText(token);
    tell(t('copied'));
  }
  return (
    <Dialog title={t('tokenTitle', { name })} onClose={onClose}>
      <p>{t('tokenDetail')}</p>
      <input
        class="case-token"
        readOnly
        value={token}
        aria-label={t('tokenTitle', { name })}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class="buttons">
        {'clipboard' in navigator && (
          <button class="primary" type="button" onClick={() => void copy()}>
            {t('copy')}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {common('closeWindow')}
        </button>
      </div>
    </Dialog>
  );
}
