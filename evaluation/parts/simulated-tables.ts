import type { ReportTable } from '../part.ts';
import { summarizeLeads } from '../protocol.ts';
import { requiredLead_s } from './simulated-cases.ts';
import type { SimulatedLife } from './simulated-hear.ts';
import { delayOf, falseAlarmsOf, labelOf, leadOf } from './simulated-score.ts';

/** A lead of any length for a reader, from s. */
export function toTime(lead_s: number): string {
  if (lead_s === 0) return '–';
  if (lead_s === Infinity) return 'never';
  if (lead_s < 180) return `${lead_s.toFixed(0)} s`;
  if (lead_s < 7_200) return `${(lead_s / 60).toFixed(0)} min`;
  return lead_s < 172_800 ? `${(lead_s / 3_600).toFixed(1)} h` : `${(lead_s / 86_400).toFixed(1)} d`;
}

/** Lives of one scenario at one interval, in the order in which they were lived. */
function byScenario(lives: readonly SimulatedLife[]): readonly (readonly SimulatedLife[])[] {
  return [...Map.groupBy(lives, ({ scenario, interval_s }) => `${scenario} ${interval_s}`).values()];
}

/** The way to the failure: any warning at first, then the warnings of each rule. */
export function leadTable(lives: readonly SimulatedLife[]): ReportTable {
  return {
    title:
      'Simulated failures: time from a warning to the failure (only what was said after the first sign of it)',
    columns: [
      'scenario',
      'every',
      'failure',
      'rule',
      'lives',
      'warned',
      'median',
      'p10',
      'wanted',
      'in time',
      'else told after, at most',
    ],
    rows: byScenario(lives.filter(({ failedAt }) => failedAt !== null)).flatMap((group) => [
      toLeadRow(group, null),
      ...labelsBefore(group).map((label) => toLeadRow(group, label)),
    ]),
  };
}

function labelsBefore(group: readonly SimulatedLife[]): readonly string[] {
  const before = group.flatMap(({ alerts, signAt, failedAt }) =>
    alerts.filter(({ at }) => at >= (signAt ?? Infinity) && at < (failedAt ?? -Infinity)),
  );
  return [...new Set(before.map(labelOf))];
}

function toLeadRow(group: readonly SimulatedLife[], label: string | null): readonly (string | number)[] {
  const { scenario = '', interval_s = 0, failure = '' } = group[0] ?? {};
  const required_s = requiredLead_s[scenario];
  const { count, detected, median_s, p10_s, shareInTime } = summarizeLeads(
    group.map((life) => leadOf(life, (alert) => label === null || labelOf(alert) === label)),
    required_s ?? 0,
  );
  const isAny = label === null;
  return [
    isAny ? scenario : '',
    isAny ? `${interval_s} s` : '',
    isAny ? failure : '',
    label ?? 'any',
    count,
    detected,
    toTime(median_s),
    toTime(p10_s),
    isAny && required_s !== undefined ? toTime(required_s) : '',
    isAny && required_s !== undefined ? `${(100 * shareInTime).toFixed(0)} %` : '',
    isAny ? toTime(Math.max(...group.map(delayOf))) : '',
  ];
}

/** What was said where nothing was wrong, by scenario, rule and severity. */
export function falseTable(lives: readonly SimulatedLife[]): ReportTable {
  return {
    title: 'Simulated, nothing wrong: alerts per device-day (of failures: before the first sign of trouble)',
    columns: ['scenario', 'every', 'device-days', 'rule', 'alerts', 'per device-day'],
    rows: byScenario(lives).flatMap((group) => {
      const { scenario = '', interval_s = 0, isBenign } = group[0] ?? {};
      const counts = Map.groupBy(group.flatMap(falseAlarmsOf), labelOf);
      if (isBenign !== true && counts.size === 0) return [];
      const days = group.reduce((sum, { sound_days }) => sum + sound_days, 0);
      const start = [scenario, `${interval_s} s`, days.toFixed(1)];
      if (counts.size === 0) return [[...start, 'none', 0, '0']];
      return [...counts].map(([label, alerts], index) => [
        ...(index === 0 ? start : ['', '', '']),
        label,
        alerts.length,
        (alerts.length / days).toFixed(3),
      ]);
    }),
  };
}
