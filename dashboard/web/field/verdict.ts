import type { Answer } from '../shell/http.ts';
import type { ActFault } from './act.ts';

/**
 * What an answer means for an act: `later`: nothing was decided, it goes again; `log-in`: it waits for its person;
 * `refused`: the centre has judged it, and sending it again would not help.
 */
export type Verdict<T> =
  | { readonly type: 'done'; readonly value: T }
  | { readonly type: 'later'; readonly isServiceFailing: boolean }
  | { readonly type: 'log-in' }
  | { readonly type: 'refused'; readonly fault: ActFault };

/** Ways and gates that are closed for a while, not answers: no connection, a time-out, too many, starting anew. */
const passing: ReadonlySet<number> = new Set([0, 408, 425, 429, 502, 503, 504]);
/** The service's own bugs come back to the person after so many tries, so that what follows is not held up. */
const failuresMax = 5;
/** No room for pictures: the person decides whether it goes without. */
const noRoom = 507;

export function toVerdict<T>(answer: Answer<T>, failures: number): Verdict<T> {
  if (answer.ok) return { type: 'done', value: answer.value };
  const { status, code, reason = null, detail } = answer.problem;
  // A hotel's or an underground's own page stands between us and the service.
  if (passing.has(status) || (code === 'no-answer' && status < 400)) {
    return { type: 'later', isServiceFailing: false };
  }
  if (status === 401) return { type: 'log-in' };
  if (status >= 500 && status !== noRoom && failures + 1 < failuresMax) {
    return { type: 'later', isServiceFailing: true };
  }
  const words = reason ?? (detail === undefined ? null : { zh: detail, en: detail });
  return { type: 'refused', fault: { code, reason: words } };
}
