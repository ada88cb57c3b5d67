import type { TrialAlert, TrialResult } from '../../../domain/rule-set.ts';

/** What became of an alert between the rules in force and those that were tried. */
export type TrialChange = 'new' | 'gone' | 'earlier' | 'later' | 'same';

/** An alert of one version with its counterpart in the other; at least one of the two is there. */
export interface TrialPair {
  readonly ruleId: string;
  readonly deviceId: string;
  readonly change: TrialChange;
  readonly tried: TrialAlert | null;
  readonly present: TrialAlert | null;
  /** How much later the tried one is, s; negative: earlier. Null where there is only one. */
  readonly shift_s: number | null;
}

/** Nearer than this is the same moment. */
const same_ms = 1_000;

/** Alerts of the same rule and device are the same where their times meet. Oldest first. */
export function compareTrial(
  { alerts, presentAlerts }: Pick<TrialResult, 'alerts' | 'presentAlerts'>,
  end: number,
): readonly TrialPair[] {
  const waiting = Map.groupBy(presentAlerts, subjectOf);
  const pairs: TrialPair[] = [];
  for (const tried of alerts) {
    const others = waiting.get(subjectOf(tried)) ?? [];
    const index = others.findIndex((other) => meet(tried, other, end));
    const [present = null] = index < 0 ? [] : others.splice(index, 1);
    pairs.push(toPair(tried, present));
  }
  for (const present of [...waiting.values()].flat()) pairs.push(toPair(null, present));
  return pairs.toSorted((a, b) => momentOf(a) - momentOf(b));
}

export function momentOf({ tried, present }: Pick<TrialPair, 'tried' | 'present'>): number {
  return Math.min(tried?.at ?? Infinity, present?.at ?? Infinity);
}

/** One device with its alerts; those with most differences first. */
export interface TrialLane {
  readonly deviceId: string;
  readonly pairs: readonly TrialPair[];
  readonly differences: number;
}

export function toLanes(pairs: readonly TrialPair[]): readonly TrialLane[] {
  return [...Map.groupBy(pairs, ({ deviceId }) => deviceId)]
    .map(([deviceId, ofDevice]) => ({
      deviceId,
      pairs: ofDevice,
      differences: ofDevice.filter(({ change }) => change !== 'same').length,
    }))
    .toSorted(
      (a, b) =>
        b.differences - a.differences ||
        b.pairs.length - a.pairs.length ||
        (a.deviceId < b.deviceId ? -1 : 1),
    );
}

function toPair(tried: TrialAlert | null, present: TrialAlert | null): TrialPair {
  const { ruleId, deviceId } = (tried ?? present) as TrialAlert;
  if (tried === null || present === null) {
    const change = tried === null ? 'gone' : 'new';
    return { ruleId, deviceId, change, tried, present, shift_s: null };
  }
  const shift_ms = tried.at - present.at;
  const change = Math.abs(shift_ms) < same_ms ? 'same' : shift_ms < 0 ? 'earlier' : 'later';
  return { ruleId, deviceId, change, tried, present, shift_s: shift_ms / 1_000 };
}

function subjectOf({ ruleId, deviceId }: TrialAlert): string {
  return `${ruleId} ${deviceId}`;
}

function meet(one: TrialAlert, other: TrialAlert, end: number): boolean {
  return (one.returnedAt ?? end) >= other.at && (other.returnedAt ?? end) >= one.at;
}
