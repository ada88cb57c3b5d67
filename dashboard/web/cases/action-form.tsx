import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CaseEvent } from '../../../domain/case.ts';
import type { Finding } from '../../../domain/alert.ts';
import type { CaseWithPlace } from '../../live-protocol.ts';
import { putCaseNow } from '../live/live-store.ts';
import { readField } from '../parts/form-field.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import type { Problem } from '../shell/http.ts';
import { say } from '../shell/language.ts';
import { checkSession } from '../shell/session.ts';
import { ActionInputs } from './action-inputs.tsx';
import { fieldsOf, type DoableAction } from './action-fields.ts';
import { caseApi, type CaseActionInput } from './case-api.ts';
import { EventWords } from './case-history.tsx';
import { actionNames } from './case-words.ts';
import { t } from './phrases.ts';
import { VoidDialog } from './void-dialog.tsx';

/**
 * One action with what it needs. It acts on the version that was there when it was opened: what others decide
 * meanwhile is shown in it and has to be seen first, so that nobody acts on what is no longer so.
 */
export function ActionForm({
  action,
  one,
  history,
  onDone,
  isNext = false,
}: {
  action: DoableAction;
  one: CaseWithPlace;
  history: readonly CaseEvent[];
  onDone: () => void;
  isNext?: boolean;
}) {
  const form = useRef<HTMLFormElement>(null);
  const seen = useSignal(one.version);
  const isTouched = useSignal(false);
  const isBusy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const missing = useSignal<keyof CaseActionInput | 'untilPast' | null>(null);
  const asksToVoid = useSignal<string | null>(null);
  const fields = fieldsOf(action, one);

  // Nothing is typed yet: what is on the screen is what is seen.
  if (!isTouched.value && seen.peek() !== one.version && problem.peek()?.status !== 409)
    seen.value = one.version;
  useEffect(() => {
    if (!isNext) form.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
  }, []);

  const since = history.filter(({ version, type }) => version > seen.value && type !== 'refuse');
  const hasChanged = isTouched.value && since.length > 0;

  async function send(input: CaseActionInput): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    const answer = await caseApi.act({ id: one.id, version: seen.value }, action, input);
    isBusy.value = false;
    if (answer.ok) {
      putCaseNow(answer.value.case);
      tell(t('doneNotice', { number: one.number, action: say(actionNames[action]) }));
      isTouched.value = false;
      form.current?.reset();
      onDone();
      return;
    }
    if (answer.problem.status === 401) void checkSession();
    if (answer.problem.status === 409) isTouched.value = true;
    if (answer.problem.case !== undefined && answer.problem.case !== null) putCaseNow(answer.problem.case);
    problem.value = answer.problem;
  }

  function submit(): void {
    if (form.current === null) return;
    const input = read(new FormData(form.current));
    missing.value = missingOf(fields, input);
    if (missing.value !== null) return;
    if (action === 'void') asksToVoid.value = input.comment ?? '';
    else void send(input);
  }

  return (
    <form
      ref={form}
      class="case-form"
      noValidate
      aria-label={say(actionNames[action])}
      onInput={() => (isTouched.value = true)}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {!isNext && <h4>{say(actionNames[action])}</h4>}
      <ActionInputs action={action} fields={fields} one={one} missing={missing.value} />
      {hasChanged && (
        <div class="case-changed" role="alert">
          <p>{t('changed')}</p>
          <ul>
            {since.map((event) => (
              <li key={event.version}>
                <EventWords event={event} />
              </li>
            ))}
          </ul>
          <button
            type="button"
            onClick={() => {
              seen.value = one.version;
              problem.value = null;
            }}
          >
            {t('seenIt')}
          </button>
        </div>
      )}
      {problem.value !== null && !(problem.value.status === 409 && hasChanged) && (
        <p class="error" role="alert">
          {refusalWords(problem.value)}
        </p>
      )}
      <button class={isNext ? 'primary' : ''} type="submit" aria-disabled={isBusy.value || hasChanged}>
        {isBusy.value ? t('sending') : isNext ? say(actionNames[action]) : t('send')}
      </button>
      {asksToVoid.value !== null && (
        <VoidDialog
          number={one.number}
          reason={asksToVoid.value}
          onClose={() => (asksToVoid.value = null)}
          onConfirm={(comment) => {
            asksToVoid.value = null;
            void send({ comment });
          }}
        />
      )}
    </form>
  );
}

/** Why it was not done, in the service's own words where it says them. */
function refusalWords(problem: Problem): string {
  return problem.reason === undefined || problem.reason === null
    ? problem.detail !== undefined && problem.status === 422
      ? t('refusedWhy', { reason: problem.detail })
      : problemWords(problem)
    : t('refusedWhy', { reason: say(problem.reason) });
}

function read(fields: FormData): CaseActionInput {
  const until = readField(fields, 'until');
  const words = (name: string): string | null => {
    const value = readField(fields, name).trim();
    return value === '' ? null : value;
  };
  return {
    comment: words('comment'),
    assignee: words('assignee'),
    finding: words('finding') as Finding | null,
    until: until === '' ? null : new Date(until).getTime(),
  };
}

function missingOf(
  fields: ReturnType<typeof fieldsOf>,
  input: CaseActionInput,
): keyof CaseActionInput | 'untilPast' | null {
  for (const name of ['assignee', 'finding', 'until', 'comment'] as const) {
    if (fields[name] === 'required' && (input[name] ?? null) === null) return name;
  }
  return typeof input.until === 'number' && input.until <= Date.now() ? 'untilPast' : null;
}
