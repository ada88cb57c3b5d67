import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { RuleFault } from '../../../domain/rule-set.ts';
import { useAnswer } from '../parts/answer.tsx';
import { DiffView } from '../parts/diff-view.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { YamlEditor } from '../parts/yaml-editor.tsx';
import { route, setQuery } from '../shell/router.ts';
import { FileList } from './file-list.tsx';
import { OutdatedDraft } from './outdated-draft.tsx';
import { t } from './phrases.ts';
import { ruleApi } from './rule-api.ts';
import { differencesOf, textOf } from './rule-draft.ts';
import { keyWords, knownValues } from './rule-keys.ts';
import { baseFiles, changedFiles, changeFile, draftFiles, dropDraft, isOutdated } from './rule-store.ts';
import { SwitchOn } from './switch-on.tsx';
import { useCheck, type Check } from './use-check.ts';

/** A draft of the whole set: changed, checked as one writes, compared, and put in force. */
export function RuleEdit() {
  const files = draftFiles.value;
  const asked = route.value.query.get('file');
  const line = Number(route.value.query.get('line') ?? 0);
  const shown = files.find(({ name }) => name === asked) ?? files[0];
  const schema = useAnswer('schema', ruleApi.schema);
  const check = useCheck(files);
  const isComparing = useSignal(false);
  const isSwitching = useSignal(false);
  const changed = changedFiles.value;
  const reveal = useMemo(() => (line > 0 ? { line } : null), [asked, line]);
  if (shown === undefined) return null;
  const { name } = shown;
  const original = textOf(baseFiles.value, name);
  const isSound = check.faults?.length === 0 && !check.isChecking;

  return (
    <section class="rule-edit" aria-label={t('edit')}>
      <p class="rules-narrow dim">{t('widerScreen')}</p>
      {isOutdated.value && <OutdatedDraft />}
      <div class="rule-edit-head">
        <p class="rule-edit-state" role="status">
          <strong data-testid="changed-files">
            {changed.length === 0 ? t('nothingChanged') : t('changedFiles', { names: changed.join(', ') })}
          </strong>
          <CheckState check={check} />
        </p>
        <div class="buttons">
          <button
            type="button"
            aria-pressed={isComparing.value}
            disabled={changed.length === 0}
            onClick={() => (isComparing.value = !isComparing.value)}
          >
            {t('compare')}
          </button>
          <button type="button" disabled={changed.length === 0} onClick={dropDraft}>
            {t('startOver')}
          </button>
          <a class="button" href="/rules?view=trial">
            {t('tryOnHistory')}
          </a>
          <button
            class="primary"
            type="button"
            disabled={changed.length === 0 || !isSound || isOutdated.value}
            onClick={() => (isSwitching.value = true)}
          >
            {t('switchOn')}
          </button>
        </div>
      </div>
      <div class="rule-edit-body">
        <FileList name={name} faults={check.faults ?? []} />
        <div class="rule-edit-text">
          {isComparing.value && changed.length > 0 ? (
            <div class="rule-diffs">
              {differencesOf(baseFiles.value, files).map((difference) => (
                <DiffView key={difference.name} {...difference} />
              ))}
            </div>
          ) : (
            <YamlEditor
              key={name}
              text={shown.text}
              label={t('textOf', { name })}
              original={original}
              schema={schema.value}
              words={keyWords}
              values={knownValues}
              faults={(check.faults ?? []).filter((fault) => fault.file === name)}
              changed={(text) => changeFile(name, text)}
              reveal={reveal}
            />
          )}
          <Faults faults={check.faults ?? []} />
        </div>
      </div>
      {isSwitching.value && (
        <SwitchOn
          title={t('switchOnDraft')}
          files={files}
          onClose={() => (isSwitching.value = false)}
          done={dropDraft}
        />
      )}
    </section>
  );
}

function CheckState({ check }: { check: Check }) {
  const { faults, isChecking, problem } = check;
  if (problem !== null) return <span class="error">{t('checkFailed', { why: problemWords(problem) })}</span>;
  if (faults === null || isChecking) return <span class="dim">{t('checking')}</span>;
  if (faults.length === 0) return <span class="dim">✓ {t('noFaults')}</span>;
  return <span class="error">{t('faultsFound', { n: faults.length })}</span>;
}

function Faults({ faults }: { faults: readonly RuleFault[] }) {
  if (faults.length === 0) return null;
  return (
    <ol class="faults" data-testid="faults">
      {faults.map((fault) => (
        <li key={`${fault.file} ${fault.line} ${fault.message}`}>
          <button
            class="quiet"
            type="button"
            onClick={() => setQuery({ file: fault.file, line: String(fault.line) })}
          >
            {t('atLine', { file: fault.file, line: fault.line })}
          </button>
          <span>
            {fault.message}
            {fault.hint !== '' && <span class="dim"> — {fault.hint}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
