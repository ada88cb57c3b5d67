import type { AlertWithPlace } from '../../live-protocol.ts';
import { Icon } from '../parts/icon.tsx';
import { personName } from '../parts/staff-names.ts';
import { t } from '../shell/language.ts';
import { mayAct } from '../shell/session.ts';
import { act, runningAction } from './alert-actions.tsx';
import { listWords } from './list-phrases.ts';

/** At a row's end: what is to be done, what is under way, or who has done it. */
export function RowAction({ alert }: { alert: AlertWithPlace }) {
  const running = runningAction(alert.id);
  if (running !== undefined) {
    return (
      <span class="row-running">
        {running === 'acknowledge' ? listWords('acknowledging') : listWords('working')}
      </span>
    );
  }
  const waits = alert.operator === 'unacknowledged' && alert.closedAt === null;
  if (waits && mayAct()) {
    return (
      <button
        class="row-acknowledge"
        type="button"
        tabIndex={-1}
        onClick={() => void act(alert, 'acknowledge')}
      >
        {t('acknowledge')}
      </button>
    );
  }
  const { assignee, acknowledgedBy } = alert;
  if (assignee === null && (acknowledgedBy === null || waits)) return null;
  const words =
    assignee === null
      ? listWords('acknowledgedBy', { name: acknowledgedBy ?? '' })
      : listWords('lookedAfterBy', { name: personName(assignee) });
  return (
    <span class="row-owner" title={words}>
      <Icon name="person" />
      <span class="visually-hidden">{words}</span>
      <span aria-hidden="true">{personName(assignee ?? acknowledgedBy ?? '')}</span>
    </span>
  );
}
