import type { Series } from '../baselines.ts';
import { matchDetections, summarizeLeads, warnedShare, type Detection } from '../protocol.ts';
import type { RecordedFlood } from '../recordings/floods.ts';
import type { Warning } from './water-warnings.ts';

export const metresPerInch = 0.0254;
const requiredLead_s = 300;
const horizon_s = 3600;
const quiet_s = 1800;
/** What is said this long before a recorded flood begins is about it. */
const before_s = 600;

/** One street gauge with all its floods, one after the other. */
export interface FloodGauge {
  readonly sensorId: string;
  readonly floods: readonly RecordedFlood[];
  readonly series: Series;
}

export type Detector = (series: Series) => readonly Detection[];

/** How a detector did on the floods that reached a threshold, and on those that did not. Shares are 0 to 1. */
export interface FloodScore {
  readonly name: string;
  readonly floods: number;
  readonly nearMisses: number;
  readonly missed: number;
  readonly median_s: number;
  readonly p10_s: number;
  readonly inTime: number;
  readonly warned: number;
  /** Of those that stayed below half, below three quarters, and above three quarters of the threshold. */
  readonly warnedBelowHalf: number;
  readonly warnedHalf: number;
  readonly warnedThreeQuarters: number;
  /** The first two together. */
  readonly warnedLow: number;
}

/** A device keeps one clock: where floods of a gauge overlap, what goes back in time is left out. */
export function toGauges(floods: readonly RecordedFlood[]): readonly FloodGauge[] {
  return [...Map.groupBy(floods, ({ sensorId }) => sensorId)].map(([sensorId, own]) => {
    let last = -Infinity;
    const series = own
      .flatMap((flood) => flood.series)
      .filter(({ time }) => {
        if (time < last) return false;
        last = time;
        return true;
      });
    return { sensorId, floods: own, series };
  });
}

export function scoreFloods(
  gauges: readonly FloodGauge[],
  { name, threshold, detector }: { name: string; threshold: number; detector: Detector },
): FloodScore {
  const leads_s: number[] = [];
  const near: { depth: number; warned: boolean }[] = [];
  for (const { floods, series } of gauges) {
    const detections = detector(series);
    for (const flood of floods) {
      const { from, to, depthMax_m } = flood;
      const at = breachOf(flood, threshold);
      if (at === null) {
        const stretch = { from: from - before_s * 1_000, to };
        near.push({ depth: depthMax_m / threshold, warned: warnedShare([stretch], detections) > 0 });
      } else {
        const event = { at, from: at - horizon_s * 1_000, to: at };
        leads_s.push(matchDetections([event], detections, quiet_s).matches[0]?.lead_s ?? 0);
      }
    }
  }
  const leads = summarizeLeads(leads_s, requiredLead_s);
  const share = (low: number, high: number) => {
    const chosen = near.filter(({ depth }) => depth >= low && depth < high);
    return chosen.filter(({ warned }) => warned).length / chosen.length;
  };
  return {
    name,
    floods: leads.count,
    nearMisses: near.length,
    missed: leads.count - leads.detected,
    median_s: leads.median_s,
    p10_s: leads.p10_s,
    inTime: leads.shareInTime,
    warned: share(0, Infinity),
    warnedBelowHalf: share(0, 0.5),
    warnedHalf: share(0.5, 0.75),
    warnedThreeQuarters: share(0.75, Infinity),
    warnedLow: share(0, 0.75),
  };
}

/** When a flood is first at or above the threshold, ms; null when it never is. */
export function breachOf({ series }: Pick<RecordedFlood, 'series'>, threshold: number): number | null {
  return series.find(({ value }) => value >= threshold)?.time ?? null;
}

/** A forecast with how long the breach then took, s; infinite when none came within the hour. */
export interface JudgedWarning {
  readonly warning: Warning;
  readonly after_s: number;
}

/** Also after the first breach: a level that fell below the threshold may rise again. */
export function judgeWarnings(
  { series }: FloodGauge,
  warnings: readonly Warning[],
  threshold: number,
): readonly JudgedWarning[] {
  const breaches = series.filter(({ value }) => value >= threshold).map(({ time }) => time);
  return warnings.map((warning) => {
    const breach = breaches.find((at) => at >= warning.at) ?? Infinity;
    const after_s = (breach - warning.at) / 1_000;
    return { warning, after_s: after_s <= horizon_s ? after_s : Infinity };
  });
}
