import { signal } from '@preact/signals';
import { isAllowed, type Permission } from '../../../domain/roles.ts';
import { type Me, sessionApi } from './session-api.ts';

const retryMs = 2_000;

/** Who is logged in; null: nobody; undefined: not known yet. */
export const me = signal<Me | null | undefined>(undefined);
/** True when the log-in page is there because a session ended. */
export const hasExpired = signal(false);
/** True when somebody has logged out here who is still logged in at the organisation's own log-in. */
export const hasLeftProvider = signal(false);

/** At the start: asks until there is an answer. */
export async function findSession(): Promise<void> {
  const answer = await sessionApi.me();
  if (answer.ok) me.value = answer.value;
  else if (answer.problem.status === 401) me.value = null;
  else setTimeout(() => void findSession(), retryMs);
}

/** When something was refused: the log-in page, if nobody is logged in any more. */
export async function checkSession(): Promise<void> {
  const answer = await sessionApi.me();
  // While the service is away, what is on the screen stays, and is marked as stale.
  if (answer.ok || answer.problem.status !== 401 || me.value === null || isLeaving) return;
  hasExpired.value = true;
  me.value = null;
}

/** The service ends the live feed before it answers, which is no session that expired. */
let isLeaving = false;

export async function logOut(): Promise<void> {
  isLeaving = true;
  await sessionApi.logOut();
  isLeaving = false;
  hasExpired.value = false;
  hasLeftProvider.value = me.value?.isFromProvider === true;
  me.value = null;
}

/** Whether the person may act on alerts. */
export function mayAct(): boolean {
  return may('act');
}

/** Whether the person's role has a permission; the server has the last word. */
export function may(permission: Permission): boolean {
  const person = me.value;
  return person !== null && person !== undefined && isAllowed(person.role, permission);
}
