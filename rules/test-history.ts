import { kinds, type SensorKind } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import { parseRuleSet } from './load-rules.ts';
import type { Rule } from './rule.ts';

/** For tests: what a device says, with what is usual filled in. Times in ms; `at` is its arrival. */
export function toReading(
  kind: SensorKind,
  time: number,
  { at, ...values }: Readonly<Record<string, number>> & { at?: number },
): Reading {
  return {
    kind,
    deviceId: `${kind}-1`,
    time,
    receivedAt: at ?? time,
    seq: null,
    values: kinds[kind].metrics.map((metric) => values[metric.name] ?? NaN),
    extra: null,
    flags: 0,
  };
}

/** For tests: one message with these readings. */
export function toTelemetry(readings: readonly Reading[]): JournalRecord {
  const { kind, deviceId, receivedAt } = readings[0]!;
  return { type: 'telemetry', receivedAt, kind, deviceId, payload: new Uint8Array(), readings, problems: [] };
}

/** For tests: the records as a journal would number them. */
export function toEntries(records: readonly JournalRecord[]): readonly JournalEntry[] {
  return records.map((record, index) => ({ offset: index + 1, record }));
}

/** For tests: one water rule without anything special, changed as wished. */
export function waterRule(lines: Readonly<Record<string, unknown>> = {}): Rule {
  return parseRule('water', {
    id: 'test-depth',
    severity: 'major',
    latching: false,
    title: { zh: '积水', en: 'Ponding' },
    advice: { zh: '查看', en: 'Look' },
    reason: 'test',
    source: 'test',
    when: { metric: 'depth_m', at_least: 0.3 },
    on_delay_s: 0,
    off_delay_s: 0,
    ...lines,
  });
}

/** The text that a rule of a test was made from. */
const texts = new Map<string, string>();

function parseRule(kind: SensorKind, entry: Readonly<Record<string, unknown>>): Rule {
  const text = JSON.stringify({ kind, rules: [entry] });
  const { rules, errors } = parseRuleSet([{ name: 'test.yaml', text }]);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const rule = rules[0]!;
  texts.set(rule.version, text);
  return rule;
}

/** For tests: the rule as a file of a rules record. */
export function toFile(rule: Rule): { name: string; text: string } {
  return { name: 'test.yaml', text: texts.get(rule.version) ?? '' };
}
