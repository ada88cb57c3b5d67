import type { Dashboard } from './dashboard/server/dashboard.ts';
import type { JournalEntry } from './domain/record.ts';
import type { Journal, JournalReader } from './journal/journal.ts';

/** Tells the screens of readings and presence from now on; what was before, they ask for. */
export function attachLive(
  journal: Journal,
  dashboard: Pick<Dashboard, 'readings' | 'presence'>,
): JournalReader {
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
