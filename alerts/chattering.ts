import type { Alert } from '../domain/alert.ts';
import type { Text } from '../domain/text.ts';

/** A rule whose alerts come and go so often that they are held as one: it wants a delay or a deadband. */
export interface ChatteringRule {
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly title: Text;
  readonly alertIds: readonly string[];
  /** Of all of these together, since they were raised. */
  readonly activations: number;
}

/** The most restless first. */
export function listChattering(open: readonly Alert[]): readonly ChatteringRule[] {
  const byRule = Map.groupBy(
    open.filter((alert) => alert.isChattering),
    (alert) => alert.ruleId,
  );
  return [...byRule]
    .map(([ruleId, alerts]) => ({
      ruleId,
      ruleVersion: alerts[0]!.ruleVersion,
      title: alerts[0]!.title,
      alertIds: alerts.map((alert) => alert.id),
      activations: alerts.reduce((sum, alert) => sum + alert.activations, 0),
    }))
    .toSorted((a, b) => b.activations - a.activations || (a.ruleId < b.ruleId ? -1 : 1));
}
