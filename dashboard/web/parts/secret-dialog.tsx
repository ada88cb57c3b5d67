import { useSignal } from '@preact/signals';
import { phrasesOf } from '../shell/language.ts';
import { Dialog } from './dialog.tsx';
import './secret-dialog.css';

const t = phrasesOf({
  copied: { zh: '已复制', en: 'Copied' },
  copy: { zh: '复制', en: 'Copy' },
  done: { zh: '我已记下', en: 'I have noted it' },
});

/** Something that is shown once. It closes by its own button only: a slip would lose it. */
export function SecretDialog({
  title,
  words,
  secret,
  onClose,
}: {
  title: string;
  words: string;
  secret: string;
  onClose: () => void;
}) {
  const isCopied = useSignal(false);
  // The clipboard is there on https only; the words can be selected everywhere.
  const canCopy = isSecureContext && 'clipboard' in navigator;
  return (
    <Dialog title={title} onClose={() => {}}>
      <p>{words}</p>
      <p class="secret">
        <code>{secret}</code>
      </p>
      <div class="buttons">
        {canCopy && (
          <button
            type="button"
            onClick={() => void navigator.clipboard.writeText(secret).then(() => (isCopied.value = true))}
          >
            {t(isCopied.value ? 'copied' : 'copy')}
          </button>
        )}
        <button class="primary" type="button" onClick={onClose}>
          {t('done')}
        </button>
      </div>
    </Dialog>
  );
}
