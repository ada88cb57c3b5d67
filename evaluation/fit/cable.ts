import { join } from 'node:path';
import {
  cableFeatureNames,
  createCableReach,
  toCableFeatures,
} from '../../rules/foresight/cable-features.ts';
import {
  cableTrendSlots,
  createCableTrend,
  createCableTrendReader,
  observeCable,
} from '../../rules/foresight/cable-trend.ts';
import type { Series } from '../baselines.ts';
import { readCableChannels, thin, type CableChannel } from '../parts/cable-recordings.ts';
import { simulateCables } from '../parts/cable-simulated.ts';
import { quantile } from '../protocol.ts';

/**
 * Works out the constants of the cable model and prints them with cross-validated figures:
 * `node evaluation/fit/cable.ts <folder of recordings>`. Logistic regression for the probability, linear for
 * the time. Cases: moments before the breach, at least 5 s apart, of every cable channel of CAROLFIRE at
 * three samplings, and of simulated load heating; each series weighs the same however long it is.
 */
interface Case {
  readonly fold: number;
  readonly series: number;
  readonly isReal: boolean;
  readonly horizon_s: number;
  readonly threshold_c: number;
  readonly features: readonly number[];
  readonly straight_s: number;
  readonly growth: number;
  readonly breach_s: number;
}

const folds = 6;
const horizons_s = [60, 120, 300, 600] as const;
const apart_s = 5;
/** CAROLFIRE's cables all fail; with half of the weight they do not outvote the loads that settle. */
const realWeight = 0.5;
/** Ridge, against features that hardly vary. */
const ridge = 1e-3;
/** Nothing is learnt from moments at which a straight line reaches not even a tenth of the gap. */
const reach_min = Math.log(0.1);

const reader = createCableTrendReader();
const trend = createCableTrend();
const reach = createCableReach();
const row = new Float64Array(cableFeatureNames.length);
let seriesCount = 0;

function gather(
  {
    seen,
    truth,
    fold,
    isReal,
    every_s = apart_s,
  }: { seen: Series; truth: Series; fold: number; isReal: boolean; every_s?: number },
  threshold_c: number,
): readonly Case[] {
  const cases: Case[] = [];
  const memory = { data: new Float64Array(cableTrendSlots).fill(NaN), at: 0 };
  const breach = truth.find(({ value }) => value >= threshold_c)?.time ?? Infinity;
  const series = seriesCount;
  seriesCount += horizons_s.length;
  let next = -Infinity;
  for (const { time, value } of seen) {
    if (time >= breach) break;
    observeCable(memory, time, value);
    if (time < next || !reader.read(memory, time, trend)) continue;
    let any = false;
    for (const [index, horizon_s] of horizons_s.entries()) {
      const question = { now: time, threshold: threshold_c, horizon_s };
      if (!toCableFeatures({ trend, question }, reach, row)) break;
      if ((row[1] as number) < reach_min) continue;
      any = true;
      const breach_s = (breach - time) / 1_000;
      cases.push({
        fold,
        series: series + index,
        isReal,
        horizon_s,
        threshold_c,
        features: [...row],
        ...reach,
        breach_s,
      });
    }
    if (any) next = time + every_s * 1_000;
  }
  return cases;
}

/** What the evaluation asks of the product, by models that have not seen the test. */
const asked = { threshold_c: 90, horizon_s: 120, least: 0.9 } as const;

function describeAsked(
  channels: readonly CableChannel[],
  models: readonly { readonly weights: readonly number[] }[],
): void {
  const tests = [...new Set(channels.map(({ test }) => test))];
  const leads_s = channels
    .filter(({ isLast }) => isLast)
    .map(({ test, series }) => {
      const fold = tests.indexOf(test) % folds;
      const first = gather(
        { seen: series, truth: series, fold, isReal: true, every_s: 0 },
        asked.threshold_c,
      ).find(
        (entry) =>
          entry.horizon_s === asked.horizon_s &&
          toProbability(models[fold]?.weights ?? [], entry.features) >= asked.least,
      );
      return first?.breach_s ?? 0;
    });
  process.stdout.write(
    `last channel, every second, to ${asked.threshold_c} °C, ${asked.horizon_s} s ahead, from ${asked.least} on: ` +
      `median lead ${quantile(leads_s, 0.5).toFixed(1)} s of ${leads_s.length}, the least ${Math.min(...leads_s)} s\n`,
  );
}

