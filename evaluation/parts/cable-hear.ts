import { cableModel } from '../../rules/foresight/cable.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Series } from '../baselines.ts';
import { driveForecast, type RaisedForecast } from './cable-drive.ts';
import { hearElectrical, type HeardForecast } from './load-hear.ts';

export type CableForecast = (series: Series, threshold_c: number) => readonly RaisedForecast[];

/** As the shipped rules ask; it stands in where the rules hold no forecast of cable heat. */
const standIn = { within_s: 120, minProbability: 0.9, keepProbability: 0.1, deadband: 5 } as const;

/** How far ahead the rules look, s. */
export function within_sOf(rules: readonly Rule[]): number {
  return ownRule(rules)?.when.forecast?.within_s ?? standIn.within_s;
}

export function isShipped(rules: readonly Rule[]): boolean {
  return ownRule(rules) !== undefined;
}

function ownRule(rules: readonly Rule[]): Rule | undefined {
  return rules.find(({ when }) => when.forecast?.model === 'cable');
}

/** What the product foretells of one cable; each series is played once, for all thresholds. */
export function createCableForecast(rules: readonly Rule[]): CableForecast {
  if (!isShipped(rules)) return driveCable;
  const heard = new WeakMap<Series, readonly HeardForecast[]>();
  return (series, threshold_c) => {
    const known = heard.get(series) ?? hear(rules, series);
    heard.set(series, known);
    return known.filter(({ threshold }) => threshold === threshold_c);
  };
}

/** The model alone, to any threshold. */
export function driveCable(series: Series, threshold: number): readonly RaisedForecast[] {
  return driveForecast(series, { model: cableModel, threshold, ...standIn });
}

function hear(rules: readonly Rule[], series: Series): readonly HeardForecast[] {
  const samples = series.map(({ time, value }) => ({ time, values: { cable_temperature_l1_c: value } }));
  return hearElectrical(rules, { model: 'cable', samples });
}
