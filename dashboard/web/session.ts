import { signal } from '@preact/signals';
import { isAllowed } from '../roles.ts';
import { api, type Me } from './api.ts';

/** Who is logged in; null: nobody; undefined: not known yet. */
export const me = signal<Me | null | undefined>(undefined);
/** True when the log-in page is there because a session ended. */
export const hasExpired = signal(false);

export async function findSession(): Promise<void> {
  const answer = await api.me();
  if (answer.ok) {
    me.value = answer.value;
  } else if (answer.problem.status === 401) {
    hasExpired.value = me.value !== null && me.value !== undefined;
    me.value = null;
  } else {
    // The service is away: what is on the screen stays, and is marked as stale.
    setTimeout(() => void findSession(), 2_000);
  }
}

export async function logOut(): Promise<void> {
  await api.logOut();
  hasExpired.value = false;
  me.value = null;
}

/** Whether the person may act on alerts. */
export function mayAct(): boolean {
  const person = me.value;
  return person !== null && person !== undefined && isAllowed(person.role, 'act');
}
