import type { Alert } from '../domain/alert.ts';
import { alertsLimits } from './limits.ts';

/**
 * When each rule and scope last became active, over alerts that ended meanwhile too: what comes and goes is
 * recognised by it. A pure function of what was noted, so a restart knows the same.
 */
export interface ActivationTimes {
  /** Notes one; answers how many there were within the last `within_s`, this one among them. */
  note(about: Pick<Alert, 'ruleId' | 'scope'>, at: number, window: Window): number;
  /** The last one, ms; null when it is not known. */
  last(about: Pick<Alert, 'ruleId' | 'scope'>): number | null;
  content(): readonly (readonly [string, readonly number[]])[];
  restore(content: readonly (readonly [string, readonly number[]])[]): void;
}

export interface Window {
  readonly activations: number;
  readonly within_s: number;
}

export function createActivationTimes(): ActivationTimes {
  /** The longest quiet first. */
  const times = new Map<string, readonly number[]>();

  function forgetQuiet(before: number): void {
    for (const [key, noted] of times) {
      const isFull = times.size > alertsLimits.activationTimes_max;
      if (!isFull && (noted.at(-1) ?? 0) >= before) return;
      times.delete(key);
    }
  }

  return {
    note(about, at, { activations, within_s }) {
      const key = keyOf(about);
      const since = at - within_s * 1_000;
      const recent = [...(times.get(key) ?? []), at].filter((time) => time > since).slice(-activations);
      times.delete(key);
      times.set(key, recent);
      forgetQuiet(since);
      return recent.length;
    },
    last: (about) => times.get(keyOf(about))?.at(-1) ?? null,
    content: () => [...times],
    restore(content) {
      times.clear();
      for (const [key, noted] of content) times.set(key, noted);
    },
  };
}

/** What identifies a rule and its scope. */
export function keyOf({ ruleId, scope }: Pick<Alert, 'ruleId' | 'scope'>): string {
  return `${ruleId}\n${scope.type}\n${scope.id}`;
}
