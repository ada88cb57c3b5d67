import { createHash } from 'node:crypto';
import type { SensorKind } from '../domain/kinds.ts';
import { severityByCode, type Severity } from '../domain/severity.ts';
import type { Text } from '../domain/text.ts';
import type { ConditionEntry } from './evaluators/condition-entry.ts';
import type { OnlyEntry, OverrideEntry, RuleEntry } from './rule-file.ts';

/** A checked rule, as the engine takes it. Made by `toRule` only, so that its version fits its content. */
export interface Rule {
  readonly id: string;
  /** Changes with the rule's content: state kept under another version is not continued. */
  readonly version: string;
  /** `any` for rules that look across kinds. */
  readonly kind: SensorKind | 'any';
  /** The least bad one first, as the levels of `when` rise; a single one as a rule. */
  readonly severities: readonly Severity[];
  readonly latching: boolean;
  readonly title: Text;
  readonly advice: Text;
  readonly reason: string;
  readonly source: string;
  readonly when: ConditionEntry;
  readonly and: readonly ConditionEntry[];
  readonly unless: readonly ConditionEntry[];
  readonly onDelay_ms: number;
  /** So many readings in a row must say so, beside the delay. */
  readonly onReadings: number;
  readonly offDelay_ms: number;
  /** False where it raises no alert itself and is only an ingredient for others. */
  readonly announce: boolean;
  /** Where it applies; null when everywhere. */
  readonly only: readonly OverridePlace[] | null;
  /** Other conditions at some places; the nearest to the device counts. */
  readonly overrides: readonly RuleOverride[];
  /** Where it is written. */
  readonly file: string;
  readonly line: number;
}

/** A device, a site, or an area of any level by its code. */
export type OverridePlace = `${'device' | 'site' | 'area'}:${string}`;

/** What holds instead of the rule's own condition and delays at a place; `and` and `unless` stay. */
export interface RuleOverride {
  readonly place: OverridePlace;
  readonly when: ConditionEntry;
  readonly onDelay_ms: number;
  readonly onReadings: number;
  readonly offDelay_ms: number;
  readonly reason: string;
}

/** Something wrong in a rule file. */
export interface RuleError {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** What to do about it; empty when the message says it all. */
  readonly hint: string;
}

export function toRule(
  entry: RuleEntry,
  place: { kind: SensorKind | 'any'; file: string; line: number },
): Rule {
  const codes = entry.when.levels?.map((level) => level.severity) ?? [entry.severity ?? 'critical'];
  const content = JSON.stringify([place.kind, entry]);
  return {
    id: entry.id,
    version: createHash('sha256').update(content).digest('hex').slice(0, 12),
    kind: place.kind,
    severities: codes.map((code) => severityByCode(code) ?? 1),
    latching: entry.latching,
    title: entry.title,
    advice: entry.advice,
    reason: entry.reason,
    source: entry.source,
    when: entry.when,
    and: entry.and ?? [],
    unless: entry.unless ?? [],
    onDelay_ms: Math.round(entry.on_delay_s * 1000),
    onReadings: entry.on_readings ?? 1,
    offDelay_ms: Math.round(entry.off_delay_s * 1000),
    announce: entry.announce ?? true,
    only: entry.only === undefined ? null : placesOf(entry.only),
    overrides: (entry.overrides ?? []).map((override) => toOverride(override, entry)),
    file: place.file,
    line: place.line,
  };
}

function toOverride(override: OverrideEntry, rule: RuleEntry): RuleOverride {
  return {
    place: placeOf(override),
    when: override.when,
    onReadings: override.on_readings ?? rule.on_readings ?? 1,
    onDelay_ms: Math.round((override.on_delay_s ?? rule.on_delay_s) * 1000),
    offDelay_ms: Math.round((override.off_delay_s ?? rule.off_delay_s) * 1000),
    reason: override.reason,
  };
}

function placesOf({ sites, areas, devices }: OnlyEntry): readonly OverridePlace[] {
  return [
    ...(devices ?? []).map((id) => `device:${id}` as const),
    ...(sites ?? []).map((id) => `site:${id}` as const),
    ...(areas ?? []).map((code) => `area:${code}` as const),
  ];
}

/** Exactly one of the three is given: `checkRule` holds that. */
export function placeOf({ device, site, area }: OverrideEntry): OverridePlace {
  if (device !== undefined) return `device:${device}`;
  return site === undefined ? `area:${area ?? ''}` : `site:${site}`;
}
