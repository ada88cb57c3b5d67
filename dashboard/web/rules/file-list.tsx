import { useSignal } from '@preact/signals';
import type { RuleFault, RuleFile } from '../../../domain/rule-set.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { t as shared } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import { t } from './phrases.ts';
import { changedFiles, changeFiles, draftFiles } from './rule-store.ts';

const fileName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}\.ya?ml$/;

/** The files of the draft: which are changed, which have faults; adding, renaming and removing. */
export function FileList({ name, faults }: { name: string; faults: readonly RuleFault[] }) {
  /** What a name is asked for. */
  const asked = useSignal<'add' | 'rename' | null>(null);
  const files = draftFiles.value;

  function named(given: string): void {
    if (asked.value === 'rename') {
      change(
        files.map((file) => (file.name === name ? { ...file, name: given } : file)),
        given,
      );
    } else change([...files, { name: given, text: 'kind: smoke\nrules:\n' }], given);
    asked.value = null;
  }

  function remove(): void {
    const rest = files.filter((file) => file.name !== name);
    change(rest, rest[0]?.name);
  }

  return (
    <nav class="rule-files" aria-label={t('ruleFiles')}>
      <ul>
        {files.map((file) => {
          const count = faults.filter((fault) => fault.file === file.name).length;
          return (
            <li key={file.name}>
              <a
                href={`/rules?view=edit&file=${encodeURIComponent(file.name)}`}
                aria-current={file.name === name ? 'page' : undefined}
              >
                <span class="rule-file-name">{file.name}</span>
                {changedFiles.value.includes(file.name) && (
                  <span class="rule-file-changed" role="img" aria-label={t('isChanged')} />
                )}
                {count > 0 && <span class="rule-file-faults">⚠ {count}</span>}
              </a>
            </li>
          );
        })}
      </ul>
      <div class="buttons">
        <button type="button" onClick={() => (asked.value = 'add')}>
          {t('addFile')}
        </button>
        <button type="button" onClick={() => (asked.value = 'rename')}>
          {t('renameFile')}
        </button>
        <button type="button" disabled={files.length < 2} onClick={remove}>
          {t('removeFile')}
        </button>
      </div>
      {asked.value !== null && (
        <NameDialog
          title={asked.value === 'add' ? t('addFile') : t('renameFile')}
          name={asked.value === 'add' ? '' : name}
          taken={files.map((file) => file.name)}
          done={named}
          onClose={() => (asked.value = null)}
        />
      )}
    </nav>
  );
}

function change(next: readonly RuleFile[], shown: string | undefined): void {
  changeFiles(next);
  setQuery({ file: shown ?? null, line: null });
}

function NameDialog(props: {
  readonly title: string;
  readonly name: string;
  readonly taken: readonly string[];
  readonly done: (name: string) => void;
  readonly onClose: () => void;
}) {
  const name = useSignal(props.name);
  const given = name.value.trim();
  const isTaken = props.taken.includes(given) && given !== props.name;
  const error =
    given === '' ? undefined : isTaken ? t('nameTaken') : fileName.test(given) ? undefined : t('nameOdd');
  const mayNot = given === '' || given === props.name || error !== undefined;
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form
        class="put-in-force"
        onSubmit={(event) => {
          event.preventDefault();
          if (!mayNot) props.done(given);
        }}
      >
        <Field label={t('fileName')} hint={t('fileNameHint')} error={error}>
          <input
            value={name.value}
            spellcheck={false}
            onInput={(event) => (name.value = event.currentTarget.value)}
          />
        </Field>
        <div class="buttons">
          <button class="primary" type="submit" disabled={mayNot}>
            {props.title}
          </button>
          <button type="button" onClick={props.onClose}>
            {shared('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
