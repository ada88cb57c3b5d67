import type { AlertChange } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import { toAlertId } from './alert-id.ts';
import type { Rule } from './rule.ts';

/** A rule that threw, and is not asked any more until it is edited. */
export interface RuleFault {
  readonly ruleId: string;
  readonly version: string;
  readonly message: string;
  /** The device at which it broke. */
  readonly deviceId: string;
  readonly kind: SensorKind;
  /** By our clock, ms. */
  readonly at: number;
}

/** The rule id of the alert that says so. */
const faultRuleId = 'rule-disabled';

/** The alert about a rule that broke: somebody must know that nothing watches for it. */
export function toFaultChange(
  fault: RuleFault,
  { change, at }: { change: 'raise' | 'return'; at: number },
): Omit<AlertChange, 'cause'> {
  const scope = { type: 'rule', id: fault.ruleId } as const;
  return {
    change,
    alertId: toAlertId(faultRuleId, scope, fault.at),
    ruleId: faultRuleId,
    ruleVersion: fault.version,
    scope,
    deviceId: fault.deviceId,
    kind: fault.kind,
    severity: 2,
    title: { zh: `规则 ${fault.ruleId} 已停用`, en: `Rule ${fault.ruleId} is switched off` },
    advice: {
      zh: `规则运行出错（${fault.message}），已停用；请管理员修改后重新启用。`,
      en: `It broke (${fault.message}) and watches nothing any more; have an administrator mend it.`,
    },
    latching: false,
    retrospective: false,
    eventTime: at,
    receivedAt: at,
    evidence: null,
    forecast: null,
    outcome: null,
    counterpartId: null,
  };
}

/** Faults that still count under another set of rules: those of rules that did not change. */
export function faultsThatStay(faults: readonly RuleFault[], rules: readonly Rule[]): readonly RuleFault[] {
  return faults.filter(({ ruleId, version }) =>
    rules.some((rule) => rule.id === ruleId && rule.version === version),
  );
}
