import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { caseSources, type CaseSource } from '../../../domain/case.ts';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import { formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { TableFrame } from '../parts/table-frame.tsx';
import { say, t as common } from '../shell/language.ts';
import { caseApi, type EventSource } from './case-api.ts';
import { CaseViews } from './case-overview.tsx';
import { sourceNames } from './case-words.ts';
import { TokenDialog } from './token-dialog.tsx';
import { t } from './phrases.ts';

interface Token {
  readonly name: string;
  readonly token: string;
}

/** The machines outside that may report events, for administrators. */
export function EventSources() {
  const sources = useAnswer('sources', caseApi.sources);
  const token = useSignal<Token | null>(null);
  const renewed = useSignal<EventSource | null>(null);

  async function change(
    source: EventSource,
    what: { readonly disabled?: boolean; readonly renewToken?: boolean },
  ): Promise<void> {
    const answer = await caseApi.changeSource(source.id, what);
    if (!answer.ok) tell(problemWords(answer.problem), { isFault: true });
    else if (answer.value.token !== undefined) token.value = { name: source.name, token: answer.value.token };
    sources.again();
  }

  return (
    <main class="page case-sources">
      <h1>{t('sources')}</h1>
      <CaseViews query={new URLSearchParams()} current="sources" />
      <p class="dim">{t('sourcesDetail')}</p>
      <Answered of={sources}>
        {({ sources: known }) =>
          known.length === 0 ? (
            <EmptyState title={t('noSources')}>{t('noSourcesDetail')}</EmptyState>
          ) : (
            <TableFrame
              heads={[t('sourceName'), t('sourceId'), t('sourceKind'), t('added'), t('sourceState')]}
              actions={t('moreActions')}
            >
              {known.map((source) => (
                <tr key={source.id}>
                  <td>{source.name}</td>
                  <td>{source.id}</td>
                  <td>{say(sourceNames[source.source])}</td>
                  <td>
                    {formatMoment(source.createdAt, clock.peek())} · {source.createdBy}
                  </td>
                  <td>{t(source.disabled ? 'disabled' : 'enabled')}</td>
                  <td>
                    <div class="buttons">
                      <button
                        type="button"
                        onClick={() => void change(source, { disabled: !source.disabled })}
                      >
                        {t(source.disabled ? 'enable' : 'disable')}
                      </button>
                      <button type="button" onClick={() => (renewed.value = source)}>
                        {t('newToken')}
                      </button>
                    </div>
                  </td>
                </tr>
              ))}
            </TableFrame>
          )
        }
      </Answered>
      <AddSource
        onAdded={(added) => {
          token.value = added;
          sources.again();
        }}
      />
      {token.value !== null && <TokenDialog {...token.value} onClose={() => (token.value = null)} />}
      {renewed.value !== null && (
        <RenewDialog
          source={renewed.value}
          onClose={() => (renewed.value = null)}
          onConfirm={(source) => {
            renewed.value = null;
            void change(source, { renewToken: true });
          }}
        />
      )}
    </main>
  );
}

function RenewDialog({
  source,
  onClose,
  onConfirm,
}: {
  source: EventSource;
  onClose: () => void;
  onConfirm: (source: EventSource) => void;
}) {
  return (
    <Dialog title={t('newTokenTitle', { name: source.name })} onClose={onClose}>
      <p>{t('newTokenDetail')}</p>
      <div class="buttons">
        <button class="primary" type="button" onClick={() => onConfirm(source)}>
          {t('newToken')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}

function AddSource({ onAdded }: { onAdded: (token: Token) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const fault = useSignal<string | null>(null);

  async function send(): Promise<void> {
    if (form.current === null) return;
    const fields = new FormData(form.current);
    const source = {
      id: readField(fields, 'id').trim(),
      name: readField(fields, 'name').trim(),
      source: readField(fields, 'source') as CaseSource,
    };
    if (source.id === '' || source.name === '') {
      fault.value = t('required');
      return;
    }
    const answer = await caseApi.addSource(source);
    if (answer.ok) {
      fault.value = null;
      form.current.reset();
      onAdded({ name: source.name, token: answer.value.token });
    } else {
      fault.value = answer.problem.code === 'id-taken' ? t('idTaken') : problemWords(answer.problem);
    }
  }

  return (
    <form
      ref={form}
      class="case-add-source"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2>{t('addSource')}</h2>
      <Field label={t('sourceName')}>
        <input name="name" maxLength={100} autocomplete="off" />
      </Field>
      <Field label={t('sourceId')} hint={t('sourceIdHint')}>
        <input name="id" maxLength={64} autocomplete="off" />
      </Field>
      <Field label={t('sourceKind')}>
        <select name="source">
          {caseSources.map((one) => (
            <option key={one} value={one}>
              {say(sourceNames[one])}
            </option>
          ))}
        </select>
      </Field>
      <button type="submit">{t('addSource')}</button>
      {fault.value !== null && (
        <p class="error" role="alert">
          {fault.value}
        </p>
      )}
    </form>
  );
}
