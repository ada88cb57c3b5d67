import { useComputed, useSignal } from '@preact/signals';
import { actAndTell } from '../alerts/alert-actions.tsx';
import { listWords } from '../alerts/list-phrases.ts';
import { tell } from '../parts/notices.tsx';
import { mayAct } from '../shell/session.ts';
import { actOnEach, chooseForBulk, type BulkResult } from './bulk-acknowledge.ts';
import type { DeskList } from './desk-list.ts';

/** What can be done with the selected rows. Critical and major alerts are never acknowledged together. */
export function BulkBar({ list }: { list: DeskList }) {
  const isBusy = useSignal(false);
  const choice = useComputed(() => {
    const selected = list.selected.value;
    return chooseForBulk(list.items.value.filter(({ key }) => selected.has(key)));
  });
  const count = list.selected.value.size;
  if (count === 0) return null;
  const { alerts, leftOut } = choice.value;

  async function acknowledge(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    const result = await actOnEach(alerts, (alert) => actAndTell(alert, 'acknowledge'));
    isBusy.value = false;
    list.clearSelection();
    tell(resultWords(result), { isFault: result.refused + result.failed > 0 });
  }

  return (
    <div class="bulk-bar" role="group" aria-label={listWords('selectedN', { n: count })}>
      <strong>{listWords('selectedN', { n: count })}</strong>
      {mayAct() && (
        <button
          type="button"
          class="primary"
          disabled={alerts.length === 0}
          aria-disabled={isBusy.value}
          onClick={() => void acknowledge()}
        >
          {isBusy.value ? listWords('acknowledging') : listWords('acknowledgeN', { n: alerts.length })}
        </button>
      )}
      <span class="bulk-why" role="status">
        {leftOut > 0
          ? listWords('leftOut', { n: leftOut })
          : alerts.length === 0
            ? listWords('nothingToAcknowledge')
            : ''}
      </span>
      <span class="spring" />
      <button type="button" class="link" onClick={() => list.clearSelection()}>
        {listWords('clearSelection')}
      </button>
    </div>
  );
}

/** `18 acknowledged, 2 changed meanwhile`. */
function resultWords({ done, changed, refused, failed }: BulkResult): string {
  const words = [
    listWords('bulkDone', { n: done }),
    ...(changed > 0 ? [listWords('bulkChanged', { n: changed })] : []),
    ...(refused > 0 ? [listWords('bulkRefused', { n: refused })] : []),
    ...(failed > 0 ? [listWords('bulkFailed', { n: failed })] : []),
  ];
  return words.join(listWords('comma'));
}
