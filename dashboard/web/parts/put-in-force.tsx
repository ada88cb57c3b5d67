import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Answer, Problem } from '../shell/http.ts';
import { t as shared, phrasesOf } from '../shell/language.ts';
import { Dialog } from './dialog.tsx';
import { DiffView, type Difference } from './diff-view.tsx';
import { Field } from './field.tsx';
import { problemWords } from './problem-words.ts';

const t = phrasesOf({
  reason: { zh: '理由', en: 'Why' },
  reasonHint: {
    zh: '写入记录，供值班同事和日后核查',
    en: 'Goes on record: for colleagues now, and for whoever asks later',
  },
  changes: { zh: '改动', en: 'What changes' },
  stale: {
    zh: '他人刚刚更换了现行版本。请先查看区别，再决定。',
    en: 'Somebody else has just put another version in force. Look at the difference first.',
  },
  lookAgain: { zh: '查看区别', en: 'Show the difference' },
});

const reasonLengthMax = 2_000;

/** The last look before a change comes into force: what it changes, and why. */
export function PutInForce<T>(props: {
  readonly title: string;
  readonly button: string;
  readonly differences: readonly Difference[];
  readonly children?: ComponentChildren;
  readonly act: (reason: string) => Promise<Answer<T>>;
  readonly done: (value: T) => void;
  /** Somebody else was quicker. */
  readonly outdated: () => void;
  readonly onClose: () => void;
}) {
  const reason = useSignal('');
  const isBusy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const isOutdated = problem.value?.code === 'stale';
  const mayNot = isBusy.value || isOutdated || reason.value.trim() === '';

  async function act(): Promise<void> {
    if (mayNot) return;
    isBusy.value = true;
    const answer = await props.act(reason.value.trim());
    isBusy.value = false;
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) props.done(answer.value);
  }

  return (
    <Dialog title={props.title} onClose={props.onClose} isWide>
      {props.children}
      <section class="put-in-force-changes">
        <h3>{t('changes')}</h3>
        {props.differences.map((difference) => (
          <DiffView key={difference.name} {...difference} />
        ))}
      </section>
      <form
        class="put-in-force"
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        <Field label={t('reason')} hint={t('reasonHint')}>
          <textarea
            name="reason"
            rows={2}
            required
            maxLength={reasonLengthMax}
            value={reason.value}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </Field>
        {problem.value !== null && (
          <p class="error" role="alert">
            {isOutdated ? t('stale') : problemWords(problem.value)} {faultWords(problem.value)}
            {isOutdated && (
              <button type="button" onClick={props.outdated}>
                {t('lookAgain')}
              </button>
            )}
          </p>
        )}
        <div class="buttons">
          <button class="primary" type="submit" disabled={mayNot}>
            {isBusy.value ? shared('working') : props.button}
          </button>
          <button type="button" onClick={props.onClose}>
            {shared('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The first of the faults for which it was refused. */
function faultWords({ errors }: Problem): string {
  const [first] = errors ?? [];
  return first === undefined ? '' : `${first.file}:${first.line} ${first.message}`;
}
