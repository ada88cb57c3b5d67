import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { findings, type Finding } from '../../../domain/alert.ts';
import type { CaseStep } from '../../../domain/case.ts';
import { findingPhrases } from '../alerts/alert-words.ts';
import { Dialog } from '../parts/dialog.tsx';
import { t as common } from '../shell/language.ts';
import type { TaskAct } from './act.ts';
import { useDraft } from './draft.ts';
import { outbox } from './field-state.ts';
import { t } from './phrases.ts';
import { PictureInput } from '../parts/picture/picture-input.tsx';
import { stepsBack } from './task-ahead.ts';

interface FormProps {
  readonly content: TaskAct;
  readonly onClose: () => void;
}

type Phrase = Parameters<typeof t>[0];

/** What was done and found out. */
export function HandleForm({ content, onClose }: FormProps) {
  return (
    <WrittenForm
      name={`handle ${content.caseId}`}
      words={{ title: 'doHandle', text: 'whatDone', submit: 'submitHandled' }}
      takesPicture
      choice={(value, onChoose) => (
        <label class="field">
          <span class="field-label">{t('finding')}</span>
          <select name="finding" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
            <option value="">{t('chooseFinding')}</option>
            {findings.map((finding) => (
              <option key={finding} value={finding}>
                {common(findingPhrases[finding])}
              </option>
            ))}
          </select>
        </label>
      )}
      onSubmit={({ comment, choice, picture }) =>
        void outbox().add([{ ...content, comment, finding: choice as Finding }], picture)
      }
      onClose={onClose}
    />
  );
}

/** A word or a picture on the way. */
export function CommentForm({ content, onClose }: FormProps) {
  return (
    <WrittenForm
      name={`comment ${content.caseId}`}
      words={{ title: 'doComment', text: 'note', submit: 'submitNote' }}
      takesPicture
      onSubmit={({ comment, picture }) => void outbox().add([{ ...content, comment }], picture)}
      onClose={onClose}
    />
  );
}

/**
 * Hands a task back to the centre. The centre counts it back one step at a time, so whoever is on the way or there
 * already sends it back as often as it takes until it is nobody's.
 */
export function HandBackForm({ content, step, onClose }: FormProps & { readonly step: CaseStep }) {
  return (
    <WrittenForm
      name={`back ${content.caseId}`}
      words={{ title: 'doSendBack', text: 'handBackWhy', submit: 'submitHandBack', hint: 'handBackHint' }}
      onSubmit={({ comment }) => {
        const back = { ...content, comment };
        void outbox().add(
          Array.from({ length: stepsBack(step) }, () => back),
          null,
        );
      }}
      onClose={onClose}
    />
  );
}

interface Written {
  readonly comment: string;
  readonly choice: string;
  readonly picture: Blob | null;
}

/** A form of words, kept as it is written. */
function WrittenForm({
  name,
  words,
  choice,
  takesPicture = false,
  onSubmit,
  onClose,
}: {
  name: string;
  words: { readonly title: Phrase; readonly text: Phrase; readonly submit: Phrase; readonly hint?: Phrase };
  choice?: (value: string, onChoose: (value: string) => void) => ComponentChildren;
  takesPicture?: boolean;
  onSubmit: (written: Written) => void;
  onClose: () => void;
}) {
  const { draft, change, clear } = useDraft(name);
  const fault = useSignal<Phrase | null>(null);
  const { text, choice: chosen, picture } = draft.value;

  function submit(): void {
    const comment = text.trim();
    fault.value =
      choice !== undefined && chosen === '' ? 'needsFinding' : comment === '' ? 'needsText' : null;
    if (fault.value !== null) return;
    onSubmit({ comment, choice: chosen, picture });
    clear();
    onClose();
  }

  return (
    <Dialog title={t(words.title)} onClose={onClose}>
      <form
        class="field-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {words.hint !== undefined && <p class="dim">{t(words.hint)}</p>}
        {choice?.(chosen, (value) => change({ choice: value }))}
        <label class="field">
          <span class="field-label">{t(words.text)}</span>
          <textarea
            name="text"
            rows={4}
            maxLength={2_000}
            autofocus={choice === undefined}
            value={text}
            onInput={(event) => change({ text: event.currentTarget.value })}
          />
        </label>
        {takesPicture && <PictureInput picture={picture} onChange={(next) => change({ picture: next })} />}
        <p class="error" role="alert">
          {fault.value !== null && t(fault.value)}
        </p>
        <button class="primary" type="submit">
          {t(words.submit)}
        </button>
      </form>
    </Dialog>
  );
}
