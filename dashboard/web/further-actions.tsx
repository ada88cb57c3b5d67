import { useSignal } from '@preact/signals';
import type { AlertWithPlace } from '../live-protocol.ts';
import { act, allowedActions } from './alert-actions.tsx';
import { t } from './language.ts';
import { clock } from './live-store.ts';
import { me, mayAct } from './session.ts';

const minute_ms = 60_000;
/** How long it may be laid aside, min; the settings may allow less, and the server says so. */
const durations_min = [10, 30, 60, 120, 480, 1_440];

/** What is done less often: silence, shelve with a reason, take it oneself. */
export function FurtherActions({ alert }: { alert: AlertWithPlace }) {
  if (!mayAct()) return null;
  const actions = allowedActions(alert);
  const username = me.value?.username;
  return (
    <>
      <div class="actions">
        {actions.includes('silence') && (
          <button type="button" onClick={() => void act(alert, 'silence')}>
            {t('silence')}
          </button>
        )}
        {actions.includes('unshelve') && (
          <button type="button" onClick={() => void act(alert, 'unshelve')}>
            {t('unshelve')}
          </button>
        )}
        {actions.includes('assign') && username !== undefined && alert.assignee !== username && (
          <button type="button" onClick={() => void act(alert, 'assign', { assignee: username })}>
            {t('assignToMe')}
          </button>
        )}
      </div>
      {actions.includes('shelve') && <ShelveForm alert={alert} />}
    </>
  );
}

function ShelveForm({ alert }: { alert: AlertWithPlace }) {
  const reason = useSignal('');
  const minutes = useSignal(durations_min[0]!);

  async function shelve(): Promise<void> {
    const comment = reason.value.trim();
    if (comment === '') return;
    const until = clock.peek() + minutes.value * minute_ms;
    if (await act(alert, 'shelve', { comment, until })) reason.value = '';
  }

  return (
    <form
      class="comment"
      onSubmit={(event) => {
        event.preventDefault();
        void shelve();
      }}
    >
      <select
        aria-label={t('shelveFor')}
        value={minutes.value}
        onChange={(event) => (minutes.value = Number(event.currentTarget.value))}
      >
        {durations_min.map((each) => (
          <option key={each} value={each}>
            {each < 60 ? t('minutes', { n: each }) : t('hours', { n: each / 60 })}
          </option>
        ))}
      </select>
      <input
        aria-label={t('shelveReason')}
        placeholder={t('shelveReason')}
        maxLength={2_000}
        required
        value={reason.value}
        onInput={(event) => (reason.value = event.currentTarget.value)}
      />
      <button type="submit">{t('shelve')}</button>
    </form>
  );
}
