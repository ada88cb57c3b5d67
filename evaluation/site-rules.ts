import type { Rule } from '../rules/rule.ts';

/** The rules as a site sets them that has one threshold of its own for the breach which a model foretells. */
export function atThreshold(
  rules: readonly Rule[],
  { model, threshold }: { readonly model: string; readonly threshold: number },
): readonly Rule[] {
  const breaches = new Set(
    rules.filter(({ when }) => when.forecast?.model === model).map(({ when }) => when.forecast?.breach),
  );
  return rules.map((rule) => {
    if (!breaches.has(rule.id)) return rule;
    const { levels: _levels, ...when } = rule.when;
    return { ...rule, when: { ...when, at_least: threshold }, severities: rule.severities.slice(0, 1) };
  });
}

/** The rules with another operating point of a model's forecasts: what else could ship. */
export function atPoint(
  rules: readonly Rule[],
  {
    model,
    min_probability,
    keep_probability,
  }: { readonly model: string; readonly min_probability: number; readonly keep_probability: number },
): readonly Rule[] {
  return rules.map((rule) => {
    const { forecast } = rule.when;
    if (forecast?.model !== model) return rule;
    return { ...rule, when: { forecast: { ...forecast, min_probability, keep_probability } } };
  });
}
