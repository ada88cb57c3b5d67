import { quorumNames } from './evaluators/quorum-entry.ts';
import { foretoldMetrics, foretoldThresholds } from './evaluators/forecast-entry.ts';
import { rulesLimits } from './limits.ts';
import type { Rule, RuleError } from './rule.ts';

/**
 * What only shows across files: an id used twice, too many rules for a kind, forecasts and quorums that speak
 * of rules which do not exist or cannot be meant, quorums that go round in a circle. When the set is not
 * complete because some file is wrong, rules that are not found are not told of.
 */
export function checkTogether(
  rules: readonly Rule[],
  { isComplete }: { isComplete: boolean },
): readonly RuleError[] {
  const errors: RuleError[] = [];
  const byId = new Map<string, Rule>();
  const counts = new Map<string, number>();
  for (const rule of rules) {
    const other = byId.get(rule.id);
    if (other === undefined) byId.set(rule.id, rule);
    else {
      const hint = `it is already in ${other.file}, line ${other.line}`;
      errors.push(fault(rule, `duplicate id ${rule.id}`, hint));
    }
    const count = (counts.get(rule.kind) ?? 0) + 1;
    counts.set(rule.kind, count);
    if (count === rulesLimits.rulesPerKind_max + 1) {
      errors.push(fault(rule, `more than ${rulesLimits.rulesPerKind_max} rules for ${rule.kind}`, ''));
    }
  }
  for (const rule of rules) {
    errors.push(...checkForecast(rule, byId, isComplete));
    if (isComplete) errors.push(...checkQuorum(rule, rules));
  }
  errors.push(...checkCircles(rules));
  return errors;
}

function fault({ file, line }: Rule, message: string, hint: string): RuleError {
  return { file, line, message, hint };
}

function checkForecast(
  rule: Rule,
  byId: ReadonlyMap<string, Rule>,
  isComplete: boolean,
): readonly RuleError[] {
  const { forecast } = rule.when;
  if (forecast === undefined) return [];
  const breach = byId.get(forecast.breach);
  if (breach === undefined) {
    if (!isComplete) return [];
    const near = [...byId.values()].filter(({ kind }) => kind === rule.kind).map(({ id }) => id);
    const hint = `rules of kind ${rule.kind}: ${near.join(', ')}`;
    return [fault(rule, `${rule.id}: there is no rule ${forecast.breach} to foretell`, hint)];
  }
  if (breach.kind !== rule.kind) {
    return [fault(rule, `${rule.id}: ${breach.id} is about ${breach.kind}, not ${rule.kind}`, '')];
  }
  const metrics = [breach.when.metric ?? [], breach.when.metrics ?? []].flat();
  const strange = foretoldMetrics(forecast).find((name) => !metrics.includes(name));
  if (strange !== undefined) {
    const about =
      metrics.length === 0 ? 'it is no comparison of a metric' : `it compares ${metrics.join(', ')}`;
    return [fault(rule, `${rule.id}: ${breach.id} is not about ${strange}`, about)];
  }
  if (foretoldThresholds(forecast, breach.when).length === 0) {
    const hint = 'only values that rise to a threshold (at_least) are looked ahead on';
    return [fault(rule, `${rule.id}: ${breach.id} has no at_least to foretell`, hint)];
  }
  return [];
}

function checkQuorum(rule: Rule, rules: readonly Rule[]): readonly RuleError[] {
  const { quorum } = rule.when;
  if (quorum === undefined) return [];
  return quorum.rules
    .filter((name) => !rules.some(({ id }) => quorumNames({ rules: [name] }, id)))
    .map((name) => fault(rule, `${rule.id}: there is no rule ${name}`, 'quorum counts rules by their ids'));
}

/** Quorums may count quorums, but not themselves by a detour. Each circle is told once, with its way. */
function checkCircles(rules: readonly Rule[]): readonly RuleError[] {
  const quorums = rules.filter(({ when }) => when.quorum !== undefined);
  const errors: RuleError[] = [];
  const done = new Set<Rule>();
  function walk(rule: Rule, way: readonly Rule[]): void {
    const start = way.indexOf(rule);
    if (start >= 0) {
      const circle = [...way.slice(start), rule].map(({ id }) => id).join(' → ');
      errors.push(fault(rule, `quorums go round in a circle: ${circle}`, 'take one of them out'));
      return;
    }
    if (done.has(rule)) return;
    for (const other of quorums) {
      if (quorumNames({ rules: rule.when.quorum?.rules ?? [] }, other.id)) walk(other, [...way, rule]);
    }
    done.add(rule);
  }
  for (const rule of quorums) walk(rule, []);
  return errors;
}
