import type { AlertRoom } from './alerts/alert-room.ts';
import type { Dashboard } from './dashboard/server/dashboard.ts';
import type { JournalEntry } from './domain/record.ts';
import type { Journal, JournalReader } from './journal/journal.ts';

type Screens = Pick<
  Dashboard,
  | 'readings'
  | 'presence'
  | 'alertChanged'
  | 'incidentChanged'
  | 'caseChanged'
  | 'planChanged'
  | 'canaryRaised'
>;

/** Tells the screens of what the desk has folded, and of readings and presence from now on; what was before, they ask for. */
export function attachLive(
  journal: Journal,
  alertRoom: Pick<AlertRoom, 'onChange' | 'onCanary' | 'cases' | 'plans'>,
  dashboard: Screens,
): JournalReader {
  alertRoom.onChange(({ steps, incidents }) => {
    for (const { alert, event } of steps) dashboard.alertChanged(alert, event);
    for (const change of incidents) dashboard.incidentChanged(change);
  });
  alertRoom.onCanary(({ alertId }) => dashboard.canaryRaised(Number(alertId)));
  alertRoom.cases.onChange((change) => dashboard.caseChanged(change));
  alertRoom.plans.onChange(({ run }) => dashboard.planChanged(run));
  const reader = journal.attachReader({
    name: 'live',
    from: journal.lastOffset() + 1,
    types: ['telemetry', 'presence'],
    handle: (entries: readonly JournalEntry[], lastOffset) => {
      for (const { record } of entries) {
        if (record.type === 'telemetry') dashboard.readings(record.readings);
        else if (record.type === 'presence') dashboard.presence(record.deviceId, record.online, record.at);
      }
      reader.settle(lastOffset);
    },
  });
  return reader;
}
