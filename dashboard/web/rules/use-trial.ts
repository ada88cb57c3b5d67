import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TrialView } from '../../../domain/rule-set.ts';
import type { Problem } from '../shell/http.ts';
import { ruleApi } from './rule-api.ts';

const pollMs = 1_000;

/** A trial while it waits and runs, and its result. */
export function useTrial(id: string | null): {
  readonly trial: TrialView | null;
  readonly problem: Problem | null;
} {
  const trial = useSignal<TrialView | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    trial.value = null;
    problem.value = null;
    if (id === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isCurrent = true;
    async function poll(asked: string): Promise<void> {
      const answer = await ruleApi.trial(asked);
      if (!isCurrent) return;
      problem.value = answer.ok ? null : answer.problem;
      if (answer.ok) trial.value = answer.value.trial;
      // A broken connection may come back; a trial that is forgotten does not.
      const goesOn = answer.ok
        ? ['waiting', 'running'].includes(answer.value.trial.state)
        : answer.problem.status === 0;
      if (goesOn) timer = setTimeout(() => void poll(asked), pollMs);
    }
    void poll(id);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [id]);
  return { trial: trial.value, problem: problem.value };
}
