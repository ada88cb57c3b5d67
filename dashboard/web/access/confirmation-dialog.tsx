import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import { DiffView, type Difference } from '../parts/diff-view.tsx';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { askConfirmations, type Confirmation } from '../shell/confirmations.ts';
import { actWords } from '../shell/held-words.ts';
import type { Problem } from '../shell/http.ts';
import { t as common } from '../shell/language.ts';
import { accessApi } from './access-api.ts';
import { DetailFacts, Subject } from './confirmation-facts.tsx';
import { t } from './phrases.ts';

/** The second person's look: everything that would change, then yes or no. */
export function ConfirmationDialog({ one, onClose }: { one: Confirmation; onClose: () => void }) {
  const differences = useSignal<readonly Difference[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);
  useEffect(() => {
    void differencesOf(one).then((found) => (differences.value = found));
  }, [one.id]);

  async function settle(isAgreed: boolean): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    const answer = await (isAgreed ? accessApi.agree(one.id) : accessApi.decline(one.id));
    isBusy.value = false;
    if (!answer.ok && answer.problem.code !== 'not-carried-out') {
      problem.value = answer.problem;
      return;
    }
    const act = actWords(one.act);
    if (answer.ok) tell(t(isAgreed ? 'agreed' : 'declined', { act }));
    else tell(t('notDone', { reason: reasonWords(answer.problem) }), { isFault: true });
    onClose();
    await askConfirmations();
  }

  return (
    <Dialog title={actWords(one.act)} onClose={onClose} isWide={(differences.value ?? []).length > 0}>
      {(one.subject ?? one.about) !== null && (
        <p>
          <Subject one={one} />
        </p>
      )}
      <DetailFacts one={one} />
      {differences.value === null ? (
        <p class="dim">{common('loading')}</p>
      ) : (
        differences.value.length > 0 && (
          <section class="access-changes">
            <h3>{t('changes')}</h3>
            {differences.value.map((difference) => (
              <DiffView key={difference.name} {...difference} />
            ))}
          </section>
        )
      )}
      <p>{t('agreeEffect', { name: one.askedByName })}</p>
      {problem.value !== null && (
        <p class="error" role="alert">
          {problemWords(problem.value)}
        </p>
      )}
      <div class="buttons">
        <button
          class="primary"
          type="button"
          disabled={isBusy.value || differences.value === null}
          onClick={() => void settle(true)}
        >
          {t('agree')}
        </button>
        <button type="button" disabled={isBusy.value} onClick={() => void settle(false)}>
          {t('decline')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}

/** Why it was not carried out, for people. */
export function reasonWords({ code, detail }: { readonly code: string; readonly detail?: string }): string {
  if (code === 'stale' || detail === 'stale') return t('problem-stale');
  if (code === 'asker-gone' || detail === 'asker-gone') return t('problem-asker-gone');
  return detail ?? code;
}

interface NamedText {
  readonly name: string;
  readonly text: string;
}

const present = {
  'change-settings': '/api/settings',
  'change-rules': '/api/rules/files',
  'change-plans': '/api/plans/files',
} as const;

/** What is in force beside what is asked for; none for acts without a text. */
async function differencesOf({ id, act }: Confirmation): Promise<readonly Difference[]> {
  if (!(act in present)) return [];
  const [asked, now] = await Promise.all([
    accessApi.confirmation(id),
    accessApi.text(present[act as keyof typeof present]),
  ]);
  if (!asked.ok || !now.ok) return [];
  const before = filesIn(now.value);
  const after = filesIn(asked.value.whole);
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names
    .map((name) => ({ name, before: textOf(before, name), after: textOf(after, name) }))
    .filter((one) => one.before !== one.after);
}

function filesIn({ text, files }: Readonly<Record<string, unknown>>): readonly NamedText[] {
  if (typeof text === 'string') return [{ name: 'desk.yaml', text }];
  return Array.isArray(files) ? (files as readonly NamedText[]) : [];
}

function textOf(files: readonly NamedText[], name: string): string {
  return files.find((file) => file.name === name)?.text ?? '';
}
