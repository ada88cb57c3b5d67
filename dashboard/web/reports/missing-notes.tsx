import type { Text } from '../../../domain/text.ts';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';

/** What is not in the figures, and why. */
export function MissingNotes({ missing }: { missing: readonly Text[] }) {
  if (missing.length === 0) return null;
  return (
    <p class="reports-missing" role="status">
      <strong>{t('missing')}</strong> {missing.map(say).join(' · ')}
    </p>
  );
}
