import type { SensorKind } from '../../domain/kinds.ts';
import { findModel } from '../foresight/models.ts';
import type { Rule } from '../rule.ts';
import { compileAbsence } from './absence.ts';
import { compileAll } from './all.ts';
import { compileAny } from './any.ts';
import { compileComparison } from './comparison.ts';
import { keyOf, type ConditionEntry, type ConditionKey } from './condition-entry.ts';
import { compileDeviation } from './deviation.ts';
import type { CompileContext, Evaluator } from './evaluator.ts';
import { createForecast, forecastSlots, type ForecastSettings } from './forecast.ts';
import { foretoldMetrics, foretoldThresholds, keepShare, type ForecastEntry } from './forecast-entry.ts';
import { compileNot } from './not.ts';
import { compileStuck } from './stuck.ts';
import { compileSequence } from './sequence.ts';
import { compileRelation } from './relation.ts';
import { compileRate } from './rate.ts';
import { compileMachine } from './machine.ts';
import { compileDuring } from './during.ts';
import { compileDuration } from './duration.ts';
import { compileCount } from './count.ts';
import { compileChange } from './change.ts';

/** What of a rule says when it speaks. */
export interface RuleConditions {
  readonly when: ConditionEntry;
  readonly and: readonly ConditionEntry[];
  readonly unless: readonly ConditionEntry[];
}

export interface CompiledCondition {
  /** `when` and all of `and`. */
  readonly evaluator: Evaluator;
  /** Any of `unless`, in the same memory; to be observed too where it has slots. Null when there is none. */
  readonly unless: Evaluator | null;
  /** Numbers of memory per device, of both together. */
  readonly slots: number;
  /** Set where `when` is a forecast. */
  readonly forecast: ForecastSettings | null;
}

/**
 * The conditions of a checked rule for one kind. `rules` by id: a forecast looks up the thresholds of the rule
 * whose breach it foretells. Throws where a rule is not what the checks let pass.
 */
export function compileCondition(
  { when, and, unless }: RuleConditions,
  kind: SensorKind,
  rules: ReadonlyMap<string, Pick<Rule, 'when'>>,
): CompiledCondition {
  let slots = 0;
  let forecast: ForecastSettings | null = null;
  const context: CompileContext = {
    kind,
    reserve(count) {
      slots += count;
      return slots - count;
    },
    compile: (entry) => compile(entry as ConditionEntry),
  };

  function compile(entry: ConditionEntry): Evaluator {
    const key = keyOf(entry);
    if (key === null) return compileComparison(entry, context);
    return compileKey(key, entry);
  }

  function compileKey(key: ConditionKey, entry: ConditionEntry): Evaluator {
    const inside = (entry.all ?? entry.any ?? []).map((inner) => context.compile(inner));
    if (entry.rate !== undefined) return compileRate(entry.rate, context);
    if (entry.count !== undefined) return compileCount(entry.count, context);
    if (entry.sequence !== undefined) return compileSequence(entry.sequence, context);
    if (entry.duration !== undefined) return compileDuration(entry.duration, context);
    if (entry.absence !== undefined) return compileAbsence(entry.absence, context);
    if (entry.stuck !== undefined) return compileStuck(entry.stuck, context);
    if (entry.relation !== undefined) return compileRelation(entry.relation, context);
    if (entry.change !== undefined) return compileChange(entry.change, context);
    if (entry.machine !== undefined) return compileMachine(entry.machine, context);
    if (entry.deviation !== undefined) return compileDeviation(entry.deviation, context);
    if (entry.forecast !== undefined) return compileForecast(entry.forecast);
    if (entry.during !== undefined) return compileDuring(entry.during);
    if (entry.all !== undefined) return compileAll(inside, { leads: false });
    if (entry.any !== undefined) return compileAny(inside);
    if (entry.not !== undefined) return compileNot(context.compile(entry.not));
    throw new Error(`${key} does not apply to a device`);
  }

  function compileForecast(entry: ForecastEntry): Evaluator {
    const model = findModel(entry.model);
    if (model === undefined) throw new Error(`there is no model ${entry.model}`);
    const metrics = foretoldMetrics(entry);
    const evaluator = createForecast({
      kind,
      metrics,
      breachRuleId: entry.breach,
      thresholds: foretoldThresholds(entry, rules.get(entry.breach)?.when),
      within_s: entry.within_s,
      minProbability: entry.min_probability,
      keepProbability: entry.keep_probability ?? entry.min_probability * keepShare,
      model,
      memoryOffset: context.reserve(forecastSlots(metrics.length, model)),
    });
    forecast = evaluator.forecast;
    return evaluator;
  }

  const first = compile(when);
  const rest = and.map(compile);
  const exceptions = unless.map(compile);
  return {
    evaluator: rest.length === 0 ? first : compileAll([first, ...rest], { leads: true }),
    unless: exceptions.length > 1 ? compileAny(exceptions) : (exceptions[0] ?? null),
    slots,
    forecast,
  };
}
