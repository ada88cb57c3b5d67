import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { possibleCaseActions } from '../../../domain/case-rules.ts';
import type { CaseEvent } from '../../../domain/case.ts';
import type { CaseWithPlace } from '../../live-protocol.ts';
import { personName } from '../parts/staff-names.ts';
import { say } from '../shell/language.ts';
import { me } from '../shell/session.ts';
import { ActionForm } from './action-form.tsx';
import { arrange, type DoableAction } from './action-fields.ts';
import { actionNames, waitsFor } from './case-words.ts';
import { t } from './phrases.ts';

/** What whoever is logged in may do with a case now: the next step as a form, the rest behind its button. */
export function CaseActions({
  one,
  history,
  onDone,
}: {
  one: CaseWithPlace;
  history: readonly CaseEvent[];
  onDone: () => void;
}) {
  const person = me.value;
  const opened = useSignal<DoableAction | null>(null);
  useEffect(() => {
    opened.value = null;
  }, [one.id]);
  if (person === null || person === undefined || one.closedAt !== null) return null;
  const { next, others } = arrange(possibleCaseActions(one, person));
  // What was opened stays, with what is typed in it: a change meanwhile is told in the form.
  const shown = opened.value;
  const isOwnWork =
    (one.step === 'handled' || one.step === 'checked') && one.handlers.includes(person.username);
  return (
    <section class="case-actions" aria-label={t('nextStep')}>
      <h3>{t('nextStep')}</h3>
      {next === null ? (
        <p class="dim">{isOwnWork ? t('ownWork') : <Waiting one={one} />}</p>
      ) : (
        <ActionForm key={`next ${next}`} action={next} one={one} history={history} onDone={onDone} isNext />
      )}
      {others.length > 0 && (
        <div class="case-others">
          <h3>{t('moreActions')}</h3>
          <div class="buttons">
            {others.map((action) => (
              <button
                key={action}
                type="button"
                aria-expanded={shown === action}
                onClick={() => (opened.value = shown === action ? null : action)}
              >
                {say(actionNames[action])}
              </button>
            ))}
          </div>
        </div>
      )}
      {shown !== null && (
        <ActionForm
          key={`other ${shown}`}
          action={shown}
          one={one}
          history={history}
          onDone={() => {
            opened.value = null;
            onDone();
          }}
        />
      )}
    </section>
  );
}

function Waiting({ one: { step, assignee, hold } }: { one: CaseWithPlace }) {
  const what = waitsFor[step];
  if (hold !== null || what === undefined) return <>{t('nothingToDo')}</>;
  return assignee === null ? (
    <>{say(what)}</>
  ) : (
    <>{t('waitsForOther', { who: personName(assignee), what: say(what) })}</>
  );
}
