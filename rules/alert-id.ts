import { createHash } from 'node:crypto';
import type { AlertScope } from '../domain/alert.ts';

/**
 * The id of the alert that a rule raises about a scope at an instant (ms, the device's clock): 80 bits
 * as hex. It rests on nothing else, so every derivation of the same alert finds the same id.
 */
export function toAlertId(ruleId: string, scope: AlertScope, activatedAt: number): string {
  const content = JSON.stringify([ruleId, scope.type, scope.id, activatedAt]);
  return createHash('sha256').update(content).digest('hex').slice(0, 20);
}
