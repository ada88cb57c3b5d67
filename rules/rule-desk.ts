import type {
  DeviceLimit,
  RuleFault,
  RuleFile,
  RuleView,
  SwitchOutcome,
  SwitchRequest,
} from '../domain/rule-set.ts';
import type { ForecastRecord } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import { limitsAt } from './device-limits.ts';
import { parseRuleSet } from './load-rules.ts';
import { toEditorSchema } from './rule-file.ts';
import type { RulesInForce } from './rule-set.ts';

/** What staff can do with the rules: read them, have others checked, put others in force. */
export interface RuleDesk {
  list(): readonly RuleView[];
  /** The plain limits that a device meets at its place. */
  limitsOf(device: { readonly id: string; readonly kind: SensorKind }): readonly DeviceLimit[];
  files(): readonly RuleFile[];
  setId(): string;
  /** The format of a rule file, for editors. */
  schema(): unknown;
  /** Every fault of a whole set; empty when it can be switched on. */
  check(files: readonly RuleFile[]): readonly RuleFault[];
  /** Throws when the journal does not take it. */
  switchOn(request: SwitchRequest): Promise<SwitchOutcome>;
}

export function createRuleDesk(options: {
  readonly inForce: () => RulesInForce;
  /** Where a device stands, the nearest place first. */
  readonly pathOf: (deviceId: string) => readonly PlaceId[];
  readonly recordOf: (ruleId: string) => ForecastRecord;
  readonly putInForce: (request: {
    by: string;
    comment: string;
    files: readonly RuleFile[];
  }) => Promise<RulesInForce>;
}): RuleDesk {
  const { inForce, pathOf, recordOf, putInForce } = options;

  async function switchOn({ expectedSetId, ...request }: SwitchRequest): Promise<SwitchOutcome> {
    const present = inForce().setId;
    if (present !== expectedSetId) return { outcome: 'stale', errors: [], setId: present, dropped: [] };
    const errors = check(request.files);
    if (errors.length > 0) return { outcome: 'refused', errors, setId: present, dropped: [] };
    const { setId, dropped } = await putInForce(request);
    return { outcome: 'done', errors: [], setId, dropped };
  }

  return {
    list() {
      const { rules, faults } = inForce();
      return rules.map((rule) => ({
        id: rule.id,
        kind: rule.kind,
        title: rule.title,
        severities: rule.severities,
        version: rule.version,
        file: rule.file,
        line: rule.line,
        announce: rule.announce,
        disabledBecause: faults.find(({ ruleId }) => ruleId === rule.id)?.message ?? null,
        reason: rule.reason,
        source: rule.source,
        forecastRecord: rule.when.forecast === undefined ? null : recordOf(rule.id),
        advice: rule.advice,
        latching: rule.latching,
        when: rule.when,
        and: rule.and,
        unless: rule.unless,
        onDelay_s: rule.onDelay_ms / 1_000,
        onReadings: rule.onReadings,
        offDelay_s: rule.offDelay_ms / 1_000,
        only: rule.only,
        overrides: rule.overrides.map(({ place, reason, when, onDelay_ms, offDelay_ms }) => ({
          place,
          reason,
          when,
          onDelay_s: onDelay_ms / 1_000,
          offDelay_s: offDelay_ms / 1_000,
        })),
      }));
    },
    limitsOf: (device) => limitsAt(inForce().rules, device, pathOf(device.id)),
    files: () => inForce().files,
    setId: () => inForce().setId,
    schema: toEditorSchema,
    check,
    switchOn,
  };
}

function check(files: readonly RuleFile[]): readonly RuleFault[] {
  const { rules, errors } = parseRuleSet(files);
  if (errors.length > 0 || rules.length > 0) return errors;
  // A slip must not leave a street without any watch.
  return [{ file: files[0]?.name ?? '', line: 1, message: 'there is no rule in it', hint: '' }];
}
