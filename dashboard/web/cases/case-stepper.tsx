import type { CaseDeadline } from '../../../domain/case-desk.ts';
import { caseSteps, type CaseEvent, type CaseStep } from '../../../domain/case.ts';
import type { CaseWithPlace } from '../../live-protocol.ts';
import { authorWords } from '../alerts/alert-words.ts';
import { clock } from '../live/live-store.ts';
import { Deadline } from '../parts/deadline.tsx';
import { formatDuration, formatMoment } from '../parts/format.ts';
import { personName } from '../parts/staff-names.ts';
import { language, say } from '../shell/language.ts';
import { levelNames, stepNames } from './case-words.ts';
import { t } from './phrases.ts';
import { reachedBy } from './reached-by.ts';

/** The way from report to archive: who reached which step when, where the case is, and what time it has left. */
export function CaseStepper({
  one,
  deadlines,
  history,
}: {
  one: CaseWithPlace;
  deadlines: readonly CaseDeadline[];
  history: readonly CaseEvent[];
}) {
  const way = caseSteps.filter((step) => step !== 'void' || one.step === 'void');
  const who = reachedBy(history);
  return (
    <section class="case-progress" aria-label={t('steps')}>
      <ol class="case-stepper">
        {way.map((step) => (
          <Step key={step} step={step} one={one} deadlines={deadlines} by={who[step] ?? null} />
        ))}
      </ol>
      <RunningDeadline one={one} />
    </section>
  );
}

function Step({
  step,
  one,
  deadlines,
  by,
}: {
  step: CaseStep;
  one: CaseWithPlace;
  deadlines: readonly CaseDeadline[];
  by: string | null;
}) {
  const isNow = one.step === step;
  const isDone = !isNow && caseSteps.indexOf(step) < caseSteps.indexOf(one.step);
  const reachedAt = isNow || isDone ? (one.reachedAt[step] ?? null) : null;
  // How long the step before may take is how soon this one has to be reached.
  const before = caseSteps[caseSteps.indexOf(step) - 1];
  const within_s = deadlines.find((deadline) => deadline.step === before)?.within_s ?? null;
  const state = isNow ? t('now') : isDone ? t('done') : t('ahead');
  return (
    <li
      class={isNow ? 'is-now' : isDone && reachedAt !== null ? 'is-done' : 'is-ahead'}
      aria-current={isNow ? 'step' : undefined}
    >
      <span class="case-dot" aria-hidden="true" />
      <b>{say(stepNames[step])}</b>
      <span class="visually-hidden">{state}</span>
      {reachedAt !== null && <time class="dim">{formatMoment(reachedAt, clock.peek())}</time>}
      {reachedAt !== null && by !== null && <span class="dim">{authorWords(by)}</span>}
      {reachedAt === null && within_s !== null && one.closedAt === null && (
        <span class="dim">{t('within', { lead: formatDuration(within_s, language.value) })}</span>
      )}
    </li>
  );
}

function moment(at: number): string {
  return formatMoment(at, clock.value);
}

/** What runs at the present step: its deadline, the clock's whistle, a hold, a wish for more time. */
function RunningDeadline({ one }: { one: CaseWithPlace }) {
  const { dueAt, hold, closedAt, whistleAt, whistledAt, level, extensionAsked, overdueCount } = one;
  if (closedAt !== null) return null;
  return (
    <ul class="case-running">
      {hold !== null ? (
        <li>
          {t('holdBy', { who: personName(hold.by), moment: moment(hold.until), reason: hold.reason })}{' '}
          <span class="dim">({t('clockStands')})</span>
        </li>
      ) : (
        <li>
          <span class="dim">{t('dueOf')}</span> {dueAt === null ? t('noDeadline') : <Deadline at={dueAt} />}
          {dueAt !== null && <span class="dim"> · {moment(dueAt)}</span>}
          {overdueCount > 0 && <span class="dim"> · {t('overdueCount', { n: overdueCount })}</span>}
        </li>
      )}
      {extensionAsked !== null && (
        <li>
          {t('extensionBy', {
            who: personName(extensionAsked.by),
            moment: moment(extensionAsked.until),
            reason: extensionAsked.reason,
          })}
        </li>
      )}
      {whistledAt !== null && level !== null && (
        <li>{t('whistledAt', { moment: moment(whistledAt), level: say(levelNames[level]) })}</li>
      )}
      {whistleAt !== null && hold === null && (
        <li class="dim">{t('whistleAt', { moment: moment(whistleAt) })}</li>
      )}
    </ul>
  );
}
