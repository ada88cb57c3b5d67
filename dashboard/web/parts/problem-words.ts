import type { Problem } from '../shell/http.ts';
import { say, t } from '../shell/language.ts';

/** Why something was not done, for people. */
export function problemWords(problem: Problem): string {
  if (problem.code === 'stale') return t('changedMeanwhile');
  if (problem.code === 'no-connection') return t('noConnection');
  if (problem.code === 'second-person') return t('secondPerson');
  if (problem.code === 'nobody-to-agree') return t('nobodyToAgree');
  if (problem.code === 'too-many-waiting') return t('tooManyWaiting');
  if (problem.status === 403) return t('notAllowed');
  if (problem.code === 'refused') {
    const { reason } = problem;
    return t('refused', { reason: reason === undefined ? problem.title : say(reason) });
  }
  return t('unexpected', { code: problem.detail ?? problem.code });
}
