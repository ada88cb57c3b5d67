import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import { timeOf } from './time-of.ts';
import { shortHistories, toEntries } from './test-random-desk.ts';
import { expectSame, tellAll } from './test-same.ts';

/** The same happenings with other ticks between them, or with none but the last. */
function withOtherTicks(entries: readonly JournalEntry[], every_ms: number | null): JournalEntry[] {
  const records: JournalRecord[] = [];
  let now = 0;
  for (const [index, { record }] of entries.entries()) {
    if (record.type === 'tick' && index < entries.length - 1) continue;
    const at = timeOf(record);
    const from = Math.max(now, at - 20 * (every_ms ?? 0));
    if (every_ms !== null && now > 0) {
      for (let tick = from + every_ms; tick < at; tick += every_ms) records.push({ type: 'tick', at: tick });
    }
    records.push(record);
    now = Math.max(now, at);
  }
  records.push({ type: 'tick', at: now + 3_600_000 });
  return records.map((record, index) => ({ offset: index + 1, record }));
}

describe('over 10,000 random histories', () => {
  it('how often the clock ticks makes no difference', () => {
    fc.assert(
      fc.property(shortHistories, fc.constantFrom(500, 3_000, 17_000, 100_000), (numbers, every_ms) => {
        const entries = toEntries(numbers);
        expectSame(tellAll(withOtherTicks(entries, every_ms)), tellAll(withOtherTicks(entries, null)));
      }),
      { numRuns: 10_000 },
    );
  }, 300_000);
});
