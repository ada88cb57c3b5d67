import { Dialog } from '../parts/dialog.tsx';
import { t as common } from '../shell/language.ts';
import { t } from './phrases.ts';

/** Asks once more before a case is void: that cannot be undone. */
export function VoidDialog({
  number,
  reason,
  onClose,
  onConfirm,
}: {
  number: string;
  reason: string;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}) {
  return (
    <Dialog title={t('voidTitle', { number })} onClose={onClose}>
      <p>{t('voidDetail')}</p>
      <p>
        <span class="dim">{t('reason')}：</span>
        {reason}
      </p>
      <div class="buttons">
        <button type="button" class="primary" onClick={() => onConfirm(reason)}>
          {t('voidConfirm')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
