import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { FileFault } from '../../../domain/yaml-content.ts';
import { useAnswer } from '../parts/answer.tsx';
import { DiffView } from '../parts/diff-view.tsx';
import { YamlEditor } from '../parts/yaml-editor.tsx';
import type { KnownValue } from '../parts/yaml/editor-help.ts';
import { SwitchOn } from './draft-bar.tsx';
import { t } from './phrases.ts';
import { settingsApi } from './settings-api.ts';
import {
  baseText,
  changeText,
  draftText,
  dropDraft,
  followPresent,
  isChanged,
  isOutdated,
  present,
} from './settings-store.ts';

/** How long somebody must have stopped typing before the text is looked at. */
const pauseMs = 450;

type Fault = FileFault & { readonly isWarning?: boolean };

/** The whole file, for what no form has: with the schema's help, checked as one writes. */
export function FileView() {
  const text = draftText.value;
  const schema = useAnswer('schema', settingsApi.schema);
  const faults = useFaults(text);
  const reveal = useSignal<{ readonly line: number } | null>(null);
  const isComparing = useSignal(false);
  const isSwitching = useSignal(false);
  const errors = faults?.filter(({ isWarning }) => isWarning !== true) ?? null;
  return (
    <div class="settings-file">
      <p class="settings-narrow dim">{t('widerScreen')}</p>
      {isOutdated.value && <Outdated />}
      <div class="section-head">
        <p role="status">
          <strong data-testid="settings-state">{t(isChanged.value ? 'changed' : 'unchanged')}</strong>{' '}
          {errors === null ? (
            <span class="dim">{t('checking')}</span>
          ) : errors.length === 0 ? (
            <span class="dim">✓ {t('noFaults')}</span>
          ) : (
            <span class="error">{t('faultsFound', { n: errors.length })}</span>
          )}
        </p>
        <span class="spring" />
        <button
          type="button"
          disabled={!isChanged.value}
          aria-pressed={isComparing.value}
          onClick={() => (isComparing.value = !isComparing.value)}
        >
          {t('compare')}
        </button>
        <button type="button" disabled={!isChanged.value} onClick={dropDraft}>
          {t('discard')}
        </button>
        <button
          class="primary"
          type="button"
          disabled={!isChanged.value || isOutdated.value || errors?.length !== 0}
          onClick={() => (isSwitching.value = true)}
        >
          {t('switchOn')}
        </button>
      </div>
      {isComparing.value && isChanged.value ? (
        <DiffView name={t('deskFile')} before={baseText.value} after={text} />
      ) : (
        <YamlEditor
          text={text}
          label={t('fileText')}
          original={baseText.value}
          schema={schema.value}
          values={knownValues}
          faults={faults ?? []}
          changed={changeText}
          reveal={reveal.value}
        />
      )}
      {faults !== null && faults.length > 0 && (
        <ol class="settings-faults" data-testid="settings-faults">
          {faults.map((fault) => (
            <li key={`${fault.line} ${fault.message}`}>
              <button class="quiet" type="button" onClick={() => (reveal.value = { line: fault.line })}>
                {t('line', { line: fault.line })}
              </button>
              <span>
                {fault.message} {fault.hint !== '' && <span class="dim">— {fault.hint}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
      {isSwitching.value && (
        <SwitchOn text={text} done={dropDraft} onClose={() => (isSwitching.value = false)} />
      )}
    </div>
  );
}

function Outdated() {
  return (
    <section class="settings-outdated" role="alert" aria-label={t('outdated')}>
      <h2>{t('outdated')}</h2>
      <p>{t('outdatedExplained')}</p>
      <DiffView name={t('deskFile')} before={baseText.value} after={present.value?.text ?? ''} />
      <div class="buttons">
        <button class="primary" type="button" onClick={followPresent}>
          {t('goOn')}
        </button>
        <button type="button" onClick={dropDraft}>
          {t('discard')}
        </button>
      </div>
    </section>
  );
}

/** Errors, then what to look at; null while it is being looked at. */
function useFaults(text: string): readonly Fault[] | null {
  const faults = useSignal<readonly Fault[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    faults.value = null;
    const timer = setTimeout(() => {
      void settingsApi.check(text).then((answer) => {
        if (!isCurrent) return;
        faults.value = answer.ok
          ? answer.value.warnings.map((warning) => ({ ...warning, isWarning: true }))
          : (answer.problem.errors ?? [{ file: '', line: 1, message: answer.problem.title, hint: '' }]);
      });
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text]);
  return faults.value;
}

/** Under which list the ids stand that a key refers to. */
const lists: Readonly<Record<string, string>> = {
  shift: 'shifts',
  recipient: 'recipients',
  seat: 'seats',
  channel: 'channels',
  escalation: 'escalations',
};

/** The ids that the text itself gives out. */
function knownValues(path: readonly (string | number)[], text: string): readonly KnownValue[] {
  const last = path.findLast((part) => typeof part === 'string') ?? '';
  const list = lists[last];
  if (list === undefined) return [];
  const part = new RegExp(`^${list}:([\\s\\S]*?)(?=^\\w|$(?![\\s\\S]))`, 'm').exec(text)?.[1] ?? '';
  return [...part.matchAll(/^\s*-\s*\{?\s*id:\s*([a-z0-9-]+)/gm)].map((match) => ({
    value: match[1] ?? '',
    words: '',
  }));
}
