import { signal } from '@preact/signals';
import type { DeskSettings, Seat } from '../../../domain/desk-settings.ts';
import { ask } from './http.ts';

/** What the shell needs of the settings in force. */
export interface DeskFacts {
  readonly seats: readonly Seat[];
  /** From so many new alerts in so many seconds on it is a flood; null: the settings do not say. */
  readonly flood: { readonly alerts: number; readonly within_s: number } | null;
  readonly recipients: number;
}

const refreshMs = 5 * 60_000;

/** Null until the service has told. */
export const deskFacts = signal<DeskFacts | null>(null);

interface Answered {
  readonly settings: Partial<Pick<DeskSettings, 'seats' | 'alarms' | 'recipients'>>;
}

async function askAgain(): Promise<void> {
  const answer = await ask<Answered>('GET', '/api/settings');
  if (!answer.ok) return;
  const { seats = [], alarms, recipients = [] } = answer.value.settings;
  deskFacts.value = { seats, flood: alarms?.flood ?? null, recipients: recipients.length };
}

/** Asks now and every few minutes, for settings change while people sit there. Gives the function that ends it. */
export function watchDeskFacts(): () => void {
  void askAgain();
  const timer = setInterval(() => void askAgain(), refreshMs);
  return () => clearInterval(timer);
}
