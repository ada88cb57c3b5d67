import type { RuleView } from '../../../domain/rule-set.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { say } from '../shell/language.ts';
import { conditionWords } from './condition-words.ts';
import { t } from './phrases.ts';
import { delayWords, placeWords } from './rule-facts.ts';
import { RuleSeverities } from './rule-name.tsx';
import { stateOf } from './rule-noise.ts';
import { RuleRecord } from './rule-record.tsx';
import { changedRules, rulePartsOf } from './rule-yaml.ts';
import { baseFiles, draftFiles, inForce } from './rule-store.ts';
import { statePhrases } from './rule-list.tsx';

/** One rule: what it says, why it is there, how it is written, and how it has done. */
export function RulePage({ rules, id }: { rules: readonly RuleView[]; id: string }) {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) {
    return (
      <EmptyState title={t('noSuchRule', { id })}>
        <a href="/rules">{t('allRules')}</a>
      </EmptyState>
    );
  }
  const state = stateOf(rule, changedRules(baseFiles.value, draftFiles.value));
  return (
    <article class="rule-page" data-testid="rule-page">
      <header class="rule-page-head">
        <RuleSeverities rule={rule} />
        <h2>{say(rule.title)}</h2>
        <span class="dim">{rule.id}</span>
        <span class="tag">{t(statePhrases[state])}</span>
        <span class="spring" />
        <a class="button" href={`/rules?view=trial${rule.kind === 'any' ? '' : `&kind=${rule.kind}`}`}>
          {t('tryOnHistory')}
        </a>
        <a
          class="button"
          href={`/rules?view=edit&file=${encodeURIComponent(rule.file)}&line=${lineOf(rule) ?? rule.line}`}
        >
          {t('editRule')}
        </a>
      </header>
      {rule.disabledBecause !== null && (
        <p class="error">
          {t('brokenBecause')} {rule.disabledBecause}
        </p>
      )}
      <div class="rule-columns">
        <div class="rule-column">
          <Saying rule={rule} />
          <section>
            <h3>{t('why')}</h3>
            <p class="rule-prose">{rule.reason}</p>
            <p class="dim rule-prose">
              {t('source')} {rule.source}
            </p>
          </section>
          <section>
            <h3>{t('advice')}</h3>
            <p class="rule-prose">{say(rule.advice)}</p>
          </section>
          <Written rule={rule} />
        </div>
        <RuleRecord rule={rule} />
      </div>
    </article>
  );
}

function Saying({ rule }: { rule: RuleView }) {
  const { kind } = rule;
  return (
    <section>
      <h3>{t('says')}</h3>
      <ul class="rule-saying">
        <li>{conditionWords(rule.when, kind)}</li>
        {rule.and.map((condition) => (
          <li key={JSON.stringify(condition)}>
            <span class="dim">{t('andToo')}</span> {conditionWords(condition, kind)}
          </li>
        ))}
        {rule.unless.map((condition) => (
          <li key={JSON.stringify(condition)}>
            <span class="dim">{t('unless')}</span> {conditionWords(condition, kind)}
          </li>
        ))}
      </ul>
      <dl class="facts">
        {delayWords(rule).map(([name, words]) => (
          <>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </>
        ))}
        <dt>{t('where')}</dt>
        <dd>{rule.only === null ? t('everywhere') : rule.only.map(placeWords).join(', ')}</dd>
        {rule.overrides.map((override) => (
          <>
            <dt>{placeWords(override.place)}</dt>
            <dd>
              {conditionWords(override.when, kind)} <span class="dim">— {override.reason}</span>
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function lineOf(rule: RuleView): number | undefined {
  return partOf(rule)?.line;
}

function partOf({ id, file }: RuleView) {
  const found = inForce.value?.files.find(({ name }) => name === file);
  return found === undefined ? undefined : rulePartsOf(found).find((part) => part.id === id);
}

function Written({ rule }: { rule: RuleView }) {
  const part = partOf(rule);
  if (part === undefined) return null;
  return (
    <section>
      <h3>
        {t('written')} · {rule.file}:{part.line}
      </h3>
      <pre class="rule-yaml" tabIndex={0} aria-label={t('written')}>
        {part.text}
      </pre>
    </section>
  );
}
