import { EmptyState } from '../parts/empty-state.tsx';
import { problemWords } from '../parts/problem-words.ts';
import type { Problem } from '../shell/http.ts';
import { t as tAll } from '../shell/language.ts';
import { t } from './phrases.ts';

/** Why there are no figures of the past, and what can be done. */
export function NoFigures({ problem, again }: { problem: Problem; again: () => void }) {
  const words =
    problem.code === 'database-away'
      ? t('databaseAway')
      : problem.code === 'period-too-long'
        ? t('tooLong')
        : problemWords(problem);
  return (
    <div role="alert">
      <EmptyState title={words}>
        <div class="buttons">
          <button type="button" onClick={again}>
            {tAll('tryAgain')}
          </button>
          <a href="/reports">{t('seeShift')}</a>
        </div>
      </EmptyState>
    </div>
  );
}
