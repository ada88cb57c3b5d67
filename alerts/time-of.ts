import type { JournalRecord } from '../domain/record.ts';

/** What time a record says that it is, by our clock, ms; 0 where it says none (a phone's clock is not ours). */
export function timeOf(record: JournalRecord): number {
  switch (record.type) {
    case 'tick':
    case 'placement':
    case 'settings':
      return record.at;
    case 'action':
    case 'service':
    case 'case':
      return record.action.at;
    case 'alert':
      return record.change.receivedAt;
    default:
      return 0;
  }
}
