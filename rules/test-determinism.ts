import { expect } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import type { Random } from '../simulators/random.ts';
import { createRulesEngine, type RulesEngine } from './engine.ts';
import type { Rule } from './rule.ts';
import { toEntries } from './test-history.ts';
import { historyStart, randomHistory } from './test-random-history.ts';
import { asLoaded } from './test-snapshot.ts';

/** For tests: what an engine says that nothing happens to. */
export function run(records: readonly JournalRecord[], rules: readonly Rule[]): readonly AlertChange[] {
  const engine = createRulesEngine({ rules });
  return toEntries(records).flatMap((entry) => engine.evaluate(entry));
}

/** For tests: equal to the last digit; only where it is not, the difference is worked out for people. */
export function expectSame(found: readonly unknown[], wanted: readonly unknown[], seed: number): void {
  const isSame = JSON.stringify(found) === JSON.stringify(wanted);
  expect(isSame ? [] : found, `seed ${seed}`).toEqual(isSame ? [] : wanted);
}

/** For tests: what is said, without its place in the journal: other ticks give other offsets. */
export function toStory(changes: readonly AlertChange[]): readonly unknown[] {
  return changes.map(({ cause: _cause, ...said }) => said);
}

/** For tests: a history that ends with time passing, so that what was due comes out. */
export function historyOf(seed: number): readonly JournalRecord[] {
  const { records, end } = randomHistory(seed);
  return [...records, { type: 'tick', at: end }];
}

/** For tests: the process dies at random places; each time it goes on from some snapshot before. */
export function runWithDeaths(
  entries: readonly JournalEntry[],
  rules: readonly Rule[],
  random: Random,
): readonly AlertChange[] {
  const known = new Map<string, AlertChange>();
  let engine: RulesEngine = createRulesEngine({ rules });
  let snapshot: { offset: number; pieces: readonly Uint8Array[] } | null = null;
  let taking: { offset: number; pieces: Iterator<Uint8Array>; taken: Uint8Array[] } | null = null;
  let next = 0;
  let deaths = random.integer(1, 5);
  while (next < entries.length) {
    const entry = entries[next]!;
    for (const change of engine.evaluate(entry)) {
      const key = `${change.cause.offset}/${change.cause.index}`;
      const before = known.get(key);
      // Derived again after a death: it must be the very same.
      if (before !== undefined) expectSame([change], [before], change.cause.offset);
      known.set(key, change);
    }
    next += 1;
    if (taking === null && random.chance(0.05)) {
      taking = { offset: next, pieces: engine.snapshot()[Symbol.iterator](), taken: [] };
    }
    if (taking !== null && random.chance(0.5)) {
      // A piece at a time, while the engine goes on.
      const piece = taking.pieces.next();
      if (piece.done === true) {
        snapshot = { offset: taking.offset, pieces: taking.taken };
        taking = null;
      } else taking.taken.push(piece.value);
    }
    if (deaths > 0 && random.chance(3 / entries.length)) {
      deaths -= 1;
      engine = snapshot === null ? createRulesEngine({ rules }) : createRulesEngine();
      if (snapshot !== null) engine.restore(asLoaded(snapshot.pieces));
      next = snapshot?.offset ?? 0;
      taking = null;
    }
  }
  return [...known.values()].toSorted(
    (a, b) => a.cause.offset - b.cause.offset || a.cause.index - b.cause.index,
  );
}

/** For tests: the same happenings with ticks at other times: more, fewer, at other places in between. */
export function withOtherTicks(records: readonly JournalRecord[], random: Random): readonly JournalRecord[] {
  const every_ms = [250, 1_000, 7_000, 3_600_000][random.integer(0, 3)] ?? 1_000;
  let ticked = historyStart;
  return records.flatMap((record, index): readonly JournalRecord[] => {
    const at = atOf(record);
    if (record.type === 'tick' && index < records.length - 1) return [];
    const ticks: JournalRecord[] = [];
    // Long silences need not be ticked through one by one in a test.
    if (at - ticked > 200 * every_ms) ticked = at - 200 * every_ms;
    for (ticked += every_ms; ticked < at; ticked += every_ms) ticks.push({ type: 'tick', at: ticked });
    ticked -= every_ms;
    return [...ticks, record];
  });
}

/** For tests: when a record was written, by our clock, ms; 0 where the rules do not look at it. */
export function atOf(record: JournalRecord): number {
  if (record.type === 'telemetry') return record.receivedAt;
  return 'at' in record ? record.at : 0;
}
