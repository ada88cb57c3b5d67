import { createHash } from 'node:crypto';
import { kindNames, type SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import { compileCondition } from './evaluators/compile.ts';
import type { Evaluator } from './evaluators/evaluator.ts';
import { neverWakes } from './evaluators/evaluator.ts';
import type { ForecastSettings } from './evaluators/forecast.ts';
import { foretoldMetrics } from './evaluators/forecast-entry.ts';
import type { QuorumSettings } from './quorum.ts';
import type { OverridePlace, Rule, RuleOverride } from './rule.ts';

/** A rule made ready for its kind, as it applies at some places (its own thresholds, or an override's). */
export interface CompiledRule {
  readonly rule: Rule;
  /** The condition that applies at these places. */
  readonly when: Rule['when'];
  /** Unique among all variants of all rules of one set. */
  readonly key: string;
  /** The same where one condition is the other: titles and delays may differ. */
  readonly conditionKey: string;
  /** The same where memory kept under one serves the other. A forecast remembers courses, whatever they lead to. */
  readonly memoryKey: string;
  readonly onDelay_ms: number;
  readonly onReadings: number;
  readonly offDelay_ms: number;
  readonly evaluator: Evaluator;
  readonly unless: Evaluator | null;
  readonly slots: number;
  readonly judgesAlone: boolean;
  /** True when time alone may change its judgement. */
  readonly isTimed: boolean;
  /** Set where it is about what has not happened yet. */
  readonly forecast: ForecastSettings | null;
  /** It broke: it is not asked any more. */
  isDisabled: boolean;
}

/** One rule with its variants. */
export interface RuleVariants {
  readonly rule: Rule;
  /** Devices that it names: only these are looked up by name. */
  readonly devices: ReadonlySet<string>;
  /** The variant for a device at a place, the nearest one; null where the rule does not apply. */
  at(deviceId: string, path: readonly PlaceId[]): CompiledRule | null;
  /** It broke: no variant of it is asked any more, nor those that some device will need later. */
  disable(): void;
}

export interface CompiledRuleSet {
  readonly byKind: ReadonlyMap<SensorKind, readonly RuleVariants[]>;
  readonly quorums: ReadonlyMap<
    string,
    { readonly compiled: CompiledRule; readonly settings: QuorumSettings }
  >;
}

/** Compiles a checked set; the order of its rules does not matter. Throws on what `parseRuleSet` would refuse. */
export function compileRuleSet(rules: readonly Rule[]): CompiledRuleSet {
  const byKind = new Map<SensorKind, RuleVariants[]>(kindNames.map((kind) => [kind, []]));
  const byId = new Map<string, RuleVariants>();
  const quorums = new Map<string, { compiled: CompiledRule; settings: QuorumSettings }>();
  for (const rule of rules.toSorted(compareRules)) {
    const { quorum, forecast } = rule.when;
    if (rule.kind === 'any') {
      if (quorum === undefined) throw new Error(`${rule.id} is for any kind but no quorum`);
      quorums.set(rule.id, { compiled: toQuorumRule(rule), settings: toSettings(quorum) });
      continue;
    }
    const breach = forecast === undefined ? null : (byId.get(forecast.breach) ?? null);
    if (forecast !== undefined && breach === null) throw new Error(`${rule.id} foretells no known rule`);
    const variants = createVariants(rule, rule.kind, breach);
    byId.set(rule.id, variants);
    byKind.get(rule.kind)?.push(variants);
  }
  return { byKind, quorums };
}

/** Forecasts last, so that they find the breach which they foretold told already; else by id: a replay is the same. */
function compareRules(a: Rule, b: Rule): number {
  const byForecast = Number(a.when.forecast !== undefined) - Number(b.when.forecast !== undefined);
  return byForecast === 0 ? compareText(a.id, b.id) : byForecast;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** `breach`: the rule that a forecast foretells, whose thresholds differ by place too. */
function createVariants(rule: Rule, kind: SensorKind, breach: RuleVariants | null): RuleVariants {
  const overrides = new Map<string, RuleOverride>(
    rule.overrides.map((override) => [override.place, override]),
  );
  const compiled = new Map<string, CompiledRule>();
  let isDisabled = false;
  const named = [...overrides.keys(), ...(rule.only ?? [])].filter((place) => place.startsWith('device:'));
  return {
    rule,
    devices: new Set([...named.map((place) => place.slice('device:'.length)), ...(breach?.devices ?? [])]),
    disable() {
      isDisabled = true;
      for (const variant of compiled.values()) variant.isDisabled = true;
    },
    at(deviceId, path) {
      const places = placesOf(deviceId, path);
      if (rule.only !== null && !places.some((place) => rule.only?.includes(place))) return null;
      const foretold = breach === null ? null : breach.at(deviceId, path);
      // Where the breach cannot happen, nothing is foretold.
      if (breach !== null && foretold === null) return null;
      const override = places.map((place) => overrides.get(place)).find((one) => one !== undefined) ?? null;
      const own = override === null ? rule.id : `${rule.id}@${override.place}`;
      const key = foretold === null ? own : `${own}>${foretold.key}`;
      let variant = compiled.get(key);
      if (variant === undefined) {
        variant = compileVariant(rule, kind, { key, override, foretold });
        variant.isDisabled = isDisabled;
        compiled.set(key, variant);
      }
      return variant;
    },
  };
}

/** A device and its place as rules name them, the nearest first: areas go by code, whatever their level. */
export function placesOf(deviceId: string, path: readonly PlaceId[]): readonly OverridePlace[] {
  return [
    `device:${deviceId}`,
    ...path.map((place): OverridePlace => {
      const id = place.slice(place.indexOf(':') + 1);
      return place.startsWith('site:') ? `site:${id}` : `area:${id}`;
    }),
  ];
}

function compileVariant(
  rule: Rule,
  kind: SensorKind,
  variant: { key: string; override: RuleOverride | null; foretold: CompiledRule | null },
): CompiledRule {
  const { key, override, foretold } = variant;
  const { and, unless } = rule;
  const when = override?.when ?? rule.when;
  // The thresholds that a forecast is about are those of the breach at the same place.
  const breaches = new Map(foretold === null ? [] : [[foretold.rule.id, foretold]]);
  const condition = compileCondition({ when, and, unless }, kind, breaches);
  const { evaluator } = condition;
  return {
    rule,
    when,
    key,
    conditionKey: hash([kind, when, and, unless, foretold?.when ?? null]),
    memoryKey: hash([kind, toRemembered(when), and, unless]),
    onDelay_ms: override?.onDelay_ms ?? rule.onDelay_ms,
    onReadings: override?.onReadings ?? rule.onReadings,
    offDelay_ms: override?.offDelay_ms ?? rule.offDelay_ms,
    evaluator,
    unless: condition.unless,
    slots: condition.slots,
    judgesAlone: evaluator.judgesAlone,
    isTimed: evaluator.wakeAt !== neverWakes,
    forecast: condition.forecast,
    isDisabled: false,
  };
}

function toQuorumRule(rule: Rule): CompiledRule {
  const { quorum } = rule.when;
  return {
    rule,
    when: rule.when,
    key: rule.id,
    conditionKey: hash([rule.when]),
    memoryKey: '',
    onDelay_ms: 0,
    onReadings: 1,
    offDelay_ms: 0,
    evaluator: countOnly(quorum?.at_least ?? 1),
    unless: null,
    slots: 0,
    judgesAlone: false,
    isTimed: false,
    forecast: null,
    isDisabled: false,
  };
}

/** A quorum is judged by the engine, over devices; to the evidence it is a count with a threshold. */
function countOnly(devices_min: number): Evaluator {
  return {
    quantity: 'devices',
    thresholds: [devices_min],
    comparison: '>=',
    slots: 0,
    judgesAlone: false,
    observe: () => undefined,
    isQuiet: () => true,
    judge: () => undefined,
    wakeAt: neverWakes,
    explain: () => ({}),
  };
}

/** What of a condition its memory is about. */
function toRemembered(when: Rule['when']): unknown {
  const { forecast } = when;
  return forecast === undefined ? when : [forecast.model, foretoldMetrics(forecast)];
}

function toSettings(entry: NonNullable<Rule['when']['quorum']>): QuorumSettings {
  const { rules, at_least, share, of, within_s } = entry;
  return { rules, devices_min: at_least, share_min: share ?? 0, of, within_s };
}

function hash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}
