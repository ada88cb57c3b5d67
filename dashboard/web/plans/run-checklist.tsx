import { useSignal } from '@preact/signals';
import type { PlanTask } from '../../../domain/battle-map.ts';
import { mayEndStep } from '../../../domain/plan-steps.ts';
import { planRoleNames, type PlanRun } from '../../../domain/plan.ts';
import { clock } from '../live/live-store.ts';
import { Deadline } from '../parts/deadline.tsx';
import { formatMoment } from '../parts/format.ts';
import { keysOf } from '../shell/keyboard/shortcuts.ts';
import { listed, say } from '../shell/language.ts';
import { casePath } from '../shell/router.ts';
import { me } from '../shell/session.ts';
import { t } from './phrases.ts';
import { busy, endStep } from './run-acts.ts';
import { stepsOf, type StepNow } from './run-steps.ts';
import { WhyForm } from './why-form.tsx';

const statePhrases = {
  open: 'isOpen',
  done: 'wasDone',
  skipped: 'wasSkipped',
  impossible: 'wasImpossible',
} as const;

/** The steps as a list to work from, the next one large. */
export function RunChecklist({
  run,
  tasks,
  again,
}: {
  run: PlanRun;
  tasks: readonly PlanTask[];
  again: () => void;
}) {
  const steps = stepsOf(run);
  const isRunning = run.endedAt === null;
  const next = isRunning ? steps.find(({ state }) => state === 'open') : undefined;
  const key = keysOf('nextStep');
  return (
    <section class="run-checklist" aria-label={t('checklist')}>
      <div class="section-head">
        <h3>{t('checklist')}</h3>
        <span class="spring" />
        {next !== undefined && key !== null && (
          <span class="dim run-key">{t('doneKey', { key: key.toUpperCase() })}</span>
        )}
      </div>
      <ol>
        {steps.map((now) => (
          <StepRow
            key={now.id}
            now={now}
            task={tasks.find(({ id }) => id === now.id)}
            run={run}
            isNext={now.id === next?.id}
            again={again}
          />
        ))}
      </ol>
    </section>
  );
}

interface RowProps {
  readonly now: StepNow;
  readonly task: PlanTask | undefined;
  readonly run: PlanRun;
  readonly isNext: boolean;
  readonly again: () => void;
}

function StepRow({ now, task, run, isNext, again }: RowProps) {
  const { step, number, state, dueAt, lateSince } = now;
  const isOpen = state === 'open';
  const isRunning = run.endedAt === null;
  return (
    <li class={`run-step is-${state}${isNext ? ' is-next' : ''}`} aria-current={isNext ? 'step' : undefined}>
      <span class="run-step-mark" aria-hidden="true">
        {state === 'done' ? '✓' : isOpen ? number : '×'}
      </span>
      <div class="run-step-what">
        {isNext && <span class="run-step-next">{t('next')}</span>}
        <p class="run-step-text">
          <span class="visually-hidden">
            {t('stepNumber', { n: number })}, {t(statePhrases[state])}:{' '}
          </span>
          {say(step.text)}
        </p>
        <p class="run-step-facts">
          <Who task={task} role={step.role} />
          {isOpen && dueAt !== null && isRunning && <Deadline at={dueAt} />}
          {lateSince !== null && (!isOpen || !isRunning) && <span class="dim">{t('wasLate')}</span>}
          {task !== undefined && task.caseId !== null && <a href={casePath(task.caseId)}>{t('openCase')}</a>}
        </p>
        <Ending now={now} />
      </div>
      {isRunning && <StepButtons now={now} run={run} isNext={isNext} again={again} />}
    </li>
  );
}

/** The role, and who is there for it now, with their telephone where it may be told. */
function Who({ task, role }: { task: PlanTask | undefined; role: StepNow['step']['role'] }) {
  const people = task?.people ?? [];
  const names = people.map(({ name, phone }) => (phone === null ? say(name) : `${say(name)} ${phone}`));
  return (
    <span>
      <b>{say(planRoleNames[role])}</b>
      {names.length > 0 && <span class="dim"> {listed(names)}</span>}
    </span>
  );
}

function Ending({ now: { state, doneAt, doneBy, comment } }: { now: StepNow }) {
  if (state === 'open' || doneAt === null) return null;
  return (
    <p class="run-step-ending">
      <b>{t(statePhrases[state])}</b>{' '}
      <span class="dim">
        {formatMoment(doneAt, clock.peek())} · {doneBy}
      </span>
      {comment !== null && <q>{comment}</q>}
    </p>
  );
}

function StepButtons({ now, run, isNext, again }: Omit<RowProps, 'task'>) {
  const asked = useSignal<'skipped' | 'impossible' | null>(null);
  const role = me.value?.role ?? 'viewer';
  const { step, state, number } = now;
  const at = { runId: run.id, stepId: now.id };
  const isBusy = busy.value.has(`${run.id}:${now.id}`);
  const text = say(step.text);
  if (!mayEndStep(role, step.role)) {
    return state === 'open' ? (
      <p class="dim run-step-buttons">{t('notYours', { who: say(planRoleNames[step.role]) })}</p>
    ) : null;
  }

  async function press(ending: Parameters<typeof endStep>[1], comment: string | null = null): Promise<void> {
    if (!(await endStep(at, ending, comment))) return;
    asked.value = null;
    again();
  }

  if (state !== 'open') {
    return (
      <div class="run-step-buttons">
        <button
          class="quiet"
          type="button"
          aria-disabled={isBusy}
          aria-label={`${t('undo')}: ${text}`}
          onClick={() => void press('undone')}
        >
          {t('undo')}
        </button>
      </div>
    );
  }
  return (
    <>
      <div class="run-step-buttons">
        <button
          class={isNext ? 'primary run-step-done' : ''}
          type="button"
          aria-disabled={isBusy}
          aria-label={t('doneNamed', { n: number, text })}
          onClick={() => void press('done')}
        >
          {t('done')}
        </button>
        {(['skipped', 'impossible'] as const).map((ending) => (
          <button
            key={ending}
            class={isNext ? '' : 'quiet'}
            type="button"
            aria-expanded={asked.value === ending}
            aria-label={`${t(ending === 'skipped' ? 'skip' : 'impossible')}: ${text}`}
            onClick={() => (asked.value = asked.value === ending ? null : ending)}
          >
            {t(ending === 'skipped' ? 'skip' : 'impossible')}
          </button>
        ))}
      </div>
      {asked.value !== null && (
        <WhyForm
          key={asked.value}
          label={t(asked.value === 'skipped' ? 'whySkip' : 'whyImpossible')}
          button={t(asked.value === 'skipped' ? 'skip' : 'impossible')}
          isBusy={isBusy}
          onSend={(comment) => asked.value !== null && void press(asked.value, comment)}
        />
      )}
    </>
  );
}
