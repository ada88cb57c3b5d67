import type { RuleFile, RuleSetView } from '../../domain/rule-set.ts';
import { formatMoment } from './format.ts';
import { t } from './language.ts';
import { clock } from './live-store.ts';
import { changedNames } from './rule-draft.ts';

/** Who put which rules in force, when and why; an earlier set can be the beginning of a new draft. */
export function RuleHistory(props: {
  readonly sets: readonly RuleSetView[] | null;
  readonly take: (files: readonly RuleFile[]) => void;
}) {
  const { sets } = props;
  return (
    <section class="card" aria-labelledby="rule-history-heading">
      <h2 id="rule-history-heading">{t('ruleHistory')}</h2>
      {sets === null && <p class="dim">{t('seriesUnavailable')}</p>}
      {sets?.length === 0 && <p class="dim">{t('noHistory')}</p>}
      <ol class="rule-sets" data-testid="rule-sets">
        {(sets ?? []).map((set, index) => (
          <li key={set.id}>
            <time>{formatMoment(set.at, clock.peek())}</time>
            <strong>{set.by === 'files' ? t('readAtStart') : set.by}</strong>
            <span>
              {set.comment !== null && <q>{set.comment}</q>}{' '}
              <span class="dim">{changedSince(set, sets?.[index + 1])}</span>
            </span>
            <button type="button" onClick={() => props.take(set.files)}>
              {t('takeFiles')}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function changedSince(set: RuleSetView, before: RuleSetView | undefined): string {
  if (before === undefined) return '';
  const names = changedNames(before.files, set.files);
  return names.length === 0 ? '' : t('changedFiles', { names: names.join(', ') });
}
