import { signal } from '@preact/signals';
import { isLifeSafety, staffActionPermissions, type StaffActionType } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { type ActionInput, alertApi } from './alert-api.ts';
import type { Problem } from '../shell/http.ts';
import { problemWords } from '../parts/problem-words.ts';
import { putAlertNow } from '../live/live-store.ts';
import { checkSession, may } from '../shell/session.ts';

/** What each alert is waiting for, and what went wrong with its last action. */
const busy = signal<ReadonlyMap<string, StaffActionType>>(new Map());
const faults = signal<ReadonlyMap<string, Problem>>(new Map());

/** What may be done with an alert as it is now; the desk has the last word. */
export function allowedActions(alert: AlertWithPlace): readonly StaffActionType[] {
  if (alert.closedAt !== null) return [];
  const seen = alert.operator !== 'unacknowledged';
  const isShelved = alert.suppression === 'shelved';
  const actions: readonly StaffActionType[] = [
    ...(seen ? [] : (['acknowledge'] as const)),
    ...(alert.operator === 'acknowledged' ? (['confirm'] as const) : []),
    ...(seen && alert.condition === 'normal' && alert.latch === 'latched' ? (['reset'] as const) : []),
    // Of a silent device nobody knows whether it is over; a person who went there may know.
    ...(seen && alert.condition !== 'active' && alert.latch !== 'latched' ? (['close'] as const) : []),
    ...(seen || alert.silencedAt !== null ? [] : (['silence'] as const)),
    ...(isShelved ? (['unshelve'] as const) : []),
    ...(isShelved || (isLifeSafety(alert) && !may('lead')) ? [] : (['shelve'] as const)),
    'assign',
  ];
  return actions.filter((action) => may(staffActionPermissions[action]));
}

/** What came of an action. `changed`: somebody or something was quicker, and nothing was done. */
export type Acted = 'done' | 'changed' | 'refused' | 'failed';

export async function act(
  alert: AlertWithPlace,
  action: StaffActionType,
  input: ActionInput = {},
): Promise<boolean> {
  return (await actAndTell(alert, action, input)) === 'done';
}

/** The same, telling what came of it. While it is under way it is marked as such, and not as done. */
export async function actAndTell(
  alert: AlertWithPlace,
  action: StaffActionType,
  input: ActionInput = {},
): Promise<Acted> {
  if (busy.value.has(alert.id)) return 'failed';
  busy.value = new Map(busy.value).set(alert.id, action);
  setFault(alert.id, null);
  const answer = await alertApi.act(alert, action, input);
  const rest = new Map(busy.value);
  rest.delete(alert.id);
  busy.value = rest;
  const present = answer.ok ? answer.value.alert : answer.problem.alert;
  if (present !== null && present !== undefined) putAlertNow(present);
  if (answer.ok) return 'done';
  if (answer.problem.status === 401) void checkSession();
  setFault(alert.id, answer.problem);
  if (answer.problem.code === 'stale') return 'changed';
  return answer.problem.code === 'refused' ? 'refused' : 'failed';
}

/** Why the last action on an alert was not done. */
export function faultOf(alertId: string): Problem | undefined {
  return faults.value.get(alertId);
}

/** The alerts whose last action was not done, with why. */
export function allFaults(): ReadonlyMap<string, Problem> {
  return faults.value;
}

/** What an alert's last action is waiting for; undefined: nothing. */
export function runningAction(alertId: string): StaffActionType | undefined {
  return busy.value.get(alertId);
}

function setFault(id: string, problem: Problem | null): void {
  const next = new Map(faults.value);
  if (problem === null) next.delete(id);
  else next.set(id, problem);
  faults.value = next;
}

export function ActionFault({ alertId }: { alertId: string }) {
  const problem = faults.value.get(alertId);
  if (problem === undefined) return null;
  return (
    <p class="error" role="alert">
      {problemWords(problem)}
    </p>
  );
}
