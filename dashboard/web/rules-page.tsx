import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, type Problem } from './api.ts';
import { t } from './language.ts';
import { rebase } from './rule-draft.ts';
import { RuleEditor } from './rule-editor.tsx';
import { RuleHistory } from './rule-history.tsx';
import { RuleTable } from './rule-table.tsx';
import { checkSession } from './session.ts';
import type { RuleFile, RuleSetView, RuleView } from '../../domain/rule-set.ts';

interface Loaded {
  readonly setId: string;
  readonly rules: readonly RuleView[];
  readonly files: readonly RuleFile[];
  /** Null while the database is away. */
  readonly sets: readonly RuleSetView[] | null;
}

/** The rules: what is in force and why, changing and trying them, and what was in force before. */
export function RulesPage() {
  const loaded = useSignal<Loaded | null>(null);
  const problem = useSignal<Problem | null>(null);
  /** Files that somebody wants to begin their changes with, from the history. */
  const taken = useSignal<readonly RuleFile[] | null>(null);

  const note = useSignal<string | null>(null);

  /** With a draft: its changes go on, on top of what is in force now. */
  async function load(draft: readonly RuleFile[] | null = null): Promise<void> {
    const began = loaded.value?.files ?? [];
    const [rules, files, history] = await Promise.all([api.rules(), api.ruleFiles(), api.ruleHistory()]);
    const refused = rules.ok ? (files.ok ? null : files.problem) : rules.problem;
    problem.value = refused;
    if (refused?.status === 401) void checkSession();
    if (!rules.ok || !files.ok) return;
    taken.value = draft === null ? null : rebase(draft, began, files.value.files);
    loaded.value = {
      // Of the files, which are what is changed.
      setId: files.value.setId,
      rules: rules.value.rules,
      files: files.value.files,
      sets: history.ok ? history.value.sets : null,
    };
  }

  useEffect(() => void load(), []);

  const present = loaded.value;
  return (
    <main class="page rules-page">
      <div class="section-head">
        <h1>{t('rulesInForce')}</h1>
        {present !== null && <span class="dim">{present.rules.length}</span>}
      </div>
      {problem.value !== null && (
        <p class="error" role="alert">
          {t('rulesUnavailable', { code: problem.value.detail ?? problem.value.code })}
        </p>
      )}
      {present === null && problem.value === null && <p class="dim">{t('loading')}</p>}
      {present !== null && (
        <>
          <RuleTable rules={present.rules} />
          <RuleEditor
            key={present.setId}
            setId={present.setId}
            files={present.files}
            taken={taken.value}
            reload={(draft) => void load(draft)}
            done={(words) => {
              note.value = words;
              void load();
            }}
          />
          {note.value !== null && (
            <p class="card rules-note" role="status">
              {note.value}
            </p>
          )}
          <RuleHistory sets={present.sets} take={(files) => (taken.value = [...files])} />
        </>
      )}
    </main>
  );
}
