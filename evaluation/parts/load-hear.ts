import type { Rule } from '../../rules/rule.ts';
import { runEngine, type Sample } from '../run-engine.ts';
import type { RaisedForecast } from './cable-drive.ts';

/** A forecast as the product raised it, with the threshold it was about. */
export interface HeardForecast extends RaisedForecast {
  readonly ruleId: string;
  readonly threshold: number;
}

/**
 * What the product foretells of an electrical monitor with these samples, for one model; with when the breach
 * really came while the forecast stood. Empty where the rules hold no forecast by that model.
 */
export function hearElectrical(
  rules: readonly Rule[],
  { model, samples }: { readonly model: string; readonly samples: readonly Sample[] },
): readonly HeardForecast[] {
  const ids = new Set(rules.filter(({ when }) => when.forecast?.model === model).map(({ id }) => id));
  if (ids.size === 0) return [];
  const heard: HeardForecast[] = [];
  const open = new Map<string, HeardForecast>();
  for (const { change, ruleId, retrospective, heardAt, forecast, outcome } of runEngine({
    rules: rules.filter(({ kind }) => kind === 'electrical'),
    kind: 'electrical',
    samples,
  })) {
    if (!ids.has(ruleId) || retrospective) continue;
    if (change === 'raise' && forecast !== null) {
      open.set(ruleId, {
        ruleId,
        threshold: forecast.threshold,
        at: heardAt,
        probability: forecast.probability,
        expectedAt: forecast.expectedAt,
        earliestAt: forecast.earliestAt,
        latestAt: forecast.latestAt,
        breachAt: Infinity,
      });
    }
    const standing = open.get(ruleId);
    if (outcome === null || standing === undefined) continue;
    heard.push(outcome.result === 'breached' ? { ...standing, breachAt: heardAt } : standing);
    open.delete(ruleId);
  }
  return [...heard, ...open.values()].sort((a, b) => a.at - b.at);
}
