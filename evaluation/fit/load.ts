import { join } from 'node:path';
import { loadFeatureNames, loadModel, toLoadFeatures } from '../../rules/foresight/load.ts';
import { readHousehold } from '../parts/load-recording.ts';
import { quantile } from '../protocol.ts';
import { fitLogistic } from './logistic.ts';

/**
 * Works out the constants of the load model and prints them with cross-validated figures:
 * `node evaluation/fit/load.ts <folder of recordings>`. Every minute of the household below a threshold is a
 * case, for thresholds that are crossed rarely to often; left out by blocks of six days.
 */
interface Case {
  readonly time: number;
  readonly fold: number;
  readonly threshold: number;
  readonly horizon_s: number;
  readonly features: readonly number[];
  readonly crossing_s: number;
}

const thresholds_a = [20, 25, 30, 35] as const;
const horizons_s = [300, 600, 1_800] as const;
const folds = 6;
/** Larger features have smaller coefficients, which the fit's ridge leaves alone. */
const scale = 10;
/** Below this share of the threshold nothing is near, and nothing is learnt. */
const level_min = 0.3;
const block_ms = 6 * 86_400_000;

const series = await readHousehold(join(process.argv[2] ?? '', 'uci_household_power'));
const cases = thresholds_a.flatMap(gather);

function gather(threshold: number): readonly Case[] {
  const memory = { data: new Float64Array(loadModel.slots).fill(NaN), at: 0 };
  const row = new Float64Array(loadFeatureNames.length);
  const start = series[0]?.time ?? 0;
  const gathered: Case[] = [];
  const crossings = series.filter(({ value }) => value >= threshold).map(({ time }) => time);
  let next = 0;
  for (const { time, value } of series) {
    loadModel.observe(memory, time, value);
    while ((crossings[next] ?? Infinity) <= time) next += 1;
    if (value >= threshold || value < level_min * threshold) continue;
    for (const horizon_s of horizons_s) {
      if (!toLoadFeatures(memory, { threshold, horizon_s }, row)) continue;
      gathered.push({
        time,
        fold: Math.floor((time - start) / block_ms) % folds,
        threshold,
        horizon_s,
        features: Array.from(row).slice(1),
        crossing_s: ((crossings[next] ?? Infinity) - time) / 1_000,
      });
    }
  }
  return gathered;
}

function fit(chosen: readonly Case[]): readonly number[] {
  const columns = loadFeatureNames.length - 1;
  const values = new Float64Array(chosen.length * columns);
  for (const [index, entry] of chosen.entries()) {
    values.set(
      entry.features.map((feature) => feature * scale),
      index * columns,
    );
  }
  const scaled = fitLogistic({
    columns,
    values,
    outcomes: Float64Array.from(chosen, came),
    weights: new Float64Array(chosen.length).fill(1),
  });
  return scaled.map((weight, index) => (index === 0 ? weight : weight * scale));
}

function came({ crossing_s, horizon_s }: Case): number {
  return crossing_s <= horizon_s ? 1 : 0;
}

function toProbability(weights: readonly number[], { features }: Case): number {
  const sum = features.reduce(
    (total, feature, i) => total + feature * (weights[i + 1] ?? 0),
    weights[0] ?? 0,
  );
  return 1 / (1 + Math.exp(-sum));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const models = Array.from({ length: folds }, (_, fold) => fit(cases.filter((entry) => entry.fold !== fold)));
const shares: number[] = [];
for (const threshold of thresholds_a) {
  for (const horizon_s of horizons_s) {
    const chosen = cases.filter((entry) => entry.threshold === threshold && entry.horizon_s === horizon_s);
    for (const least of [0.2, 0.3, 0.4, 0.5]) {
      const raised: { entry: Case; said: number }[] = [];
      let openUntil = -Infinity;
      for (const entry of chosen) {
        const said = toProbability(models[entry.fold] ?? [], entry);
        if (said < 0.4 * least) openUntil = -Infinity;
        if (said < least || entry.time < openUntil) continue;
        openUntil = entry.time + Math.min(entry.crossing_s, horizon_s) * 1_000;
        raised.push({ entry, said });
      }
      const share = mean(raised.map(({ entry }) => came(entry)));
      if (horizon_s === 600 && least >= 0.3) {
        shares.push(
          ...raised.filter(({ entry }) => came(entry) === 1).map(({ entry }) => entry.crossing_s / horizon_s),
        );
      }
      process.stdout.write(
        `${threshold} A, ${horizon_s} s, p>=${least}: raised ${raised.length}, said ${mean(raised.map(({ said }) => said)).toFixed(2)}, came ${share.toFixed(2)}\n`,
      );
    }
  }
}
const weights = fit(cases);
for (const [i, name] of loadFeatureNames.entries())
  process.stdout.write(`${name}: ${weights[i]?.toFixed(3)}\n`);
process.stdout.write(
  `shares of ten minutes: ${[0.1, 0.5, 0.9].map((q) => quantile(shares, q).toFixed(2)).join(' ')}\n`,
);
