import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { distanceBetween_m } from '../../../domain/distance.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { isAsking, mayDoTasks, now, outbox, refresh, seenTasks } from './field-state.ts';
import { distanceWords, dueWords, stepWords } from './field-words.ts';
import { t } from './phrases.ts';
import { here, locate } from './position.ts';
import { lookAhead, type TaskAhead } from './task-ahead.ts';

/** What is to be done, what is due first at the top. */
export function TaskListPage() {
  const seen = seenTasks.value;
  const count = useNewTasks(seen?.tasks.map((task) => task.case.id) ?? null);
  if (!mayDoTasks()) {
    return (
      <main class="field-main">
        <EmptyState title={t('notForRole')} />
      </main>
    );
  }
  if (seen === null) {
    return (
      <main class="field-main">
        <h1>{t('tasks')}</h1>
        <EmptyState title={t(isAsking.value ? 'loading' : 'neverLoaded')} />
      </main>
    );
  }
  const tasks = lookAhead(seen.tasks, outbox().acts.value, seen.askedAt);
  const knowsPlace = seen.tasks.some((task) => task.case.position !== null);
  return (
    <main class="field-main">
      <div class="field-title">
        <h1>{t('taskCount', { n: tasks.length })}</h1>
        {here.value === null && knowsPlace && isSecureContext && (
          <button type="button" onClick={() => void locate()}>
            {t('showDistance')}
          </button>
        )}
        <button type="button" disabled={isAsking.value} onClick={() => void refresh()}>
          {t('refresh')}
        </button>
      </div>
      <p class="visually-hidden" role="status">
        {count > 0 && t('newTasks', { n: count })}
      </p>
      {tasks.length === 0 ? (
        <EmptyState title={t('noTasks')}>{t('noTasksHint')}</EmptyState>
      ) : (
        <ul class="field-list">
          {tasks.map((ahead) => (
            <li key={ahead.task.case.id}>
              <TaskCard ahead={ahead} />
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}

/** How many came with the last answer; the phone shakes for them. */
function useNewTasks(ids: readonly string[] | null): number {
  const known = useRef<ReadonlySet<string> | null>(null);
  const count = useSignal(0);
  const key = ids?.join(' ') ?? null;
  useEffect(() => {
    if (ids === null) return;
    const before = known.current;
    known.current = new Set(ids);
    if (before === null) return;
    count.value = ids.filter((id) => !before.has(id)).length;
    // Not on every phone, and only after the page was touched.
    if (count.value > 0 && 'vibrate' in navigator) navigator.vibrate([200, 100, 200]);
  }, [key]);
  return count.value;
}

function TaskCard({ ahead }: { ahead: TaskAhead }) {
  const { task, step, waiting, refused } = ahead;
  const { id, title, place, position } = task.case;
  const at = here.value;
  const words = say(place);
  return (
    <a class="field-card" href={`/field/tasks/${encodeURIComponent(id)}`}>
      <span class="field-card-head">
        <SeverityMark severity={task.case.severity} word />
        <span class="field-step">{stepWords(step)}</span>
      </span>
      <strong class="field-card-title">{title}</strong>
      <span class="field-card-place">{words === '' ? t('placeUnknown') : words}</span>
      <span class="field-card-foot">
        <Due ahead={ahead} />
        {at !== null && position !== null && <span>{distanceWords(distanceBetween_m(at, position))}</span>}
      </span>
      <ActMarks waiting={waiting.length} refused={refused.length} />
    </a>
  );
}

/** By when; what is late stands out. */
export function Due({ ahead: { task } }: { ahead: TaskAhead }) {
  const { dueAt, hold } = task.case;
  if (hold !== null) return <span class="field-due dim">{t('onHold')}</span>;
  if (dueAt === null) return <span class="field-due dim">{t('noDeadline')}</span>;
  const isLate = dueAt < now.value;
  return <span class={isLate ? 'field-due is-late' : 'field-due'}>{dueWords(dueAt, now.value)}</span>;
}

export function ActMarks({ waiting, refused }: { waiting: number; refused: number }) {
  if (waiting + refused === 0) return null;
  return (
    <span class="field-marks">
      {waiting > 0 && <span class="field-mark">{t('waitingToBeSent', { n: waiting })}</span>}
      {refused > 0 && <span class="field-mark is-refused">{t('refusedCount', { n: refused })}</span>}
    </span>
  );
}
