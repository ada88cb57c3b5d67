import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { StaffActionType } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { tell } from '../parts/notices.tsx';
import { say, t } from '../shell/language.ts';
import { may, mayAct, me } from '../shell/session.ts';
import { act, ActionFault, runningAction } from './alert-actions.tsx';
import type { ActionInput } from './alert-api.ts';
import { ActionDialog, type DialogName } from './action-dialogs.tsx';
import { actionStates, nextAction, type ActionState } from './action-states.ts';
import { d } from './detail-phrases.ts';
import { actionPhrases, eventPhrases } from './alert-words.ts';

/** What is acted on with more words than a click, by the action. */
const asking: Partial<Record<StaffActionType, DialogName>> = {
  confirm: 'confirm',
  close: 'close',
  shelve: 'shelve',
};
/** Always in sight; the rest is done less often. */
const first: readonly StaffActionType[] = ['acknowledge', 'confirm', 'reset', 'close'];
const rest: readonly StaffActionType[] = ['silence', 'shelve', 'unshelve'];

/** All that can be done with an alert: the next step first and large, and why the others cannot be done yet. */
export function ActionBar({ alert, children }: { alert: AlertWithPlace; children?: ComponentChildren }) {
  const dialog = useSignal<DialogName | null>(null);
  if (alert.closedAt !== null) return <div class="detail-actions">{children}</div>;
  if (!mayAct()) return <p class="dim">{d('readOnly')}</p>;
  const states = actionStates(alert, may);
  const next = nextAction(states);
  const find = (action: StaffActionType): ActionState | undefined =>
    states.find((state) => state.action === action);
  const username = me.value?.username;

  function start(action: StaffActionType): void {
    const window = asking[action];
    if (window !== undefined) dialog.value = window;
    else void settle(action);
  }

  async function settle(action: StaffActionType, input: ActionInput = {}): Promise<boolean> {
    const isDone = await act(alert, action, input);
    if (isDone) tell(`${d('acted', { action: t(eventPhrases[action]) })} · ${say(alert.title)}`);
    return isDone;
  }

  const button = (action: StaffActionType) => {
    const state = find(action);
    if (state === undefined) return null;
    return (
      <ActionButton
        key={action}
        alert={alert}
        state={state}
        isNext={action === next}
        onAct={() => start(action)}
      />
    );
  };
  return (
    <div class="detail-act">
      <div class="detail-actions">{first.map(button)}</div>
      <div class="detail-actions is-rest">
        {rest.map(button)}
        {username !== undefined && alert.assignee !== username && (
          <button type="button" onClick={() => void settle('assign', { assignee: username })}>
            {t('assignToMe')}
          </button>
        )}
        <button type="button" onClick={() => (dialog.value = 'assign')}>
          {d('assignToOther')}
        </button>
        {children}
      </div>
      {dialog.value === null && <ActionFault alertId={alert.id} />}
      {dialog.value !== null && (
        <ActionDialog
          name={dialog.value}
          alertId={alert.id}
          onClose={() => (dialog.value = null)}
          onAct={settle}
        />
      )}
    </div>
  );
}

/** A button that stays where it is when it cannot be pressed, and says why. */
function ActionButton({
  alert,
  state: { action, hindrance },
  isNext,
  onAct,
}: {
  alert: AlertWithPlace;
  state: ActionState;
  isNext: boolean;
  onAct: () => void;
}) {
  const running = runningAction(alert.id);
  const name = t(actionPhrases[action]);
  const words = asking[action] === undefined ? name : `${name}…`;
  const reason = hindrance === null ? null : d(`because_${hindrance}`);
  return (
    <button
      class={isNext ? 'primary' : undefined}
      type="button"
      aria-disabled={reason !== null || running !== undefined}
      title={reason ?? undefined}
      data-action={action}
      onClick={() => {
        if (reason !== null) tell(`${name}: ${reason}`);
        else if (running === undefined) onAct();
      }}
    >
      {running === action ? t('working') : words}
      {reason !== null && <span class="detail-reason">{reason}</span>}
    </button>
  );
}
