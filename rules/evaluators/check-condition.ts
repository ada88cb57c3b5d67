import { checkAbsence } from './absence.ts';
import { checkChange } from './change.ts';
import type { Check, Path } from './check.ts';
import { checkComparison, comparisonKeys } from './comparison.ts';
import { conditionKeys, type ConditionEntry, type ConditionKey } from './condition-entry.ts';
import { checkCount } from './count.ts';
import { checkDeviation } from './deviation-entry.ts';
import { checkDuration } from './duration.ts';
import { checkDuring } from './during.ts';
import { checkForecast } from './forecast-entry.ts';
import { conditionLimits } from './limits.ts';
import { checkMachine } from './machine-entry.ts';
import { checkRate } from './rate.ts';
import { checkRelation } from './relation.ts';
import { checkSequence } from './sequence.ts';
import { checkStuck } from './stuck.ts';

/** Conditions that remember how another one inside of them went, from reading to reading. */
const remembering: ReadonlySet<ConditionKey> = new Set([
  'count',
  'sequence',
  'duration',
  'machine',
  'deviation',
]);

/** Where a condition stands. */
interface Standing {
  readonly depth: number;
  /** Directly under `when`: levels, forecasts and quorums stand nowhere else. */
  readonly isTop: boolean;
  /** The remembering condition that it is inside of; null when there is none. */
  readonly inside: ConditionKey | null;
}

/** How many conditions one rule may still hold; shared by all of its parts. */
export interface Budget {
  conditions: number;
}

/** Everything about a condition that the schema cannot say, with all that is inside of it. */
export function checkCondition(
  entry: ConditionEntry,
  path: Path,
  context: Pick<Check, 'kind' | 'report'> & { budget: Budget; isTop: boolean },
): void {
  walk(entry, path, { ...context, standing: { depth: 1, isTop: context.isTop, inside: null } });
}

function walk(
  entry: ConditionEntry,
  path: Path,
  context: Pick<Check, 'kind' | 'report'> & { budget: Budget; standing: Standing },
): void {
  const { report, budget, standing } = context;
  const { depth_max, conditionsPerRule_max } = conditionLimits;
  if (standing.depth > depth_max) {
    report(path, `conditions nested deeper than ${depth_max}`, 'say it with several rules');
    return;
  }
  budget.conditions += 1;
  if (budget.conditions > conditionsPerRule_max) {
    report(path, `more than ${conditionsPerRule_max} conditions in one rule`, 'split it');
    return;
  }
  const compared = Object.keys(comparisonKeys).filter((key) => key in entry);
  const keys = conditionKeys.filter((key) => entry[key] !== undefined);
  const [key = null] = keys;
  if (keys.length > 1 || (key !== null && compared.length > 0)) {
    const given = [...keys, ...compared];
    report(
      path,
      `${given.join(' and ')} cannot go together`,
      'one kind of condition each; all: joins several',
    );
    return;
  }
  checkStanding({ key, entry, path }, context);
  const check: Check = {
    ...context,
    condition: (inner, place) =>
      walk(inner as ConditionEntry, place, {
        ...context,
        standing: {
          depth: standing.depth + 1,
          isTop: false,
          inside: key !== null && remembering.has(key) ? key : standing.inside,
        },
      }),
  };
  if (key === null) checkComparison(entry, path, check);
  else checkKey({ key, entry, path }, check);
}

function checkStanding(
  { key, entry, path }: { key: ConditionKey | null; entry: ConditionEntry; path: Path },
  { report, standing }: { report: Check['report']; standing: Standing },
): void {
  const { isTop, inside } = standing;
  if (!isTop && (key === 'forecast' || key === 'quorum')) {
    report(path, `${key} stands only directly under when`, 'make it a rule of its own');
  }
  if (!isTop && entry.levels !== undefined) {
    report([...path, 'levels'], 'levels stand only directly under when', 'give a single threshold here');
  }
  if (key === 'absence' && inside !== null) {
    const hint = 'silence ends with the very reading that would show it; use sequence with missing';
    report(path, `absence inside of ${inside} is never seen`, hint);
  }
}

function checkKey(
  { key, entry, path }: { key: ConditionKey; entry: ConditionEntry; path: Path },
  check: Check,
): void {
  const place = [...path, key];
  if (entry.rate !== undefined) checkRate(entry.rate, place, check);
  if (entry.count !== undefined) checkCount(entry.count, place, check);
  if (entry.sequence !== undefined) checkSequence(entry.sequence, place, check);
  if (entry.duration !== undefined) checkDuration(entry.duration, place, check);
  if (entry.absence !== undefined) checkAbsence(entry.absence, place, check);
  if (entry.stuck !== undefined) checkStuck(entry.stuck, place, check);
  if (entry.relation !== undefined) checkRelation(entry.relation, place, check);
  if (entry.change !== undefined) checkChange(entry.change, place, check);
  if (entry.machine !== undefined) checkMachine(entry.machine, place, check);
  if (entry.deviation !== undefined) checkDeviation(entry.deviation, place, check);
  if (entry.forecast !== undefined) checkForecast(entry.forecast, place, check);
  if (entry.during !== undefined) checkDuring(entry.during, place, check);
  for (const [index, inner] of (entry.all ?? entry.any ?? []).entries()) {
    check.condition(inner, [...place, index]);
  }
  if (entry.not !== undefined) check.condition(entry.not, place);
}
