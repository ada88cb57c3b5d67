import type { Activation } from '../../domain/activation.ts';
import type { Finding } from '../../domain/alert.ts';
import type { DetectorRecord } from '../../domain/figures.ts';
import type { Text } from '../../domain/text.ts';
import { adviseOn } from './detector-advice.ts';
import { countFindings, findingCounts } from './false-alarms.ts';
import { figuresLimits } from './limits.ts';
import { wilsonInterval } from './statistics.ts';

/** Fewer judged alerts than this get no verdict, whatever their share: five of five is 57 to 100 %. Ours. */
export const judged_min = 5;

/** What a detector's alerts of one rule came to. */
export interface DetectorTally {
  readonly deviceId: string;
  readonly ruleId: string;
  announced: number;
  readonly findings: Partial<Record<Finding, number>>;
  /** Of those with a finding that counts; with how long the condition held at most, s; null: unknown. */
  readonly judged: { readonly isFalse: boolean; readonly held_s: number | null }[];
  /** The worst that was announced. */
  worst: number;
}

/** Collects how the alerts of each detector and rule turned out. Forecasts have a record of their own. */
export interface Detectors {
  add(activation: Activation): void;
  /** Those with the most false alarms first. */
  result(placeOf: (deviceId: string) => Text): readonly DetectorRecord[];
}

export function createDetectors(): Detectors {
  const tallies = new Map<string, DetectorTally>();

  function add(activation: Activation): void {
    const { deviceId, ruleId, finding, isForecast, announcedAt, endedAt, beganAt } = activation;
    if (isForecast || (announcedAt === null && finding === null)) return;
    const key = `${deviceId}\n${ruleId}`;
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = { deviceId, ruleId, announced: 0, findings: {}, judged: [], worst: 4 };
      tallies.set(key, tally);
    }
    if (announcedAt !== null) tally.announced += 1;
    tally.worst = Math.min(tally.worst, activation.severity);
    if (finding === null) return;
    tally.findings[finding] = (tally.findings[finding] ?? 0) + 1;
    if (findingCounts[finding] === 'neither') return;
    // A return may be told late (off-delay, deadband), so it held for at most this long.
    const held_s = endedAt === null ? null : (endedAt - beganAt) / 1000 + activation.onDelay_s;
    tally.judged.push({ isFalse: findingCounts[finding] === 'false', held_s });
  }

  function result(placeOf: (deviceId: string) => Text): readonly DetectorRecord[] {
    return [...tallies.values()]
      .map((tally) => toRecord(tally, placeOf(tally.deviceId)))
      .toSorted(
        (a, b) =>
          b.false - a.false ||
          (b.low ?? 0) - (a.low ?? 0) ||
          b.announced - a.announced ||
          (`${a.deviceId}\n${a.ruleId}` < `${b.deviceId}\n${b.ruleId}` ? -1 : 1),
      )
      .slice(0, figuresLimits.detectors_max);
  }

  return { add, result };
}

function toRecord(tally: DetectorTally, place: Text): DetectorRecord {
  const { deviceId, ruleId, announced, findings } = tally;
  const counts = countFindings(findings);
  const judged = counts.real + counts.false;
  const interval = judged === 0 ? null : wilsonInterval(counts.false, judged);
  const verdict = verdictOf(judged, interval);
  return {
    deviceId,
    ruleId,
    place,
    announced,
    judged,
    ...counts,
    findings,
    falseShare: judged === 0 ? null : counts.false / judged,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    verdict,
    advice: verdict === 'mostlyFalse' ? adviseOn(tally) : [],
  };
}

function verdictOf(
  judged: number,
  interval: { readonly low: number; readonly high: number } | null,
): DetectorRecord['verdict'] {
  if (interval === null || judged < judged_min) return 'tooFew';
  if (interval.low > 0.5) return 'mostlyFalse';
  return interval.high < 0.5 ? 'mostlyReal' : 'unclear';
}
