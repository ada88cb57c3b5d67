import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RuleFault, RuleFile } from '../../domain/rule-set.ts';
import { api, type Problem } from './api.ts';
import { t } from './language.ts';
import { changedNames } from './rule-draft.ts';
import { RuleSwitch } from './rule-switch.tsx';
import { RuleTrial } from './rule-trial.tsx';

export interface RuleEditorProps {
  readonly setId: string;
  /** The files in force. */
  readonly files: readonly RuleFile[];
  /** Other files to begin with, if someone asked for that. */
  readonly taken: readonly RuleFile[] | null;
  /** Looks at what is in force now, and goes on with this draft. */
  readonly reload: (draft: readonly RuleFile[]) => void;
  /** The draft is in force; in words what that meant. */
  readonly done: (words: string) => void;
}

const fileName = /^[A-Za-z0-9_-][A-Za-z0-9._-]*\.ya?ml$/;

/** A draft of the whole set: changed, checked, tried, and switched on. */
export function RuleEditor({ setId, files, taken, reload, done }: RuleEditorProps) {
  const draft = useSignal<readonly RuleFile[]>(taken ?? files);
  const name = useSignal(files[0]?.name ?? '');
  const newName = useSignal('');
  const faults = useSignal<readonly RuleFault[] | null>(null);
  const problem = useSignal<Problem | null>(null);

  useEffect(() => {
    if (taken === null) return;
    change(taken);
  }, [taken]);

  function change(next: readonly RuleFile[]): void {
    draft.value = next;
    faults.value = null;
    problem.value = null;
    if (!next.some((file) => file.name === name.value)) name.value = next[0]?.name ?? '';
  }

  async function check(): Promise<void> {
    const answer = await api.checkRules(draft.value);
    problem.value = answer.ok ? null : answer.problem;
    faults.value = answer.ok ? answer.value.errors : null;
  }

  function add(): void {
    const added = newName.value.trim();
    if (!fileName.test(added) || draft.value.some((file) => file.name === added)) return;
    change([...draft.value, { name: added, text: '' }]);
    name.value = added;
    newName.value = '';
  }

  const changed = changedNames(files, draft.value);
  const shown = draft.value.find((file) => file.name === name.value);
  return (
    <section class="card rule-editor" aria-labelledby="rule-files-heading">
      <div class="section-head">
        <h2 id="rule-files-heading">{t('ruleFiles')}</h2>
        <select
          aria-label={t('file')}
          value={name.value}
          onChange={(event) => (name.value = event.currentTarget.value)}
        >
          {draft.value.map((file) => (
            <option key={file.name} value={file.name}>
              {file.name}
              {changed.includes(file.name) ? ' *' : ''}
            </option>
          ))}
        </select>
        <button
          type="button"
          onClick={() => change(draft.value.filter((file) => file.name !== name.value))}
          disabled={draft.value.length < 2}
        >
          {t('removeFile')}
        </button>
        <input
          aria-label={t('newFile')}
          placeholder={t('newFile')}
          value={newName.value}
          onInput={(event) => (newName.value = event.currentTarget.value)}
        />
        <button type="button" onClick={add} disabled={!fileName.test(newName.value.trim())}>
          {t('addFile')}
        </button>
        <span class="spring" />
        <span class="dim" data-testid="changed-files">
          {changed.length === 0 ? t('nothingChanged') : t('changedFiles', { names: changed.join(', ') })}
        </span>
        {changed.length > 0 && (
          <button class="quiet" type="button" onClick={() => change(files)}>
            {t('startOver')}
          </button>
        )}
      </div>
      <textarea
        class="rule-text"
        aria-label={name.value}
        spellcheck={false}
        value={shown?.text ?? ''}
        onInput={(event) => {
          const text = event.currentTarget.value;
          change(draft.value.map((file) => (file.name === name.value ? { ...file, text } : file)));
        }}
      />
      <div class="section-head">
        <button type="button" onClick={() => void check()}>
          {t('check')}
        </button>
        {faults.value?.length === 0 && <span role="status">✓ {t('noFaults')}</span>}
        {problem.value !== null && (
          <span class="error" role="alert">
            {t('unexpected', { code: problem.value.detail ?? problem.value.code })}
          </span>
        )}
      </div>
      {faults.value !== null && <Faults faults={faults.value} />}
      <RuleTrial files={draft.value} fail={(found) => (faults.value = found)} />
      <RuleSwitch
        setId={setId}
        files={draft.value}
        isChanged={changed.length > 0}
        fail={(found) => (faults.value = found)}
        reload={() => reload(draft.value)}
        done={done}
      />
    </section>
  );
}

function Faults({ faults }: { faults: readonly RuleFault[] }) {
  if (faults.length === 0) return null;
  return (
    <div role="alert">
      <p class="error">{t('faultsFound', { n: faults.length })}</p>
      <ul class="faults">
        {faults.map((fault) => (
          <li key={`${fault.file} ${fault.line} ${fault.message}`}>
            <strong>{t('atLine', { file: fault.file, line: fault.line })}</strong> {fault.message}
            {fault.hint !== '' && <span class="dim"> {fault.hint}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
