import { setTimeout as delay } from 'node:timers/promises';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import type { Journal } from './journal.ts';

interface Stretch {
  /** Of the reader that does it; it leaves no hold behind. */
  readonly name: string;
  readonly from: number;
  readonly types: readonly JournalRecord['type'][];
}

const poll_ms = 2;

/** Hands over every record from an offset to the journal's present end, and resolves. */
export async function readAll(
  journal: Journal,
  { name, from, types }: Stretch,
  take: (entry: JournalEntry) => void,
): Promise<void> {
  const end = journal.lastOffset();
  const begin = Math.max(from, journal.firstOffset());
  if (begin > end) return;
  const reader = journal.attachReader({
    name,
    from: begin,
    types,
    handle: (entries) => {
      for (const entry of entries) take(entry);
    },
  });
  while (reader.position() < end) await delay(poll_ms);
  await reader.stop();
  journal.forgetReader(name);
}
