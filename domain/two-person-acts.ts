import type { Text } from './text.ts';

/**
 * Acts that can hide a fire, or let somebody do so: an installation may say that one of them takes effect only when
 * a second person agrees. What has to be quick in a fire (acknowledge, confirm, silence, comment, dispatch, log in)
 * is no act of this list and never becomes one.
 *
 * - `take-out-of-service`: a device's alerts are announced to nobody. `disable-device`: it is no longer let in.
 * - `shelve-critical`, `close-critical-as-false`: of an alert of the worst severity; as anything but real.
 * - `change-rules`, `change-settings`, `change-plans`: the whole set in force.
 * - `make-administrator`: an account becomes one, or somebody gets into one: a new password, or enabled again.
 * - `change-staff`: accounts made, and their password, role, areas or whether they are disabled. Without it, whoever
 *   makes accounts can make the second person.
 * - `cut-enrolment-key`: all devices that came by a key are shut out.
 */
export const twoPersonActs = [
  'take-out-of-service',
  'disable-device',
  'shelve-critical',
  'close-critical-as-false',
  'change-rules',
  'change-settings',
  'change-plans',
  'make-administrator',
  'change-staff',
  'cut-enrolment-key',
] as const;
export type TwoPersonAct = (typeof twoPersonActs)[number];

/** Where an act that was asked for stands. `lost`: the service was restarted, and nothing was done. */
export type HeldActState =
  | 'waiting'
  | 'underway'
  | 'done'
  | 'failed'
  | 'declined'
  | 'withdrawn'
  | 'expired'
  | 'lost';

/** An act that waits for a second person, or waited, as people see it. */
export interface HeldAct {
  readonly id: string;
  readonly act: TwoPersonAct;
  /** What the address names, such as a device's id; null: nothing. */
  readonly subject: string | null;
  /** That thing in words, where it has some. */
  readonly about: Text | null;
  /** What else was said of it: reason, end, comment. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** The account, or `token:` and the name of a machine's token. */
  readonly askedBy: string;
  readonly askedByName: string;
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly state: HeldActState;
  readonly settledBy: string | null;
  readonly settledAt: number | null;
  /** Why it was not carried out though somebody agreed. */
  readonly problem: { readonly status: number; readonly code: string; readonly detail?: string } | null;
}

/** The acts of a comma-separated list, and the words in it that are none. */
export function readTwoPersonActs(list: string): {
  readonly acts: readonly TwoPersonAct[];
  readonly unknown: readonly string[];
} {
  const words = [...new Set(list.split(',').map((word) => word.trim()))].filter((word) => word !== '');
  return { acts: words.filter(isAct), unknown: words.filter((word) => !isAct(word)) };
}

function isAct(word: string): word is TwoPersonAct {
  return (twoPersonActs as readonly string[]).includes(word);
}
