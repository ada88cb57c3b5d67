import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { fieldStore, person } from './field-state.ts';

/** What is being written in a form. */
export interface Draft {
  readonly text: string;
  /** The finding or the category. */
  readonly choice: string;
  readonly picture: Blob | null;
}

const empty: Draft = { text: '', choice: '', picture: null };

/**
 * A form's content, kept as it is written: phones end the browser to make room for their camera, and the person
 * comes back to an empty page.
 */
export function useDraft(name: string): {
  draft: Signal<Draft>;
  change: (part: Partial<Draft>) => void;
  clear: () => void;
} {
  const note = `draft ${person.value?.username ?? ''} ${name}`;
  const draft = useSignal<Draft>(empty);
  useEffect(() => {
    let isCurrent = true;
    draft.value = empty;
    void fieldStore()
      .noted(note)
      .then((noted) => {
        // What was typed while it was read is newer.
        if (isCurrent && noted !== undefined && draft.value === empty) draft.value = noted as Draft;
      });
    return () => {
      isCurrent = false;
    };
  }, [note]);
  return {
    draft,
    change(part) {
      draft.value = { ...draft.value, ...part };
      void fieldStore().note(note, draft.value);
    },
    clear() {
      draft.value = empty;
      void fieldStore().forget(note);
    },
  };
}