function gatherAll(channels: readonly CableChannel[]): readonly Case[] {
  const tests = [...new Set(channels.map(({ test }) => test))];
  const real = channels.flatMap(({ test, series }) =>
    [1, 5, 20].flatMap((interval_s) => {
      const seen = thin(series, interval_s);
      const fold = tests.indexOf(test) % folds;
      return [60, 70, 90, 105].flatMap((threshold_c) =>
        gather({ seen, truth: seen, fold, isReal: true }, threshold_c),
      );
    }),
  );
  const simulated = [
    ...simulateCables(400, { seed: 1, risesBetween_c: [5, 50] }),
    ...simulateCables(300, { seed: 2, risesBetween_c: [50, 120] }),
  ].flatMap(({ series, truth }, index) =>
    [70, 90].flatMap((threshold_c) =>
      gather({ seen: series, truth, fold: index % folds, isReal: false }, threshold_c),
    ),
  );
  return [...real, ...simulated];
}

function came({ breach_s, horizon_s }: Case): number {
  return breach_s <= horizon_s ? 1 : 0;
}

function toProbability(weights: readonly number[], features: readonly number[]): number {
  return 1 / (1 + Math.exp(-features.reduce((sum, feature, i) => sum + feature * (weights[i] ?? 0), 0)));
}

/** Newton's method on the weighted likelihood. */
function fitLogistic(cases: readonly Case[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const { series } of cases) counts.set(series, (counts.get(series) ?? 0) + 1);
  const size = cableFeatureNames.length;
  let weights: readonly number[] = Array.from({ length: size }, () => 0);
  for (let round = 0; round < 25; round += 1) {
    const system = Array.from({ length: size }, () => new Float64Array(size + 1));
    for (const entry of cases) {
      const weight = (entry.isReal ? realWeight : 1) / (counts.get(entry.series) ?? 1);
      const p = toProbability(weights, entry.features);
      addTo(system, {
        row: entry.features,
        weight: weight * Math.max(p * (1 - p), 1e-6),
        target: weight * (came(entry) - p),
      });
    }
    for (const [i, line] of system.entries()) {
      line[i] = (line[i] ?? 0) + ridge;
      line[size] = (line[size] ?? 0) - ridge * (weights[i] ?? 0);
    }
    const step = solve(system);
    weights = weights.map((weight, i) => weight + (step[i] ?? 0));
    if (Math.max(...step.map(Math.abs)) < 1e-7) break;
  }
  return weights;
}

function addTo(
  system: readonly Float64Array[],
  { row, weight, target }: { row: readonly number[]; weight: number; target: number },
): void {
  const size = system.length;
  for (let i = 0; i < size; i += 1) {
    const line = system[i] as Float64Array;
    const value = row[i] as number;
    line[size] = (line[size] as number) + target * value;
    for (let j = 0; j < size; j += 1) line[j] = (line[j] as number) + weight * value * (row[j] as number);
  }
}

/** Gauss; the system is symmetric and positive. */
function solve(system: readonly Float64Array[]): readonly number[] {
  const size = system.length;
  for (let i = 0; i < size; i += 1) {
    const pivot = system[i] as Float64Array;
    for (let k = i + 1; k < size; k += 1) {
      const line = system[k] as Float64Array;
      const factor = (line[i] as number) / (pivot[i] as number);
      for (let j = i; j <= size; j += 1) line[j] = (line[j] as number) - factor * (pivot[j] as number);
    }
  }
  const solution = Array.from({ length: size }, () => 0);
  for (let i = size - 1; i >= 0; i -= 1) {
    const line = system[i] as Float64Array;
    let rest = line[size] as number;
    for (let j = i + 1; j < size; j += 1) rest -= (line[j] as number) * (solution[j] as number);
    solution[i] = rest / (line[i] as number);
  }
  return solution;
}

/** The time is learnt from the moments at which a forecast would be raised at these probabilities. */
const raisings_p = [0.7, 0.8, 0.9] as const;

interface Timing {
  readonly line: readonly number[];
  readonly early: number;
  readonly late: number;
}

function timingRow({ growth, straight_s }: Case): readonly number[] {
  return [1, growth, Math.log(straight_s / 100)];
}

