import type { Severity } from '../../domain/severity.ts';
import type { Rule } from '../../rules/rule.ts';
import { simulateHistory } from '../../simulators/history.ts';
import { runEngine } from '../run-engine.ts';
import type { SimulatedCase } from './simulated-cases.ts';

const day_ms = 86_400_000;

/** What a device's life came to. Times in ms. */
export interface SimulatedLife {
  readonly scenario: string;
  readonly isBenign: boolean;
  readonly interval_s: number;
  readonly days: number;
  /** Of these, how many passed before trouble began; all of them where none did. */
  readonly sound_days: number;
  readonly alerts: readonly SimulatedAlert[];
  /** When trouble began that may end in a failure; null where nothing did. */
  readonly signAt: number | null;
  /** The first failure: what a warning should come before. */
  readonly failedAt: number | null;
  /** What failed, as the ground truth has it; empty where nothing did. */
  readonly failure: string;
  /** When people were trapped. */
  readonly trappedAt: readonly number[];
}

export interface SimulatedAlert {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly isForecast: boolean;
  readonly at: number;
}

/** Lets a device live as it is simulated, through the product's engine. */
export function liveThrough(rules: readonly Rule[], one: SimulatedCase): SimulatedLife {
  const { scenario, seed, interval_s, days } = one;
  const { name, kind, isBenign } = scenario;
  const { readings, truth } = simulateHistory({
    scenario: name,
    seed,
    interval_s,
    ...(days === null ? {} : { days }),
  });
  const alerts = runEngine({ rules, kind, samples: readings })
    .filter(({ change, retrospective }) => change === 'raise' && !retrospective)
    .map(({ ruleId, severity, forecast, heardAt }) => ({
      ruleId,
      severity,
      isForecast: forecast !== null,
      at: heardAt,
    }));
  const [first, last] = [readings[0]?.time ?? 0, readings.at(-1)?.time ?? 0];
  const signAt = truth.find(({ role }) => role === 'sign')?.time ?? null;
  const failed = truth.find(({ role }) => role === 'failure');
  return {
    scenario: name,
    isBenign,
    interval_s,
    days: (last - first) / day_ms,
    sound_days: ((signAt ?? last) - first) / day_ms,
    alerts,
    signAt,
    failedAt: failed?.time ?? null,
    failure: failed?.event ?? '',
    trappedAt: truth.filter(({ event }) => event === 'entrapment').map(({ time }) => time),
  };
}
