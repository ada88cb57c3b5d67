import { useSignal } from '@preact/signals';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import type { Answer, Problem } from '../shell/http.ts';
import { t as common } from '../shell/language.ts';
import { faultWords } from './fault-words.ts';
import { t } from './phrases.ts';

/** One field of a form; a text unless it says otherwise. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly value?: string | number | null | undefined;
  readonly type?: 'text' | 'date' | 'number';
  readonly options?: readonly { readonly value: string; readonly words: string }[];
  /** Offered while one types. */
  readonly suggestions?: readonly { readonly value: string; readonly words: string }[];
  readonly isRequired?: boolean;
  /** What names the thing never changes. */
  readonly isFixed?: boolean;
  readonly hint?: string;
  readonly pattern?: string;
}

/** A window with a form; it closes once what was entered is saved, and says why when it is not. */
export function FormDialog<T>({
  title,
  fields,
  save,
  onSaved,
  onClose,
}: {
  title: string;
  fields: readonly FormField[];
  /** Empty fields are null; in words what is wrong with them, or the service's answer. */
  save: (values: Readonly<Record<string, string | null>>) => Promise<Answer<T>> | string;
  onSaved: (value: T) => void;
  onClose: () => void;
}) {
  const fault = useSignal<string | Problem | null>(null);
  const isBusy = useSignal(false);

  async function submit(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form);
    const values = Object.fromEntries(
      fields.map(({ name, isFixed, value }) => {
        const text = isFixed === true ? String(value ?? '') : readField(data, name).trim();
        return [name, text === '' ? null : text];
      }),
    );
    const missing = fields.find(({ name, isRequired }) => isRequired === true && values[name] === null);
    if (missing !== undefined) {
      fault.value = t('required', { label: missing.label });
      return;
    }
    const saving = save(values);
    if (typeof saving === 'string') {
      fault.value = saving;
      return;
    }
    isBusy.value = true;
    const answer = await saving;
    isBusy.value = false;
    if (answer.ok) onSaved(answer.value);
    else fault.value = answer.problem;
  }

  return (
    <Dialog title={title} onClose={onClose} isWide={fields.length > 6}>
      <form
        class="fleet-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <div class={fields.length > 6 ? 'fleet-fields is-two' : 'fleet-fields'}>
          {fields.map((field) => (
            <Field
              key={field.name}
              label={field.label}
              {...(field.hint === undefined ? {} : { hint: field.hint })}
            >
              <Control field={field} />
            </Field>
          ))}
        </div>
        <p class="error" role="alert">
          {fault.value !== null && (typeof fault.value === 'string' ? fault.value : faultWords(fault.value))}
        </p>
        <div class="buttons">
          <button class="primary" type="submit" disabled={isBusy.value}>
            {common('save')}
          </button>
          <button type="button" onClick={onClose}>
            {common('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Control({ field }: { field: FormField }) {
  const { name, value, type = 'text', options, suggestions, isFixed = false } = field;
  if (options !== undefined) {
    return (
      <select name={name} defaultValue={String(value ?? '')} disabled={isFixed}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === (value ?? '')}>
            {option.words}
          </option>
        ))}
      </select>
    );
  }
  return (
    <>
      <input
        name={name}
        type={type}
        step={type === 'number' ? 'any' : undefined}
        defaultValue={String(value ?? '')}
        disabled={isFixed}
        maxLength={100}
        autocomplete="off"
        {...(suggestions === undefined ? {} : { list: `fleet-${name}` })}
      />
      {suggestions !== undefined && (
        <datalist id={`fleet-${name}`}>
          {suggestions.map((one) => (
            <option key={one.value} value={one.value}>
              {one.words}
            </option>
          ))}
        </datalist>
      )}
    </>
  );
}
