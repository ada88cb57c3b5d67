import type { SensorKind } from '../../domain/kinds.ts';
import { scenarios } from '../../simulators/scenarios/scenarios.ts';
import type { ScenarioDefinition } from '../../simulators/scenarios/scenario.ts';

/** One device's simulated life. */
export interface SimulatedCase {
  readonly scenario: ScenarioDefinition;
  readonly seed: number;
  readonly interval_s: number;
  /** Null for the scenario's own length. */
  readonly days: number | null;
}

/** How often devices report: as the kind usually does, and as seldom as thrifty ones. */
const intervals_s: Readonly<Record<SensorKind, readonly [usual: number, seldom: number]>> = {
  smoke: [20, 60],
  electrical: [20, 60],
  elevator: [20, 60],
  water: [60, 180],
};
/** Lives of each scenario at either interval. */
const lives = [6, 2] as const;
/** Baselines learn for up to a week, so a healthy device is watched for three. */
const healthyDays = 21;
/** Rules were chosen on lives with seeds below 1000. */
const seedBase = 1_000;

/** Every scenario at two intervals, several lives each, none of which was looked at when rules were chosen. */
export function simulatedCases(seed: number): readonly SimulatedCase[] {
  return scenarios.flatMap((scenario) =>
    intervals_s[scenario.kind].flatMap((interval_s, index) =>
      Array.from({ length: lives[index] ?? 0 }, (_, life) => ({
        scenario,
        interval_s,
        seed: seedBase * seed + life,
        days: isHealthy(scenario.name) ? healthyDays : null,
      })),
    ),
  );
}

export function isHealthy(scenario: string): boolean {
  return scenario.startsWith('healthy-');
}

/** How much time is wanted between the first warning and the failure, s; the others only report it. */
export const requiredLead_s: Readonly<Record<string, number>> = {
  'door-wear': 86_400,
  'levelling-drift': 86_400,
  'rope-wear': 86_400,
  'insulation-ageing': 3_600,
  'loose-terminal': 3_600,
};

/** Rules that say that somebody is trapped. */
export const entrapmentRules: ReadonlySet<string> = new Set([
  'elevator-entrapment',
  'elevator-entrapment-without-mains',
  'elevator-entrapment-reported',
  'elevator-door-not-opening',
]);

/** Somebody behind a door or between floors, or a lift that looks so, in which nobody is trapped. */
export const looksTrapped: ReadonlySet<string> = new Set([
  'lift-power-loss',
  'fire-recall',
  'firefighter-service',
  'lift-inspection',
  'door-held',
  'healthy-elevator',
]);
