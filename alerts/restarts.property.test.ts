import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Alert, AlertEvent, ServiceMark } from '../domain/alert.ts';
import type { JournalEntry } from '../domain/record.ts';
import type { Step } from './life-cycle.ts';
import { createTestFold } from './test-fold.ts';
import { shortHistories, toEntries } from './test-random-desk.ts';
import { expectSame } from './test-same.ts';

interface Story {
  /** Every line of history with the alert after it, by alert and version. */
  readonly lines: ReadonlyMap<string, Step>;
  readonly open: readonly Alert[];
  readonly marks: readonly ServiceMark[];
  /** What waits for the database, which never came. */
  readonly unsaved: readonly AlertEvent[];
}

/** Where a process dies, and how many snapshots back the next one begins. */
interface Death {
  readonly at: number;
  readonly back: number;
}

const deaths = fc.array(fc.record({ at: fc.nat(60), back: fc.nat(2) }), { minLength: 1, maxLength: 2 });

/** Snapshots are taken every few entries; after a death everything since one of them is folded again. */
function fold(entries: readonly JournalEntry[], dying: readonly Death[] = []): Story {
  let process = createTestFold();
  const lines = new Map<string, Step>();
  const snapshots: { offset: number; pieces: readonly Uint8Array[] }[] = [];
  const left = dying.toSorted((a, b) => a.at - b.at);
  let index = 0;
  while (index < entries.length) {
    if (left[0]?.at === index) {
      const { back } = left.shift()!;
      snapshots.length = Math.max(0, snapshots.length - back);
      const saved = snapshots.at(-1);
      process = createTestFold(saved?.pieces);
      index = saved?.offset ?? 0;
      // Some of what the snapshot knows is read once more, as a reader does that was told less.
      for (const again of entries.slice(Math.max(0, index - 2), index)) process.apply(again);
    }
    for (const step of process.apply(entries[index]!)) {
      const key = `${step.alert.id} ${step.event.version}`;
      const before = lines.get(key);
      // Folded again it must be the very same.
      if (before !== undefined) expectSame(step, before);
      lines.set(key, step);
    }
    index += 1;
    if (dying.length > 0 && index % 7 === 0) {
      snapshots.push({ offset: index, pieces: process.snapshot() });
    }
  }
  const { desk } = process;
  const unsaved = desk.outbox.content().events;
  return { lines, open: desk.open(), marks: desk.outOfService(), unsaved };
}

describe('over 10,000 random histories', () => {
  it('4: restarts anywhere, from any snapshot, change nothing', () => {
    fc.assert(
      fc.property(shortHistories, deaths, (numbers, dying) => {
        const entries = toEntries(numbers);
        expectSame(fold(entries, dying), fold(entries));
      }),
      { numRuns: 10_000 },
    );
  }, 300_000);
});
