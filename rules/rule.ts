import { createHash } from 'node:crypto';
import type { SensorKind } from '../domain/kinds.ts';
import { severityByCode, type Severity } from '../domain/severity.ts';
import type { Text } from '../domain/text.ts';
import type { ClauseEntry, RuleEntry, WhenEntry } from './rule-file.ts';

/** A checked rule, as the engine takes it. Made by `toRule` only, so that its version fits its content. */
export interface Rule {
  readonly id: string;
  /** Changes with the rule's content: state kept under another version is not continued. */
  readonly version: string;
  readonly kind: SensorKind;
  /** The least bad one first, as the levels of `when` rise; a single one as a rule. */
  readonly severities: readonly Severity[];
  readonly latching: boolean;
  readonly title: Text;
  readonly advice: Text;
  readonly reason: string;
  readonly source: string;
  readonly when: WhenEntry;
  readonly and: readonly ClauseEntry[];
  readonly unless: readonly ClauseEntry[];
  readonly onDelay_ms: number;
  readonly offDelay_ms: number;
  /** Where it is written. */
  readonly file: string;
  readonly line: number;
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

export function toRule(entry: RuleEntry, place: { kind: SensorKind; file: string; line: number }): Rule {
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
    offDelay_ms: Math.round(entry.off_delay_s * 1000),
    file: place.file,
    line: place.line,
  };
}
