import type { AlertChange } from '../domain/alert.ts';
import { canaryDeviceId, canaryKind, canaryRuleId } from '../domain/canary.ts';
import type { CanaryRecord } from '../domain/record.ts';

/**
 * The rule of the service's own device, built in so that nobody edits it by accident: its detector is in alarm. It
 * is judged in the engine, in its turn among all records; where it parts from other rules is that it keeps no state
 * of a device. Null where the detector is not in alarm.
 */
export function judgeCanary({ receivedAt, seq, alarm }: CanaryRecord): Omit<AlertChange, 'cause'> | null {
  if (!alarm) return null;
  return {
    change: 'raise',
    alertId: String(seq),
    ruleId: canaryRuleId,
    ruleVersion: 'canary-1',
    scope: { type: 'rule', id: canaryRuleId },
    deviceId: canaryDeviceId,
    kind: canaryKind,
    severity: 1,
    title: { zh: '报警通路自检', en: 'Proof of the way of an alarm' },
    advice: { zh: '', en: '' },
    latching: false,
    retrospective: false,
    eventTime: receivedAt,
    receivedAt,
    evidence: null,
    forecast: null,
    outcome: null,
    counterpartId: null,
  };
}
