import { useComputed } from '@preact/signals';
import { isAnnounced } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { compareAlerts } from '../alerts/alert-order.ts';
import { openAlerts } from '../live/live-store.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from './language.ts';
import { hasPage, pageAt } from './pages.ts';
import { t as words } from './phrases.ts';
import { alertPath, route } from './router.ts';

/** The worst that nobody has acknowledged; among equals, the newest: the oldest has a place of its own. */
export function mostUrgent(alerts: readonly AlertWithPlace[]): AlertWithPlace | null {
  const waiting = alerts.filter(
    (alert) => alert.operator === 'unacknowledged' && alert.displayedSeverity <= 2 && isAnnounced(alert),
  );
  return (
    waiting.toSorted(
      (a, b) => a.displayedSeverity - b.displayedSeverity || b.rangAt - a.rangAt || compareAlerts(a, b),
    )[0] ?? null
  );
}

/** On every page but the desk: what has come that the page does not show, with its priority and place. */
export function OutsideView() {
  const urgent = useComputed(() => mostUrgent(openAlerts.value)).value;
  const { path } = route.value;
  const isDesk = hasPage(path) && pageAt(path).name === 'desk';
  if (urgent === null || isDesk) return <span class="spring" />;
  return (
    <a class="outside" href={alertPath(urgent.id)}>
      <SeverityMark severity={urgent.displayedSeverity} />
      <span class="outside-words">
        <strong>{say(urgent.title)}</strong> <span class="dim">{say(urgent.place)}</span>
      </span>
      <span class="visually-hidden">{words('outsideView')}</span>
    </a>
  );
}
