import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import { createRandom, type Random } from '../simulators/random.ts';
import { backtest } from './backtest.ts';
import { createRulesEngine, type RulesEngine } from './engine.ts';
import { loadRules } from './load-rules.ts';
import type { Rule } from './rule.ts';
import { everyEvaluator } from './test-every-evaluator.ts';
import { toEntries, toReading, toTelemetry } from './test-history.ts';
import { historyStart, randomHistory } from './test-random-history.ts';
import { asStorable, asStored } from './test-stored-history.ts';

/** Over so many histories the same is said whatever happens to the process. */
const histories = 100;

const shipped = await loadRules(join(import.meta.dirname, 'defaults'));
const rules: readonly Rule[] = [...shipped.rules, ...everyEvaluator().rules];

function run(
  records: readonly JournalRecord[],
  engine = createRulesEngine({ rules }),
): readonly AlertChange[] {
  return toEntries(records).flatMap((entry) => engine.evaluate(entry));
}

/** Equal to the last digit; only where it is not, the difference is worked out for people. */
function expectSame(found: readonly unknown[], wanted: readonly unknown[], seed: number): void {
  const isSame = JSON.stringify(found) === JSON.stringify(wanted);
  expect(isSame ? [] : found, `seed ${seed}`).toEqual(isSame ? [] : wanted);
}

/** What is said, without its place in the journal: other ticks give other offsets. */
function toStory(changes: readonly AlertChange[]): readonly unknown[] {
  return changes.map(({ cause: _cause, ...said }) => said);
}

/** Every history ends with time passing, so that what was due comes out. */
function historyOf(seed: number): readonly JournalRecord[] {
  const { records, end } = randomHistory(seed);
  return [...records, { type: 'tick', at: end }];
}

/** The process dies at random places; each time it goes on from some snapshot before. */
function runWithDeaths(entries: readonly JournalEntry[], random: Random): readonly AlertChange[] {
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
      if (snapshot !== null) engine.restore(snapshot.pieces);
      next = snapshot?.offset ?? 0;
      taking = null;
    }
  }
  return [...known.values()].toSorted(
    (a, b) => a.cause.offset - b.cause.offset || a.cause.index - b.cause.index,
  );
}

/** The same happenings with ticks at other times: more, fewer, at other places in between. */
function withOtherTicks(records: readonly JournalRecord[], random: Random): readonly JournalRecord[] {
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

function atOf(record: JournalRecord): number {
  if (record.type === 'telemetry') return record.receivedAt;
  return record.type === 'alert' || record.type === 'action' ? 0 : record.at;
}

async function runBacktest(records: readonly JournalRecord[]): Promise<readonly AlertChange[]> {
  const heard: AlertChange[] = [];
  await backtest({
    rules,
    readings: asStored(records),
    placements: records.filter((record) => record.type === 'placement'),
    until: atOf(records.at(-1)!),
    heard: (change) => heard.push(change),
  });
  return heard;
}

describe(`over ${histories} random histories of several devices, the alerts are the same`, () => {
  let raised = 0;
  let forecasts = 0;
  const seen = new Set<string>();

  it('when the process is killed at any offset and goes on from any snapshot before', () => {
    for (let seed = 1; seed <= histories; seed += 1) {
      const records = historyOf(seed);
      const live = run(records);
      expectSame(runWithDeaths(toEntries(records), createRandom(seed, 1)), live, seed);
      for (const { change, ruleId, forecast } of live) {
        if (change !== 'raise') continue;
        raised += 1;
        seen.add(ruleId);
        if (forecast !== null) forecasts += 1;
      }
    }
    // A test in which nothing happens shows nothing.
    expect(raised).toBeGreaterThan(10 * histories);
    expect(forecasts).toBeGreaterThan(100);
    const silent = everyEvaluator().rules.filter(({ id, announce }) => announce && !seen.has(id));
    expect(silent.map(({ id }) => id)).toEqual([]);
  }, 600_000);

  it('whenever ticks come', () => {
    for (let seed = 1; seed <= histories; seed += 1) {
      const records = historyOf(seed);
      const other = withOtherTicks(records, createRandom(seed, 2));
      expectSame(toStory(run(other)), toStory(run(records)), seed);
    }
  }, 600_000);

  it('in a back-test over what was stored', async () => {
    let raised = 0;
    for (let seed = 1; seed <= histories; seed += 1) {
      const records = asStorable(historyOf(seed));
      const live = run(records);
      expectSame(toStory(await runBacktest(records)), toStory(live), seed);
      raised += live.filter(({ change }) => change === 'raise').length;
    }
    expect(raised).toBeGreaterThan(10 * histories);
  }, 600_000);
});

describe('killed in the middle of a ten-minute condition', () => {
  const minute = 60_000;
  const tenMinutes = rules.filter(({ id }) => id === 'smoke-ten-minutes');
  /** Warm from the first minute on, told each half minute, with a tick each second; the device falls silent last. */
  const records = Array.from({ length: 15 * 60 }, (_, second): readonly JournalRecord[] => {
    const at = historyStart + second * 1000;
    const temperature_c = second < 60 ? 20 : 50;
    const telemetry = toTelemetry([toReading('smoke', at, { temperature_c })]);
    return [{ type: 'tick', at }, ...(second % 30 === 0 && second < 14 * 60 ? [telemetry] : [])];
  }).flat();
  const entries = toEntries(records);

  function runKilledAt(killedAt: number, savedAt: number): readonly AlertChange[] {
    const first = createRulesEngine({ rules: tenMinutes });
    const saved = entries.findIndex(({ record }) => atOf(record) >= savedAt);
    const said = entries.slice(0, saved).flatMap((entry) => first.evaluate(entry));
    const pieces = Array.from(first.snapshot());
    const killed = entries.findIndex(({ record }) => atOf(record) >= killedAt);
    said.push(...entries.slice(saved, killed).flatMap((entry) => first.evaluate(entry)));
    const second = createRulesEngine();
    second.restore(pieces);
    // What was journalled before the death is derived again, and left out by the reader.
    const known = new Set(said.map(({ cause }) => cause.offset));
    const again = entries.slice(saved).flatMap((entry) => second.evaluate(entry));
    return [...said, ...again.filter(({ cause }) => !known.has(cause.offset))];
  }

  it('the alert comes at its time, as if nothing had happened', () => {
    const engine = createRulesEngine({ rules: tenMinutes });
    const untouched = entries.flatMap((entry) => engine.evaluate(entry));
    expect(untouched.map(({ change, eventTime }) => [change, (eventTime - historyStart) / minute])).toEqual([
      ['raise', 11],
    ]);
    for (const [killed, saved] of [
      [6, 5],
      [6, 0.5],
      [10.9, 1.5],
      [11.5, 10.99],
      [13, 11.2],
    ] as const) {
      const found = runKilledAt(historyStart + killed * minute, historyStart + saved * minute);
      expect(found, `killed at ${killed}, saved at ${saved} min`).toEqual(untouched);
    }
  });
});
