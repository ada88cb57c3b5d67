import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PlanFile } from '../../../domain/plan.ts';
import type { FileFault } from '../../../domain/yaml-content.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { planApi } from './plan-api.ts';

/** How long somebody must have stopped typing. */
const pauseMs = 450;

export interface PlanCheck {
  /** Of the last check; null before the first. */
  readonly faults: readonly FileFault[] | null;
  readonly isChecking: boolean;
}

/** What is wrong with a set of files, looked at whenever typing stops. */
export function usePlanCheck(files: readonly PlanFile[]): PlanCheck {
  const check = useSignal<PlanCheck>({ faults: null, isChecking: true });
  const content = JSON.stringify(files);
  useEffect(() => {
    let isCurrent = true;
    check.value = { ...check.peek(), isChecking: true };
    const timer = setTimeout(() => {
      void planApi.check(files).then((answer) => {
        if (!isCurrent) return;
        if (answer.ok) check.value = { faults: answer.value.errors, isChecking: false };
        else tell(problemWords(answer.problem), { isFault: true });
      });
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [content]);
  return check.value;
}
