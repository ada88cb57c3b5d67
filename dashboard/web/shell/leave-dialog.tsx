import { deskFacts } from './desk-facts.ts';
import { alertsNow, incidentNow } from '../live/live-store.ts';
import { Dialog } from '../parts/dialog.tsx';
import { isAnnounced } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { t } from './language.ts';
import { t as words } from './phrases.ts';
import { go } from './router.ts';
import { logOut, may, me } from './session.ts';
import { isWatchedBy } from './sound/seat-watch.ts';

/** What somebody would leave behind at their seat. */
interface Left {
  readonly unacknowledged: number;
  /** Acknowledged by them, and nobody has verified it or looks after it. */
  readonly untouched: number;
}

export function countLeft(alerts: Iterable<AlertWithPlace>, username: string): Left {
  let [unacknowledged, untouched] = [0, 0];
  for (const alert of alerts) {
    if (!isAnnounced(alert)) continue;
    if (alert.operator === 'unacknowledged') unacknowledged += 1;
    const isMine = alert.operator === 'acknowledged' && alert.acknowledgedBy === username;
    if (isMine && alert.assignee === null) untouched += 1;
  }
  return { unacknowledged, untouched };
}

/** Of the person's seat; nothing where they sit at none or do not act on alerts. */
function whatIsLeft(): Left {
  const person = me.peek();
  const seat = deskFacts.peek()?.seats.find(({ id }) => id === person?.seat);
  if (person === null || person === undefined || seat === undefined || !may('act')) {
    return { unacknowledged: 0, untouched: 0 };
  }
  const watched = [...alertsNow()].filter((alert) => isWatchedBy(seat, alert, incidentNow(alert.incidentId)));
  return countLeft(watched, person.username);
}

export function hasSomethingToHandOver(): boolean {
  const { unacknowledged, untouched } = whatIsLeft();
  return unacknowledged + untouched > 0;
}

/** Before logging out with alerts waiting: the way to the handover, or out all the same. */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { unacknowledged, untouched } = whatIsLeft();
  return (
    <Dialog title={words('leaveTitle')} onClose={onClose}>
      <ul class="leave-list">
        {unacknowledged > 0 && <li>{words('leaveUnacknowledged', { n: unacknowledged })}</li>}
        {untouched > 0 && <li>{words('leaveUntouched', { n: untouched })}</li>}
      </ul>
      <p class="dim">{words('leaveExplained')}</p>
      <div class="buttons">
        <button
          class="primary"
          type="button"
          onClick={() => {
            onClose();
            go('/handover');
          }}
        >
          {words('leaveHandover')}
        </button>
        <button type="button" onClick={() => void logOut()}>
          {words('leaveAnyway')}
        </button>
        <button class="quiet" type="button" onClick={onClose}>
          {t('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
