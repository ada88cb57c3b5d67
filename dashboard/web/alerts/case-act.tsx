import { useSignal } from '@preact/signals';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { t } from '../shell/language.ts';
import { d } from './detail-phrases.ts';
import { detailApi } from './detail-api.ts';

/** Makes a case of an alert or of all that an incident holds; once, whoever presses. */
export function CaseAct({
  alertIds,
  incidentId,
  onOpen,
}: {
  alertIds: readonly string[];
  incidentId: string | null;
  onOpen: () => void;
}) {
  const isBusy = useSignal(false);
  async function open(): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    const answer = await detailApi.openCase({ alertIds, incidentId });
    isBusy.value = false;
    if (!answer.ok) return tell(problemWords(answer.problem), { isFault: true });
    const { case: found, isNew } = answer.value;
    tell(d(isNew ? 'caseOpened' : 'caseThere', { number: found.number }));
    onOpen();
  }
  return (
    <button type="button" aria-disabled={isBusy.value} onClick={() => void open()}>
      {isBusy.value ? t('working') : d('openCase')}
    </button>
  );
}
