import { signal } from '@preact/signals';
import {
  findings,
  isLifeSafety,
  staffActionPermissions,
  type Finding,
  type StaffActionType,
} from '../../domain/alert.ts';
import type { AlertWithPlace } from '../live-protocol.ts';
import { findingPhrases } from './alert-words.ts';
import { api, type ActionInput, type Problem } from './api.ts';
import { say, t } from './language.ts';
import { putAlertNow } from './live-store.ts';
import { checkSession, may, mayAct } from './session.ts';

/** What each alert is waiting for, and what went wrong with its last action. */
const busy = signal<ReadonlyMap<string, StaffActionType>>(new Map());
const faults = signal<ReadonlyMap<string, Problem>>(new Map());

/** What may be done with an alert as it is now; the desk has the last word. */
export function allowedActions(alert: AlertWithPlace): readonly StaffActionType[] {
  if (alert.closedAt !== null) return [];
  const seen = alert.operator !== 'unacknowledged';
  const isShelved = alert.suppression === 'shelved';
  const actions: readonly StaffActionType[] = [
    ...(seen ? [] : (['acknowledge'] as const)),
    ...(alert.operator === 'acknowledged' ? (['confirm'] as const) : []),
    ...(seen && alert.condition === 'normal' && alert.latch === 'latched' ? (['reset'] as const) : []),
    // Of a silent device nobody knows whether it is over; a person who went there may know.
    ...(seen && alert.condition !== 'active' && alert.latch !== 'latched' ? (['close'] as const) : []),
    ...(seen || alert.silencedAt !== null ? [] : (['silence'] as const)),
    ...(isShelved ? (['unshelve'] as const) : []),
    ...(isShelved || (isLifeSafety(alert) && !may('lead')) ? [] : (['shelve'] as const)),
    'assign',
  ];
  return actions.filter((action) => may(staffActionPermissions[action]));
}

export async function act(
  alert: AlertWithPlace,
  action: StaffActionType,
  input: ActionInput = {},
): Promise<boolean> {
  if (busy.value.has(alert.id)) return false;
  busy.value = new Map(busy.value).set(alert.id, action);
  setFault(alert.id, null);
  const answer = await api.act(alert, action, input);
  const rest = new Map(busy.value);
  rest.delete(alert.id);
  busy.value = rest;
  const present = answer.ok ? answer.value.alert : answer.problem.alert;
  if (present !== null && present !== undefined) putAlertNow(present);
  if (answer.ok) return true;
  if (answer.problem.status === 401) void checkSession();
  setFault(alert.id, answer.problem);
  return false;
}

function setFault(id: string, problem: Problem | null): void {
  const next = new Map(faults.value);
  if (problem === null) next.delete(id);
  else next.set(id, problem);
  faults.value = next;
}

/** The buttons of an alert, those that apply now. */
export function AlertActions({ alert }: { alert: AlertWithPlace }) {
  if (!mayAct()) return null;
  const actions = allowedActions(alert);
  const running = busy.value.get(alert.id);
  const isBusy = running !== undefined;
  return (
    <div class="actions">
      {actions.includes('acknowledge') && (
        <button
          class="primary"
          type="button"
          aria-disabled={isBusy}
          onClick={() => void act(alert, 'acknowledge')}
        >
          {running === 'acknowledge' ? t('working') : t('acknowledge')}
        </button>
      )}
      {actions.includes('reset') && (
        <button type="button" aria-disabled={isBusy} onClick={() => void act(alert, 'reset')}>
          {running === 'reset' ? t('working') : t('reset')}
        </button>
      )}
      {actions.includes('close') && (
        <select
          aria-label={t('closeAs')}
          disabled={isBusy}
          value=""
          onChange={(event) => {
            const finding = event.currentTarget.value as Finding | '';
            event.currentTarget.value = '';
            if (finding !== '') void act(alert, 'close', { finding });
          }}
        >
          <option value="">{t('chooseFinding')}</option>
          {findings.map((finding) => (
            <option key={finding} value={finding}>
              {t(findingPhrases[finding])}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

export function ActionFault({ alertId }: { alertId: string }) {
  const problem = faults.value.get(alertId);
  if (problem === undefined) return null;
  return (
    <p class="error" role="alert">
      {faultWords(problem)}
    </p>
  );
}

function faultWords(problem: Problem): string {
  if (problem.code === 'stale') return t('changedMeanwhile');
  if (problem.code === 'no-connection') return t('noConnection');
  if (problem.code === 'refused') {
    const { reason } = problem;
    return t('refused', { reason: reason === undefined ? problem.title : say(reason) });
  }
  return t('unexpected', { code: problem.detail ?? problem.code });
}
