import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Field } from '../parts/field.tsx';
import { t } from './phrases.ts';

/** Asks for a reason that must not be empty. */
export function WhyForm({
  label,
  button,
  isBusy,
  onSend,
}: {
  label: string;
  button: string;
  isBusy: boolean;
  onSend: (why: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const isMissing = useSignal(false);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="run-why"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const why = field.current?.value.trim() ?? '';
        isMissing.value = why === '';
        if (why !== '') onSend(why);
      }}
    >
      <Field label={label} error={isMissing.value ? t('required') : undefined}>
        <input ref={field} maxLength={2_000} autocomplete="off" />
      </Field>
      <button type="submit" aria-disabled={isBusy}>
        {button}
      </button>
    </form>
  );
}
