import { useSignal } from '@preact/signals';
import type { RuleSetView } from '../../../domain/rule-set.ts';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { DiffView } from '../parts/diff-view.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { go, route, setQuery } from '../shell/router.ts';
import { t } from './phrases.ts';
import { ruleApi } from './rule-api.ts';
import { changedNames, differencesOf } from './rule-draft.ts';
import { changeFiles, inForce } from './rule-store.ts';
import { SwitchOn } from './switch-on.tsx';

/** Who put which rules in force, when and why; what differs between any two; and the way back. */
export function RuleSets() {
  const sets = useAnswer(inForce.value?.setId ?? null, ruleApi.history);
  return (
    <Answered of={sets}>
      {({ sets: found }) =>
        found.length === 0 ? <EmptyState title={t('noHistory')} /> : <Sets sets={found} />
      }
    </Answered>
  );
}

function Sets({ sets }: { sets: readonly RuleSetView[] }) {
  const { query } = route.value;
  const shown = sets.find(({ id }) => id === query.get('a')) ?? sets[0];
  const back = useSignal<RuleSetView | null>(null);
  if (shown === undefined) return null;
  const before = sets[sets.indexOf(shown) + 1];
  const other = sets.find(({ id }) => id === query.get('b')) ?? before;
  const isPresent = changedNames(shown.files, inForce.value?.files ?? []).length === 0;
  return (
    <div class="rule-history">
      <ol class="rule-sets" data-testid="rule-sets">
        {sets.map((set, index) => (
          <li key={set.id} class={set === shown ? 'is-shown' : undefined}>
            <a
              href={`/rules?view=history&a=${encodeURIComponent(set.id)}`}
              aria-current={set === shown ? 'true' : undefined}
            >
              <span class="rule-set-head">
                <time>{formatMoment(set.at, clock.peek())}</time>
                <strong>{byWords(set)}</strong>
                {index === 0 && <span class="tag">{t('inForceNow')}</span>}
              </span>
              {set.comment !== null && <q>{set.comment}</q>}
              <span class="dim">{changedSince(set, sets[index + 1])}</span>
            </a>
          </li>
        ))}
      </ol>
      <section class="rule-set" aria-label={t('difference')}>
        <div class="section-head">
          <label class="rule-set-other">
            <span class="dim">{t('comparedWith')}</span>
            <select
              value={other?.id ?? ''}
              onChange={(event) => setQuery({ a: shown.id, b: event.currentTarget.value })}
            >
              {other === undefined && <option value="">{t('nothingBefore')}</option>}
              {sets
                .filter((set) => set !== shown)
                .map((set) => (
                  <option key={set.id} value={set.id}>
                    {formatMoment(set.at, clock.peek())} · {byWords(set)}
                  </option>
                ))}
            </select>
          </label>
          <span class="spring" />
          <button
            type="button"
            onClick={() => {
              changeFiles(shown.files);
              go('/rules?view=edit');
            }}
          >
            {t('takeFiles')}
          </button>
          <button class="primary" type="button" disabled={isPresent} onClick={() => (back.value = shown)}>
            {t('backToSet')}
          </button>
        </div>
        {other === undefined ? (
          <p class="dim">{t('nothingBefore')}</p>
        ) : (
          <Differences before={other} after={shown} />
        )}
      </section>
      {back.value !== null && (
        <SwitchOn
          title={t('backToSetOf', { moment: formatMoment(back.value.at, clock.peek()) })}
          files={back.value.files}
          done={() => setQuery({ a: null, b: null })}
          onClose={() => (back.value = null)}
        />
      )}
    </div>
  );
}

function Differences({ before, after }: { before: RuleSetView; after: RuleSetView }) {
  const differences = differencesOf(before.files, after.files);
  if (differences.length === 0) return <p class="dim">{t('setsAlike')}</p>;
  return (
    <>
      {differences.map((difference) => (
        <DiffView key={difference.name} {...difference} />
      ))}
    </>
  );
}

function byWords({ by }: RuleSetView): string {
  return by === 'files' ? t('readAtStart') : by;
}

function changedSince(set: RuleSetView, before: RuleSetView | undefined): string {
  if (before === undefined) return '';
  const names = changedNames(before.files, set.files);
  return names.length === 0 ? t('setsAlike') : t('changedFiles', { names: names.join(', ') });
}
