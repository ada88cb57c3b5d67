import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PlanFile, PlanSetHead } from '../../../domain/plan.ts';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { formatMoment } from '../parts/format.ts';
import { keepDraft, readDraft } from '../parts/kept-draft.ts';
import { tell } from '../parts/notices.tsx';
import { PutInForce } from '../parts/put-in-force.tsx';
import { YamlEditor } from '../parts/yaml-editor.tsx';
import { changedNames, differencesOf, rebase, textOf } from '../rules/rule-draft.ts';
import { AddFileDialog } from './add-file-dialog.tsx';
import { t } from './phrases.ts';
import { planApi } from './plan-api.ts';
import { toDraft, type PlanDraft } from './plan-draft.ts';
import { usePlanCheck, type PlanCheck } from './use-plan-check.ts';

const draftName = 'plans';

/** The files of the plans in force: changed in a draft, checked as one writes, put in force with a reason. */
export function PlanFiles() {
  const inForce = useAnswer('files', planApi.files);
  const history = useAnswer('history', planApi.history);
  const draft = useSignal<PlanDraft | null>(toDraft(readDraft(draftName)));

  function change(next: PlanDraft | null): void {
    draft.value = next;
    keepDraft(draftName, next);
  }

  return (
    <>
      <p class="dim">{t('filesDetail')}</p>
      <Answered of={inForce}>
        {({ set, files }) => (
          <Editor
            set={set}
            files={files}
            // What somebody else put in force meanwhile lies under one's own changes.
            draft={draft.value === null ? files : rebase(draft.value.files, draft.value.began, files)}
            onChange={(next) =>
              change(changedNames(files, next).length === 0 ? null : { began: files, files: next })
            }
            onDone={() => {
              change(null);
              inForce.again();
              history.again();
            }}
            onOutdated={inForce.again}
          />
        )}
      </Answered>
      <section class="plan-history">
        <h3>{t('history')}</h3>
        <Answered of={history}>
          {({ sets }) => (
            <ol>
              {sets.map((head) => (
                <li key={`${head.at} ${head.setId}`}>
                  <span class="dim">
                    {t('atMoment', {
                      moment: formatMoment(head.at, clock.peek()),
                      who: head.by === 'files' ? t('fromFiles') : head.by,
                    })}
                  </span>
                  {head.comment !== null && <span>{head.comment}</span>}
                </li>
              ))}
            </ol>
          )}
        </Answered>
      </section>
    </>
  );
}

interface EditorProps {
  readonly set: PlanSetHead;
  readonly files: readonly PlanFile[];
  readonly draft: readonly PlanFile[];
  readonly onChange: (draft: readonly PlanFile[]) => void;
  readonly onDone: () => void;
  readonly onOutdated: () => void;
}

function Editor({ set, files, draft, onChange, onDone, onOutdated }: EditorProps) {
  const name = useSignal('');
  const isAdding = useSignal(false);
  const isPutting = useSignal(false);
  const reveal = useSignal<{ readonly line: number } | null>(null);
  const changed = changedNames(files, draft);
  const check = usePlanCheck(draft);
  const shown = draft.find((file) => file.name === name.value) ?? draft[0];
  const isSound = check.faults?.length === 0 && !check.isChecking;
  useEffect(() => {
    reveal.value = null;
  }, [shown?.name]);

  return (
    <section class="plan-editor">
      <div class="section-head">
        <select
          aria-label={t('file')}
          value={shown?.name ?? ''}
          onChange={(event) => (name.value = event.currentTarget.value)}
        >
          {draft.map((file) => (
            <option key={file.name} value={file.name}>
              {changed.includes(file.name) ? `${file.name} •` : file.name}
            </option>
          ))}
        </select>
        <button type="button" onClick={() => (isAdding.value = true)}>
          {t('addFile')}
        </button>
        <button
          type="button"
          disabled={draft.length < 2}
          onClick={() => onChange(draft.filter((file) => file !== shown))}
        >
          {t('removeFile')}
        </button>
        <span role="status">
          {changed.length === 0 ? t('unchanged') : t('changedFiles', { names: changed.join(', ') })} ·{' '}
          {check.faults === null || check.isChecking
            ? t('checking')
            : check.faults.length === 0
              ? t('noFaults')
              : t('faults', { n: check.faults.length })}
        </span>
        <span class="spring" />
        <button type="button" disabled={changed.length === 0} onClick={() => onChange(files)}>
          {t('discard')}
        </button>
        <button
          class="primary"
          type="button"
          disabled={changed.length === 0 || !isSound}
          onClick={() => (isPutting.value = true)}
        >
          {t('putInForce')}
        </button>
      </div>
      {shown !== undefined && (
        <YamlEditor
          key={shown.name}
          text={shown.text}
          label={t('textOf', { name: shown.name })}
          original={textOf(files, shown.name)}
          schema={null}
          faults={(check.faults ?? []).filter(({ file }) => file === shown.name)}
          changed={(text) =>
            onChange(draft.map((file) => (file.name === shown.name ? { name: file.name, text } : file)))
          }
          reveal={reveal.value}
        />
      )}
      <FaultList
        check={check}
        onGo={(file, line) => {
          name.value = file;
          // After the other file is there.
          setTimeout(() => (reveal.value = { line }));
        }}
      />
      {isAdding.value && (
        <AddFileDialog
          taken={draft.map((file) => file.name)}
          onClose={() => (isAdding.value = false)}
          onAdd={(file) => {
            isAdding.value = false;
            onChange([...draft, file]);
            name.value = file.name;
          }}
        />
      )}
      {isPutting.value && (
        <PutInForce
          title={t('putTitle')}
          button={t('putTitle')}
          differences={differencesOf(files, draft)}
          act={(comment) => planApi.put(draft, { comment, setId: set.setId })}
          done={() => {
            isPutting.value = false;
            tell(t('putDone'));
            onDone();
          }}
          outdated={() => {
            isPutting.value = false;
            onOutdated();
          }}
          onClose={() => (isPutting.value = false)}
        />
      )}
    </section>
  );
}

function FaultList({ check, onGo }: { check: PlanCheck; onGo: (file: string, line: number) => void }) {
  const faults = check.faults ?? [];
  if (faults.length === 0) return null;
  return (
    <ol class="plan-faults">
      {faults.map(({ file, line, message, hint }) => (
        <li key={`${file} ${line} ${message}`}>
          <button class="quiet" type="button" onClick={() => onGo(file, line)}>
            {t('atLine', { file, line })}
          </button>
          <span>
            {message}
            {hint !== '' && <span class="dim"> — {hint}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
