import { effect, signal } from '@preact/signals';
import type { Role } from '../../../domain/roles.ts';
import { ask } from '../shell/http.ts';
import { may, me } from '../shell/session.ts';

/** A colleague, as the page knows them. */
export interface Colleague {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
}

/** Who there is; empty for those who may not know, and until the service has answered. */
export const colleagues = signal<readonly Colleague[]>([]);

let askedFor: string | null = null;

/** Somebody's name; their user name where it is not known. Asks the service once for each who logs in. */
export function personName(username: string): string {
  askOnce();
  return colleagues.value.find((person) => person.username === username)?.name ?? username;
}

function askOnce(): void {
  const asking = me.peek()?.username ?? null;
  if (asking === null || asking === askedFor || !may('act')) return;
  askedFor = asking;
  void ask<{ readonly people: readonly Colleague[] }>('GET', '/api/staff/names').then((answer) => {
    if (answer.ok) colleagues.value = answer.value.people;
  });
}

effect(() => {
  if (me.value !== null) return;
  askedFor = null;
  colleagues.value = [];
});
