import type { Logger } from 'pino';
import type { Damage } from '../domain/damage.ts';

export type ReportDamage = (damage: Omit<Damage, 'at'>) => void;

export interface DamageLog {
  readonly report: ReportDamage;
  /** What was found since the start of the process, oldest first. */
  readonly all: () => readonly Damage[];
  /** Called with what was found so far, and with each from then on. */
  readonly onDamage: (listener: (damage: Damage) => void) => void;
}

/** More than so many are logged and counted under the last one's name only: one bad disk makes many. */
const damagesMax = 200;

/** Gathers what is found damaged, for the log at once and for whoever shows it. The same thing is told once. */
export function createDamageLog({ log, now = Date.now }: { log: Logger; now?: () => number }): DamageLog {
  const found = new Map<string, Damage>();
  const listeners: ((damage: Damage) => void)[] = [];
  return {
    report(what) {
      const damage: Damage = { ...what, at: now() };
      log.error({ event: 'damage', ...damage }, 'something that is kept is damaged');
      const key = `${damage.kind}\n${damage.subject}`;
      if (found.has(key) || found.size >= damagesMax) return;
      found.set(key, damage);
      for (const listener of listeners) listener(damage);
    },
    all: () => [...found.values()],
    onDamage(listener) {
      for (const damage of found.values()) listener(damage);
      listeners.push(listener);
    },
  };
}
