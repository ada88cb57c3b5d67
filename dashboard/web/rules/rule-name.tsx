import { kinds } from '../../../domain/kinds.ts';
import type { RuleView } from '../../../domain/rule-set.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { rulePath } from '../shell/router.ts';
import { t } from './phrases.ts';
import type { RuleState } from './rule-noise.ts';

/** How bad a rule's alerts can be, the worst first. */
export function RuleSeverities({ rule }: { rule: RuleView }) {
  if (!rule.announce) return <span class="dim">—</span>;
  return (
    <span class="rule-severities">
      {rule.severities.toReversed().map((severity) => (
        <SeverityMark key={severity} severity={severity} hollow />
      ))}
    </span>
  );
}

/** A rule's name with its id and kind, and what is unusual about it. */
export function RuleName({ rule, state }: { rule: RuleView; state: RuleState }) {
  return (
    <>
      <a class="rule-title" href={rulePath(rule.id)}>
        {say(rule.title)}
      </a>
      <span class="rule-id dim">
        {rule.kind === 'any' ? t('anyKind') : say(kinds[rule.kind].label)} · {rule.id}
      </span>
      {state === 'ingredient' && <span class="tag">{t('stateIngredient')}</span>}
      {state === 'changed' && <span class="tag">{t('stateChanged')}</span>}
      {rule.forecastRecord !== null && <span class="tag">{t('forecast')}</span>}
      {rule.disabledBecause !== null && (
        <p class="error">
          {t('stateBroken')} · {rule.disabledBecause}
        </p>
      )}
    </>
  );
}
