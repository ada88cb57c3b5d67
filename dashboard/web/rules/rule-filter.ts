import type { RuleView } from '../../../domain/rule-set.ts';
import type { Text } from '../../../domain/text.ts';
import { ruleStates, stateOf, type RuleNoise, type RuleState } from './rule-noise.ts';

/** What is looked for among the rules, and in which order; as the address has it. */
export interface RuleFilter {
  readonly kind: string | null;
  readonly state: RuleState | null;
  readonly severity: number | null;
  readonly search: string;
  readonly sort: 'name' | 'noise';
}

export function toRuleFilter(query: URLSearchParams): RuleFilter {
  const severity = Number(query.get('severity'));
  return {
    kind: query.get('kind'),
    state: ruleStates.find((state) => state === query.get('state')) ?? null,
    severity: severity >= 1 && severity <= 4 ? severity : null,
    search: query.get('search') ?? '',
    sort: query.get('sort') === 'noise' ? 'noise' : 'name',
  };
}

/** The rules that are looked for; by title, or the noisiest first. */
export function filterRules(
  rules: readonly RuleView[],
  { kind, state, severity, search, sort }: RuleFilter,
  about: {
    readonly changed: readonly string[];
    readonly noise: ReadonlyMap<string, RuleNoise> | null;
    readonly say: (text: Text) => string;
  },
): readonly RuleView[] {
  const wanted = search.trim().toLowerCase();
  const found = rules.filter(
    (rule) =>
      (kind === null || rule.kind === kind) &&
      (state === null || stateOf(rule, about.changed) === state) &&
      (severity === null || rule.severities.some((each) => each === severity)) &&
      (wanted === '' ||
        [rule.id, rule.title.zh, rule.title.en, rule.file].some((text) =>
          text.toLowerCase().includes(wanted),
        )),
  );
  const names = new Map(found.map((rule) => [rule.id, about.say(rule.title)]));
  const byName = (a: RuleView, b: RuleView) =>
    (names.get(a.id) ?? '').localeCompare(names.get(b.id) ?? '', 'zh');
  const loudness = ({ id }: RuleView) => about.noise?.get(id)?.announced ?? 0;
  return found.toSorted((a, b) =>
    sort === 'noise' ? loudness(b) - loudness(a) || byName(a, b) : byName(a, b),
  );
}
