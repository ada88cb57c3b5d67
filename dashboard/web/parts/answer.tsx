import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Answer, Problem } from '../shell/http.ts';
import { t } from '../shell/language.ts';
import { checkSession } from '../shell/session.ts';
import { problemWords } from './problem-words.ts';

/** What was asked for, as far as it is known. While it is asked for again, the old value stays. */
export interface Asked<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly isAsking: boolean;
  /** Asks again. */
  readonly again: () => void;
}

/** When the same is asked once more, the old value staying meanwhile. */
export interface AskAgain {
  /** Whenever this differs from before. */
  readonly changes?: string | number | undefined;
  /** Every so often, ms. */
  readonly everyMs?: number | undefined;
}

/**
 * Asks the service when the component appears and whenever `key` changes. An answer to an older question is
 * dropped. `key` null: there is nothing to ask.
 */
export function useAnswer<T>(
  key: string | null,
  question: () => Promise<Answer<T>>,
  { changes, everyMs }: AskAgain = {},
): Asked<T> {
  const value = useSignal<T | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isAsking = useSignal(key !== null);
  const round = useRef(0);
  const latest = useRef(question);
  latest.current = question;

  function again(): void {
    round.current += 1;
    const mine = round.current;
    isAsking.value = true;
    void latest.current().then((answer) => {
      if (mine !== round.current) return;
      isAsking.value = false;
      problem.value = answer.ok ? null : answer.problem;
      if (answer.ok) value.value = answer.value;
      else if (answer.problem.status === 401) void checkSession();
    });
  }

  useEffect(() => {
    value.value = null;
    problem.value = null;
    isAsking.value = false;
    if (key !== null) again();
    return () => {
      round.current += 1;
    };
  }, [key]);

  const seen = useRef(changes);
  useEffect(() => {
    const isNews = seen.current !== changes;
    seen.current = changes;
    if (isNews && key !== null) again();
  }, [changes]);

  useEffect(() => {
    if (everyMs === undefined || key === null) return undefined;
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [key, everyMs]);

  return { value: value.value, problem: problem.value, isAsking: isAsking.value, again };
}

/** The value once it is there; until then that it is coming, or why it is not, with a way to try again. */
export function Answered<T>({ of, children }: { of: Asked<T>; children: (value: T) => ComponentChildren }) {
  if (of.value !== null) return <>{children(of.value)}</>;
  if (of.problem !== null) {
    return (
      <div class="empty" role="alert">
        <p class="empty-head">{problemWords(of.problem)}</p>
        <button type="button" onClick={of.again}>
          {t('tryAgain')}
        </button>
      </div>
    );
  }
  return <p class="dim loading">{t('loading')}</p>;
}
