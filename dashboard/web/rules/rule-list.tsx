import { kindNames, kinds } from '../../../domain/kinds.ts';
import type { RuleSetView, RuleView } from '../../../domain/rule-set.ts';
import { severities } from '../../../domain/severity.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { say } from '../shell/language.ts';
import { go, route, setQuery } from '../shell/router.ts';
import { conditionWords } from './condition-words.ts';
import { OffRules } from './off-rules.tsx';
import { t } from './phrases.ts';
import { filterRules, toRuleFilter } from './rule-filter.ts';
import { NoiseCells } from './noise-cells.tsx';
import { ruleStates, stateOf, type RuleNoise, type RuleState } from './rule-noise.ts';
import { RuleName, RuleSeverities } from './rule-name.tsx';
import { changedRules } from './rule-yaml.ts';
import { baseFiles, draftFiles } from './rule-store.ts';

export const statePhrases = {
  on: 'stateOn',
  changed: 'stateChanged',
  ingredient: 'stateIngredient',
  broken: 'stateBroken',
} as const satisfies Record<RuleState, string>;

/** Every rule: how bad, what it says, and how much it rings. Filters are in the address. */
export function RuleList(props: {
  readonly rules: readonly RuleView[];
  /** Null while nobody knows. */
  readonly noise: ReadonlyMap<string, RuleNoise> | null;
  readonly sets: readonly RuleSetView[];
}) {
  const { rules, noise } = props;
  const filter = toRuleFilter(route.value.query);
  const changed = changedRules(baseFiles.value, draftFiles.value);
  const shown = filterRules(rules, filter, { changed, noise, say });
  const loudest = Math.max(1, ...[...(noise?.values() ?? [])].map(({ announced }) => announced));
  return (
    <>
      <Filters rules={rules} changed={changed} />
      {shown.length === 0 ? (
        <EmptyState title={t('noRuleMatches')}>
          <button type="button" onClick={() => go('/rules', { replace: true })}>
            {t('allRules')}
          </button>
        </EmptyState>
      ) : (
        <div class="card table-scroll">
          <table class="table rule-table" data-testid="rule-table">
            <thead>
              <tr>
                <th>{t('severity')}</th>
                <SortHead by="name" current={filter.sort} words={t('rule')} />
                <th>{t('says')}</th>
                <SortHead by="noise" current={filter.sort} words={t('noise30')} />
                <th class="number">{t('falseShare')}</th>
                <th class="number">{t('chattering')}</th>
                <th>{t('forecastRecord')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((rule) => (
                <tr key={rule.id} class={rule.disabledBecause === null ? undefined : 'is-broken'}>
                  <td>
                    <RuleSeverities rule={rule} />
                  </td>
                  <td class="rule-name-cell">
                    <RuleName rule={rule} state={stateOf(rule, changed)} />
                  </td>
                  <td class="rule-says">{conditionWords(rule.when, rule.kind)}</td>
                  <NoiseCells rule={rule} noise={noise} loudest={loudest} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <OffRules present={rules} sets={props.sets} />
    </>
  );
}

function SortHead({ by, current, words }: { by: 'name' | 'noise'; current: string; words: string }) {
  const isCurrent = by === current;
  return (
    <th aria-sort={isCurrent ? (by === 'noise' ? 'descending' : 'ascending') : undefined}>
      <button class="sort" type="button" onClick={() => setQuery({ sort: by === 'name' ? null : by })}>
        {words} <span aria-hidden="true">{isCurrent ? (by === 'noise' ? '▼' : '▲') : ''}</span>
      </button>
    </th>
  );
}

function Filters({ rules, changed }: { rules: readonly RuleView[]; changed: readonly string[] }) {
  const filter = toRuleFilter(route.value.query);
  const counts = Map.groupBy(rules, (rule) => stateOf(rule, changed));
  return (
    <div class="rule-filters" role="search">
      <input
        type="search"
        aria-label={t('searchRules')}
        placeholder={t('searchRules')}
        value={filter.search}
        onInput={(event) => setQuery({ search: event.currentTarget.value })}
      />
      <select
        aria-label={t('kind')}
        value={filter.kind ?? ''}
        onChange={(event) => setQuery({ kind: event.currentTarget.value })}
      >
        <option value="">{t('allKinds')}</option>
        {kindNames.map((kind) => (
          <option key={kind} value={kind}>
            {say(kinds[kind].label)}
          </option>
        ))}
        <option value="any">{t('anyKind')}</option>
      </select>
      <select
        aria-label={t('severity')}
        value={String(filter.severity ?? '')}
        onChange={(event) => setQuery({ severity: event.currentTarget.value })}
      >
        <option value="">{t('allSeverities')}</option>
        {severities.map(({ level, label }) => (
          <option key={level} value={level}>
            {level} {say(label)}
          </option>
        ))}
      </select>
      <div class="rule-states" role="group" aria-label={t('state')}>
        <button type="button" aria-pressed={filter.state === null} onClick={() => setQuery({ state: null })}>
          {t('allStates')} {rules.length}
        </button>
        {ruleStates
          .filter((state) => counts.has(state) || filter.state === state)
          .map((state) => (
            <button
              key={state}
              type="button"
              aria-pressed={filter.state === state}
              onClick={() => setQuery({ state: filter.state === state ? null : state })}
            >
              {t(statePhrases[state])} {counts.get(state)?.length ?? 0}
            </button>
          ))}
      </div>
    </div>
  );
}
