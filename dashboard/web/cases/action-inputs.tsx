import { findings } from '../../../domain/alert.ts';
import type { CaseWithPlace } from '../../live-protocol.ts';
import { findingPhrases } from '../alerts/alert-words.ts';
import { useAnswer } from '../parts/answer.tsx';
import { Field } from '../parts/field.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { say, t as common } from '../shell/language.ts';
import type { ActionFields, DoableAction } from './action-fields.ts';
import { caseApi, type CaseActionInput } from './case-api.ts';
import { roleNames } from './case-words.ts';
import { toLocalInput } from './local-input.ts';
import { t } from './phrases.ts';

/** The controls of an action's form. */
export function ActionInputs({
  action,
  fields,
  one,
  missing,
}: {
  action: DoableAction;
  fields: ActionFields;
  one: CaseWithPlace;
  missing: keyof CaseActionInput | 'untilPast' | null;
}) {
  const errorOf = (name: keyof CaseActionInput): string | undefined =>
    missing === name ? t('required') : undefined;
  const until = one.extensionAsked?.until ?? null;
  return (
    <>
      {fields.assignee !== 'no' && (
        <AssigneeField isNeeded={fields.assignee === 'required'} one={one} error={errorOf('assignee')} />
      )}
      {fields.finding !== 'no' && (
        <Field label={t('finding')} error={errorOf('finding')}>
          <select name="finding" defaultValue={one.finding ?? ''}>
            <option value="">{t('chooseFinding')}</option>
            {findings.map((finding) => (
              <option key={finding} value={finding} selected={finding === one.finding}>
                {common(findingPhrases[finding])}
              </option>
            ))}
          </select>
        </Field>
      )}
      {fields.until !== 'no' && (
        <Field label={t('until')} error={missing === 'untilPast' ? t('untilPast') : errorOf('until')}>
          <input
            type="datetime-local"
            name="until"
            defaultValue={action === 'extend' && until !== null ? toLocalInput(until) : ''}
          />
        </Field>
      )}
      {fields.comment !== 'no' && (
        <Field label={commentLabel(action, fields)} error={errorOf('comment')}>
          {action === 'handle' || action === 'comment' ? (
            <textarea name="comment" rows={3} maxLength={2_000} />
          ) : (
            <input name="comment" maxLength={2_000} autocomplete="off" />
          )}
        </Field>
      )}
    </>
  );
}

function commentLabel(action: DoableAction, { comment }: ActionFields): string {
  if (action === 'handle') return t('resultDone');
  if (action === 'arrive') return t('arrivalWords');
  if (action === 'comment') return common('comment');
  return comment === 'required' ? t('reason') : t('remark');
}

function inTheStreet(role: string): number {
  return role === 'gridWorker' || role === 'maintenance' ? 0 : 1;
}

/** Who can be given a case; whoever has the fewest is named first among those of the street. */
function AssigneeField({
  isNeeded,
  one,
  error,
}: {
  isNeeded: boolean;
  one: CaseWithPlace;
  error: string | undefined;
}) {
  const { value, problem } = useAnswer('assignees', caseApi.assignees);
  const people = (value?.people ?? []).filter(({ username }) => username !== one.assignee);
  const sorted = people.toSorted(
    (a, b) =>
      inTheStreet(a.role) - inTheStreet(b.role) || a.openCases - b.openCases || (a.name < b.name ? -1 : 1),
  );
  const hint = problem === null ? undefined : problemWords(problem);
  return (
    <Field
      label={t('assignee')}
      error={error ?? hint ?? (value !== null && people.length === 0 ? t('noAssignees') : undefined)}
    >
      <select name="assignee">
        <option value="">{isNeeded ? t('chooseAssignee') : t('me')}</option>
        {sorted.map(({ username, name, role, openCases }) => (
          <option key={username} value={username}>
            {t('assigneeLine', { name, role: say(roleNames[role]), n: openCases })}
          </option>
        ))}
      </select>
    </Field>
  );
}
