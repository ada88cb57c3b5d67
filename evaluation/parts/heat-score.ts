import type { Random } from '../../simulators/random.ts';
import {
  leastSquaresBaseline,
  randomBaseline,
  straightLineBaseline,
  thresholdBaseline,
  type Series,
} from '../baselines.ts';
import { matchDetections, quantile, summarizeLeads, type Detection } from '../protocol.ts';
import { firstAtOrAbove, type RecordedFire } from './heat-fires.ts';

export const breach_c = 57;
export const hazard_c = 120;
export const requiredLead_s = 40;
/** A detection counts until this long after the breach, s. */
const late_s = 60;
const quiet_s = 600;
/** The line that is known for these fires: slope of 30 s, 60 s ahead. */
const line = { threshold: breach_c, window_s: 30, ahead_s: 60 };

/** Turns the series of one detector into the moments at which it speaks. */
export type Detector = (series: Series) => readonly Detection[];

export const twoPointLine: Detector = (series) => straightLineBaseline(series, line);

export const leastSquaresLine: Detector = (series) => leastSquaresBaseline(series, line);

export const plainThreshold: Detector = (series) => thresholdBaseline(series, breach_c);

/** 10 °C in a minute, as a rate-of-rise head; against the lowest value of that minute. */
export const rateOfRise: Detector = (series) => {
  const detections: Detection[] = [];
  let held = false;
  let first = 0;
  for (const [index, { time, value }] of series.entries()) {
    while ((series[first]?.time ?? time) < time - 60_000) first += 1;
    let lowest = value;
    for (let back = first; back < index; back += 1) lowest = Math.min(lowest, series[back]?.value ?? value);
    const holds = value - lowest >= 10;
    if (holds && !held) detections.push({ at: time, probability: null });
    held = holds;
  }
  return detections;
};

export function atRandom(detector: Detector, random: Random): Detector {
  return (series) =>
    randomBaseline(series, { count: Math.max(1, detector(series).length), random: () => random.next() });
}

export interface FireScore {
  readonly name: string;
  readonly cases: number;
  readonly detected: number;
  readonly median_s: number;
  readonly p10_s: number;
  readonly shareInTime: number;
  readonly beforeIgnition: number;
  /** Said about a breach that was told already, or after it had passed. */
  readonly surplus: number;
  /** To 120 °C at 1.5 m above the floor, where that came. */
  readonly hazardMedian_s: number;
  readonly hazardP10_s: number;
  /** Each place's lead with its burn: places of one burn are not independent. */
  readonly leads: readonly { readonly fire: string; readonly lead_s: number }[];
}

/** One detector over all places of all fires. */
export function scoreFires(
  fires: readonly RecordedFire[],
  { name, detector }: { readonly name: string; readonly detector: Detector },
): FireScore {
  const leads: { fire: string; lead_s: number }[] = [];
  const hazardLeads_s: number[] = [];
  let beforeIgnition = 0;
  let surplus = 0;
  for (const { fire, ceiling, breathing } of fires) {
    const breach = firstAtOrAbove(ceiling, breach_c);
    const detections = detector(ceiling);
    beforeIgnition += detections.filter(({ at }) => at < 0).length;
    if (breach === null) continue;
    const event = { at: breach, from: 0, to: breach + late_s * 1_000 };
    const { matches, falseAlarms } = matchDetections([event], detections, quiet_s);
    surplus += falseAlarms.filter(({ at }) => at >= 0 && at < breach).length;
    const match = matches[0];
    leads.push({ fire, lead_s: match?.lead_s ?? 0 });
    const hazard = firstAtOrAbove(breathing, hazard_c);
    if (hazard === null) continue;
    const at = match?.detection?.at;
    hazardLeads_s.push(at === undefined ? 0 : (hazard - at) / 1_000);
  }
  const leads_s = leads.map(({ lead_s }) => lead_s);
  const { count, detected, median_s, p10_s, shareInTime } = summarizeLeads(leads_s, requiredLead_s);
  return {
    name,
    cases: count,
    detected,
    median_s,
    p10_s,
    shareInTime,
    beforeIgnition,
    surplus,
    hazardMedian_s: quantile(hazardLeads_s, 0.5),
    hazardP10_s: quantile(hazardLeads_s, 0.1),
    leads,
  };
}

const bootstraps = 500;

/** Between which two the median lies in nine of ten draws of as many burns with putting back, s. */
export function medianRange_s({ leads }: FireScore, random: Random): readonly [number, number] {
  const burns = [...Map.groupBy(leads, ({ fire }) => fire).values()];
  const medians = Array.from({ length: bootstraps }, () => {
    const drawn = burns.flatMap(() => burns[random.integer(0, burns.length - 1)] ?? []);
    return quantile(
      drawn.map(({ lead_s }) => lead_s),
      0.5,
    );
  });
  return [quantile(medians, 0.05), quantile(medians, 0.95)];
}
