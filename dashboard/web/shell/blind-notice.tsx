import { useSignal } from '@preact/signals';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { compareAlerts } from '../alerts/alert-order.ts';
import { blind, openAlerts, type BlindPeriod } from '../live/live-store.ts';
import { Dialog } from '../parts/dialog.tsx';
import { formatTime } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say, t as common } from './language.ts';
import { t } from './phrases.ts';
import { alertPath } from './router.ts';

const operatorWords = {
  unacknowledged: 'operatorUnacknowledged',
  acknowledged: 'operatorAcknowledged',
  confirmed: 'operatorConfirmed',
} as const;

const titleOf = ({ from, to }: BlindPeriod): string =>
  t('blindTitle', { from: formatTime(from), to: formatTime(to) });

/** What the screen did not see, until someone has read it. */
export function BlindNotice() {
  const isOpen = useSignal(false);
  const period = blind.value;
  if (period === null) return null;
  const { changes, alerts } = period;
  const forget = (): void => {
    isOpen.value = false;
    blind.value = null;
  };
  return (
    <>
      <div class="blind" role="status">
        <p>
          <strong>{titleOf(period)}</strong>{' '}
          <span>{changes === 0 ? t('blindNone') : t('blindChanges', { n: changes })}</span>
        </p>
        {alerts.length > 0 && (
          <button type="button" onClick={() => (isOpen.value = true)}>
            {t('blindShow')}
          </button>
        )}
        <button class="quiet" type="button" onClick={forget}>
          {t('seen')}
        </button>
      </div>
      {isOpen.value && <Changes period={period} onClose={() => (isOpen.value = false)} />}
    </>
  );
}

function Changes({ period, onClose }: { period: BlindPeriod; onClose: () => void }) {
  const present = new Map(openAlerts.value.map((alert) => [alert.id, alert]));
  const rows = period.alerts.map((alert) => ({
    alert: present.get(alert.id) ?? alert,
    isOpen: present.has(alert.id),
  }));
  rows.sort((a, b) => Number(b.isOpen) - Number(a.isOpen) || compareAlerts(a.alert, b.alert));
  const unlisted = period.changes - rows.length;
  return (
    <Dialog title={titleOf(period)} onClose={onClose}>
      <ul class="blind-list">
        {rows.map(({ alert, isOpen }) => (
          <Row key={alert.id} alert={alert} isOpen={isOpen} onClose={onClose} />
        ))}
      </ul>
      {unlisted > 0 && <p class="dim">{t('blindMore', { n: unlisted })}</p>}
    </Dialog>
  );
}

function Row({ alert, isOpen, onClose }: { alert: AlertWithPlace; isOpen: boolean; onClose: () => void }) {
  const isWaiting = isOpen && alert.operator === 'unacknowledged';
  return (
    <li>
      <a href={alertPath(alert.id)} onClick={onClose}>
        <SeverityMark severity={alert.displayedSeverity} hollow={!isWaiting} />
        <span>
          <strong>{say(alert.title)}</strong> <span class="dim">{say(alert.place)}</span>
        </span>
        <span class="blind-state dim">
          {isOpen ? common(operatorWords[alert.operator]) : t('blindClosed')}
        </span>
      </a>
    </li>
  );
}
