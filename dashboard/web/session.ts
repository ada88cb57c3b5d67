import { signal } from '@preact/signals';
import { isAllowed, type Permission } from '../../domain/roles.ts';
import { api, type Me } from './api.ts';

const retryMs = 2_000;

/** Who is logged in; null: nobody; undefined: not known yet. */
export const me = signal<Me | null | undefined>(undefined);
/** True when the log-in page is there because a session ended. */
export const hasExpired = signal(false);

/** At the start: asks until there is an answer. */
export async function findSession(): Promise<void> {
  const answer = await api.me();
  if (answer.ok) me.value = answer.value;
  else if (answer.problem.status === 401) me.value = null;
  else setTimeout(() => void findSession(), retryMs);
}

/** When something was refused: the log-in page, if nobody is logged in any more. */
export async function checkSession(): Promise<void> {
  const answer = await api.me();
  // While the service is away, what is on the screen stays, and is marked as stale.
  if (answer.ok || answer.problem.status !== 401 || me.value === null) return;
  hasExpired.value = true;
  me.value = null;
}

export async function logOut(): Promise<void> {
  await api.logOut();
  hasExpired.value = false;
  me.value = null;
}

/** Whether the person may act on alerts. */
export function mayAct(): boolean {
  return may('act');
}

/** Whether the person may change the rules. */
export function mayChangeRules(): boolean {
  return may('rules');
}

/** Whether the person's role has a permission; the server has the last word. */
export function may(permission: Permission): boolean {
  const person = me.value;
  return person !== null && person !== undefined && isAllowed(person.role, permission);
}
