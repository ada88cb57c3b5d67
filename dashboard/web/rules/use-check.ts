import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RuleFault, RuleFile } from '../../../domain/rule-set.ts';
import type { Problem } from '../shell/http.ts';
import { ruleApi } from './rule-api.ts';

/** How long somebody must have stopped typing. */
const pauseMs = 450;

/** What is wrong with a draft, looked at whenever typing stops. */
export interface Check {
  /** Of the last check; null before the first. */
  readonly faults: readonly RuleFault[] | null;
  readonly isChecking: boolean;
  readonly problem: Problem | null;
}

export function useCheck(files: readonly RuleFile[]): Check {
  const check = useSignal<Check>({ faults: null, isChecking: true, problem: null });
  useEffect(() => {
    if (files.length === 0) return undefined;
    let isCurrent = true;
    check.value = { ...check.peek(), isChecking: true };
    const timer = setTimeout(() => {
      void ruleApi.check(files).then((answer) => {
        if (!isCurrent) return;
        check.value = answer.ok
          ? { faults: answer.value.errors, isChecking: false, problem: null }
          : { faults: check.peek().faults, isChecking: false, problem: answer.problem };
      });
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [files]);
  return check.value;
}
