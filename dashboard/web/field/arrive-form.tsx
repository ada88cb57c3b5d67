import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import type { TaskAct } from './act.ts';
import { outbox } from './field-state.ts';
import { whyNoPosition } from './field-words.ts';
import { t } from './phrases.ts';
import { locate, type Located } from './position.ts';

/** Arriving with the phone's position; without one, the person says in words where they are, and it is told so. */
export function ArriveForm({ content, onClose }: { content: TaskAct; onClose: () => void }) {
  const located = useSignal<Located | null>(null);
  const isEmpty = useSignal(false);
  const isDone = useRef(false);

  function arrive(rest: Pick<TaskAct, 'position' | 'comment'>): void {
    if (isDone.current) return;
    isDone.current = true;
    void outbox().add([{ ...content, ...rest }], null);
    onClose();
  }

  useEffect(() => {
    let isOpen = true;
    void locate().then((found) => {
      if (!isOpen) return;
      if (found.position === null) located.value = found;
      else arrive({ position: found.position, comment: null });
    });
    return () => {
      isOpen = false;
    };
  }, []);

  const none = located.value;
  return (
    <Dialog title={t('doArrive')} onClose={onClose}>
      {none === null ? (
        <>
          <p role="status">{t('locating')}</p>
          <button type="button" onClick={() => (located.value = { position: null, why: 'late' })}>
            {t('arriveWithout')}
          </button>
        </>
      ) : (
        none.position === null && (
          <form
            class="field-form"
            onSubmit={(event) => {
              event.preventDefault();
              const words = new FormData(event.currentTarget).get('text');
              const comment = typeof words === 'string' ? words.trim() : '';
              isEmpty.value = comment === '';
              if (comment === '') return;
              const why = t('arrivedNoPosition', { why: whyNoPosition(none) });
              arrive({ position: null, comment: `${comment} ${why}` });
            }}
          >
            <p>{t('positionUnknown', { why: whyNoPosition(none) })}</p>
            <label class="field">
              <span class="field-label">{t('whereAmI')}</span>
              <input name="text" maxLength={200} autofocus aria-describedby="arrive-fault" />
            </label>
            <p class="error" role="alert" id="arrive-fault">
              {isEmpty.value && t('arriveWithoutHint')}
            </p>
            <button class="primary" type="submit">
              {t('confirmArrival')}
            </button>
          </form>
        )
      )}
    </Dialog>
  );
}
