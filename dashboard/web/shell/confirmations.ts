import { effect, signal } from '@preact/signals';
import type { HeldAct, TwoPersonAct } from '../../../domain/two-person-acts.ts';
import { confirmationsTold } from '../live/live-store.ts';
import { tell } from '../parts/notices.tsx';
import { actWords, heldWords } from './held-words.ts';
import { ask } from './http.ts';

/** An act that waits for a second person, or did; `isOwn`: asked by whoever sits here. */
export interface Confirmation extends HeldAct {
  readonly isOwn: boolean;
}

export interface Confirmations {
  readonly configured: readonly TwoPersonAct[];
  readonly confirmations: readonly Confirmation[];
}

/** What the person may see of it; null until it is known. */
export const confirmations = signal<Confirmations | null>(null);

/** Those that wait for this person. */
export function waitingForMe(): readonly Confirmation[] {
  return (confirmations.value?.confirmations ?? []).filter(
    ({ isOwn, state }) => !isOwn && state === 'waiting',
  );
}

let round = 0;

export async function askConfirmations(): Promise<void> {
  round += 1;
  const mine = round;
  const answer = await ask<Confirmations>('GET', '/api/confirmations');
  if (!answer.ok || mine !== round) return;
  const before = confirmations.peek();
  confirmations.value = answer.value;
  if (before !== null) tellNews(before.confirmations, answer.value.confirmations);
}

/** Asks whenever the live feed says that something changed, and at each new beginning. Gives what ends it. */
export function watchConfirmations(): () => void {
  const stop = effect(() => {
    // Read, so that each change asks again.
    if (confirmationsTold.value >= 0) void askConfirmations();
  });
  return () => {
    stop();
    round += 1;
    confirmations.value = null;
  };
}

function tellNews(before: readonly Confirmation[], after: readonly Confirmation[]): void {
  const states = new Map(before.map(({ id, state }) => [id, state]));
  for (const one of after) {
    if (states.get(one.id) === one.state) continue;
    const words = { act: actWords(one.act), name: one.askedByName, by: one.settledBy ?? '' };
    if (one.state === 'waiting' && !one.isOwn) tell(heldWords('newOne', words));
    if (!one.isOwn || one.state === 'waiting' || one.state === 'underway' || one.state === 'withdrawn')
      continue;
    const isFault = one.state !== 'done';
    tell(heldWords(`mine-${one.state}`, words), { isFault });
  }
}
