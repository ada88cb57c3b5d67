import { DiffView } from '../parts/diff-view.tsx';
import { t } from './phrases.ts';
import { differencesOf } from './rule-draft.ts';
import { baseFiles, contestedNames, dropDraft, followInForce, inForce } from './rule-store.ts';

/** Somebody else was quicker: what they changed, and how one's own changes go on. */
export function OutdatedDraft() {
  const present = inForce.value?.files ?? [];
  const base = baseFiles.value;
  const contested = contestedNames();
  return (
    <section class="outdated" role="alert" aria-label={t('outdated')}>
      <h2>{t('outdated')}</h2>
      <p>{t('outdatedExplained')}</p>
      {differencesOf(base, present).map((difference) => (
        <DiffView key={difference.name} {...difference} />
      ))}
      {contested.length > 0 && <p class="error">{t('contested', { names: contested.join(', ') })}</p>}
      <div class="buttons">
        <button class="primary" type="button" onClick={followInForce}>
          {t('goOn')}
        </button>
        <button type="button" onClick={dropDraft}>
          {t('startOver')}
        </button>
      </div>
    </section>
  );
}
