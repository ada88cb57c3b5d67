import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import type { DeviceLimit } from '../domain/rule-set.ts';
import { severityByCode } from '../domain/severity.ts';
import { placesOf } from './compiled-rules.ts';
import type { ConditionEntry } from './evaluators/condition-entry.ts';
import type { Rule } from './rule.ts';

/**
 * The plain limits that a device meets: of each announced rule the values at which it speaks, with what is set
 * otherwise at its place. What looks at more than a value (a rate, a count, several conditions) has no such line.
 * `path`: where the device stands, the nearest place first.
 */
export function limitsAt(
  rules: readonly Rule[],
  { id, kind }: { readonly id: string; readonly kind: SensorKind },
  path: readonly PlaceId[],
): readonly DeviceLimit[] {
  const places = placesOf(id, path);
  return rules
    .filter((rule) => rule.kind === kind && rule.announce)
    .filter(({ only }) => only === null || places.some((place) => only.includes(place)))
    .flatMap((rule) => {
      const own = places
        .map((place) => rule.overrides.find((override) => override.place === place))
        .find((override) => override !== undefined);
      return limitsOf(rule, own?.when ?? rule.when);
    });
}

function limitsOf(rule: Rule, when: ConditionEntry): readonly DeviceLimit[] {
  const metrics = when.metrics ?? (when.metric === undefined ? [] : [when.metric]);
  const worst = rule.severities.at(-1) ?? 1;
  const levels = [
    { ...when, severity: worst },
    ...(when.levels ?? []).map((level) => ({ ...level, severity: severityByCode(level.severity) ?? worst })),
  ];
  return levels.flatMap(({ at_least, at_most, severity }) =>
    metrics.flatMap((metric) => {
      const about = { ruleId: rule.id, title: rule.title, metric, severity };
      const limits: DeviceLimit[] = [];
      if (at_least !== undefined) limits.push({ ...about, comparison: '>=', value: at_least });
      if (at_most !== undefined) limits.push({ ...about, comparison: '<=', value: at_most });
      return limits;
    }),
  );
}
