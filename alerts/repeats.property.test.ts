import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import type { JournalEntry } from '../domain/record.ts';
import { shortHistories, toEntries } from './test-random-desk.ts';
import { expectSame, tellAll } from './test-same.ts';

/** The reader hands the records over in batches and goes back now and then: each is told up to three times. */
function* repeated(entries: readonly JournalEntry[], batch: number): Generator<JournalEntry> {
  for (let from = 0; from < entries.length; from += batch) {
    const slice = entries.slice(from, from + batch);
    yield* slice;
    yield* entries.slice(Math.max(0, from - batch), from + batch);
    yield* slice.toReversed();
  }
}

describe('3: over 10,000 random histories, the same alerts with the same ids', () => {
  it('however often records are told, and in whatever batches', () => {
    fc.assert(
      fc.property(shortHistories, fc.integer({ min: 1, max: 9 }), (numbers, batch) => {
        const entries = toEntries(numbers);
        expectSame(tellAll(repeated(entries, batch)), tellAll(entries));
      }),
      { numRuns: 10_000 },
    );
  }, 300_000);
});