function fitTiming(cases: readonly Case[], weights: readonly number[]): Timing {
  const bySeries = Map.groupBy(cases, ({ series }) => series);
  const used = raisings_p.flatMap((least) =>
    [...bySeries.values()].flatMap((entries) => {
      const first = entries.find((entry) => toProbability(weights, entry.features) >= least);
      return first === undefined || came(first) === 0 ? [] : [first];
    }),
  );
  const system = Array.from({ length: 3 }, () => new Float64Array(4));
  for (const entry of used) {
    const target = Math.log(entry.breach_s / entry.straight_s);
    const weight = entry.isReal ? realWeight : 1;
    addTo(system, { row: timingRow(entry), weight, target: weight * target });
  }
  const line = solve(system);
  const errors = used.map((entry) => Math.log(entry.breach_s / expected(line, entry)));
  const middle = quantile(errors, 0.5);
  return {
    line: [(line[0] ?? 0) + middle, line[1] ?? 0, line[2] ?? 0],
    early: Math.exp(quantile(errors, 0.1) - middle),
    late: Math.exp(quantile(errors, 0.9) - middle),
  };
}

function expected(line: readonly number[], entry: Case): number {
  return (
    entry.straight_s * Math.exp(timingRow(entry).reduce((sum, value, i) => sum + value * (line[i] ?? 0), 0))
  );
}

/** What happens at the first moment at which `pmin` is said, by models that have not seen the test. */
function describe(
  cases: readonly Case[],
  models: readonly { weights: readonly number[]; timing: Timing }[],
): void {
  for (const horizon_s of horizons_s) {
    for (const pmin of [0.5, 0.8, 0.9]) {
      for (const isReal of [true, false]) {
        const bySeries = Map.groupBy(
          cases.filter((entry) => entry.horizon_s === horizon_s && entry.isReal === isReal),
          ({ series }) => series,
        );
        const raised = [...bySeries.values()].flatMap((entries) => {
          const first = entries.find(
            (entry) => toProbability(models[entry.fold]?.weights ?? [], entry.features) >= pmin,
          );
          return first === undefined ? [] : [first];
        });
        const said = mean(
          raised.map((entry) => toProbability(models[entry.fold]?.weights ?? [], entry.features)),
        );
        const trueOnes = raised.filter((entry) => came(entry) === 1);
        const inBand = trueOnes.filter((entry) => {
          const timing = models[entry.fold]?.timing;
          const middle_s = expected(timing?.line ?? [], entry);
          return (
            entry.breach_s >= middle_s * (timing?.early ?? NaN) &&
            entry.breach_s <= middle_s * (timing?.late ?? NaN)
          );
        });
        const settled = [...bySeries.values()].filter(([entry]) => entry?.breach_s === Infinity).length;
        const falseOnes = raised.filter((entry) => entry.breach_s === Infinity).length;
        const lead_s = quantile(
          raised.filter((entry) => entry.breach_s < Infinity).map((entry) => entry.breach_s),
          0.5,
        );
        process.stdout.write(
          `${isReal ? 'recorded ' : 'simulated'} horizon ${horizon_s} p>=${pmin}: raised ${raised.length}, said ${said.toFixed(2)}, ` +
            `came ${(trueOnes.length / raised.length).toFixed(2)}, median lead ${lead_s.toFixed(0)} s, in band ${(inBand.length / trueOnes.length).toFixed(2)}, ` +
            `warned of ${falseOnes} of ${settled} that settle\n`,
        );
      }
    }
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const channels = await readCableChannels(join(process.argv[2] ?? '', 'carolfire_cable_temps'));
const cases = gatherAll(channels);
const models = Array.from({ length: folds }, (_, fold) => {
  const others = cases.filter((entry) => entry.fold !== fold);
  const weights = fitLogistic(others);
  return { weights, timing: fitTiming(others, weights) };
});
process.stdout.write(`${cases.length} cases; cross-validated in ${folds} groups of tests:\n`);
describe(cases, models);
describeAsked(channels, models);
const weights = fitLogistic(cases);
for (const [i, name] of cableFeatureNames.entries())
  process.stdout.write(`${name}: ${weights[i]?.toFixed(3)}\n`);
process.stdout.write(`${JSON.stringify(fitTiming(cases, weights))}\n`);
