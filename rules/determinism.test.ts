import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalRecord } from '../domain/record.ts';
import { createRandom } from '../simulators/random.ts';
import { ruleHistories as histories } from '../test/support/rule-histories.ts';
import { backtest } from './backtest.ts';
import { createRulesEngine } from './engine.ts';
import { loadRules } from './load-rules.ts';
import type { Rule } from './rule.ts';
import { everyEvaluator } from './test-every-evaluator.ts';
import {
  atOf,
  expectSame,
  historyOf,
  run,
  runWithDeaths,
  toStory,
  withOtherTicks,
} from './test-determinism.ts';
import { toEntries, toReading, toTelemetry } from './test-history.ts';
import { historyStart } from './test-random-history.ts';
import { asStorable, asStored } from './test-stored-history.ts';
import { asLoaded } from './test-snapshot.ts';

const shipped = await loadRules(join(import.meta.dirname, 'defaults'));
const rules: readonly Rule[] = [...shipped.rules, ...everyEvaluator().rules];

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
      const live = run(records, rules);
      expectSame(runWithDeaths(toEntries(records), rules, createRandom(seed, 1)), live, seed);
      for (const { change, ruleId, forecast } of live) {
        if (change !== 'raise') continue;
        raised += 1;
        seen.add(ruleId);
        if (forecast !== null) forecasts += 1;
      }
    }
    // A test in which nothing happens shows nothing.
    expect(raised).toBeGreaterThan(10 * histories);
    expect(forecasts).toBeGreaterThan(histories / 10);
    const silent = everyEvaluator().rules.filter(({ id, announce }) => announce && !seen.has(id));
    expect(silent.map(({ id }) => id)).toEqual([]);
  }, 600_000);

  it('whenever ticks come', () => {
    for (let seed = 1; seed <= histories; seed += 1) {
      const records = historyOf(seed);
      const other = withOtherTicks(records, createRandom(seed, 2));
      expectSame(toStory(run(other, rules)), toStory(run(records, rules)), seed);
    }
  }, 600_000);

  it('in a back-test over what was stored', async () => {
    let raised = 0;
    for (let seed = 1; seed <= histories; seed += 1) {
      const records = asStorable(historyOf(seed));
      const live = run(records, rules);
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
    const pieces = asLoaded(first.snapshot());
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
