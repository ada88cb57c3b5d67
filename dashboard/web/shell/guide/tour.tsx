import { useSignal } from '@preact/signals';
import { Dialog } from '../../parts/dialog.tsx';
import { SeverityMark } from '../../parts/severity-mark.tsx';
import { keyCaps } from '../keyboard/key-words.ts';
import { keysOf, type ShortcutName } from '../keyboard/shortcuts.ts';
import { t } from '../phrases.ts';

const steps = ['tour1', 'tour2', 'tour3', 'tour4'] as const;

const cap = (name: ShortcutName): string => {
  const keys = keysOf(name);
  return keys === null ? '–' : keyCaps(keys).join('+');
};

/** What somebody new has to know before their first shift, in four steps. */
export function Tour({ onClose }: { onClose: () => void }) {
  const at = useSignal(0);
  const step = steps[at.value] ?? steps[0];
  const isLast = at.value === steps.length - 1;
  const keys = {
    next: cap('nextAlert'),
    previous: cap('previousAlert'),
    acknowledge: cap('acknowledge'),
    silence: cap('silence'),
  };
  return (
    <Dialog title={t(step)} onClose={onClose}>
      <div class="tour-picture" aria-hidden="true">
        <Picture step={step} />
      </div>
      <p class="tour-words" aria-live="polite">
        {t(`${step}Detail`, keys)}
      </p>
      <div class="tour-foot">
        <span class="dim">{t('tourStep', { n: at.value + 1, of: steps.length })}</span>
        <span class="spring" />
        {at.value > 0 && (
          <button type="button" onClick={() => (at.value -= 1)}>
            {t('previous')}
          </button>
        )}
        <button class="primary" type="button" onClick={() => (isLast ? onClose() : (at.value += 1))}>
          {t(isLast ? 'tourEnd' : 'next')}
        </button>
      </div>
    </Dialog>
  );
}

function Picture({ step }: { step: (typeof steps)[number] }) {
  if (step === 'tour1') {
    return (
      <>
        <SeverityMark severity={1} />
        <SeverityMark severity={2} />
        <SeverityMark severity={3} hollow />
        <SeverityMark severity={4} hollow />
      </>
    );
  }
  if (step === 'tour2') {
    return (
      <>
        {(['nextAlert', 'previousAlert', 'acknowledge', 'silence'] as const).map((name) => (
          <kbd key={name}>{cap(name)}</kbd>
        ))}
      </>
    );
  }
  if (step === 'tour3') return <span class="brand-mark">−1</span>;
  return <span class="tour-hatch" />;
}
