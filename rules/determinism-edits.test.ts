import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalRecord } from '../domain/record.ts';
import { createRandom } from '../simulators/random.ts';
import { parseRuleSet } from './load-rules.ts';
import type { Rule } from './rule.ts';
import {
  atOf,
  expectSame,
  historyOf,
  run,
  runWithDeaths,
  toStory,
  withOtherTicks,
} from './test-determinism.ts';
import { toEntries } from './test-history.ts';
import { randomRuleSets } from './test-random-rules.ts';

/** So many histories, each with rules of its own that are edited on the way. */
const histories = 60;

interface EditedHistory {
  readonly rules: readonly Rule[];
  readonly records: readonly JournalRecord[];
}

/** Rules that nobody would write, over a history; people edit them meanwhile, at any moment. */
function editedHistoryOf(seed: number): EditedHistory {
  const random = createRandom(seed, 77);
  const [first = [], ...edits] = randomRuleSets(random, 1 + random.integer(0, 4));
  const records = [...historyOf(seed)];
  const places = edits.map(() => random.integer(1, records.length - 1)).toSorted((a, b) => b - a);
  for (const [index, files] of edits.toReversed().entries()) {
    const place = places[index] ?? 1;
    const before = records[place - 1];
    const at = before === undefined ? 0 : atOf(before);
    records.splice(place, 0, { type: 'rules', at, by: 'someone', comment: null, files });
  }
  return { rules: parseRuleSet(first).rules, records };
}

/** What is told twice over, or of an alert that is not open; a forecast always ends with what came of it. */
function faultsOf(changes: readonly AlertChange[]): readonly string[] {
  const faults: string[] = [];
  const open = new Map<string, AlertChange>();
  for (const change of changes) {
    if (change.retrospective || change.ruleId === 'rule-disabled') continue;
    const key = `${change.ruleId} ${change.scope.type} ${change.scope.id}`;
    const last = open.get(key);
    if (change.change === 'raise') {
      // What nobody watched any more stays unknown until staff close it.
      if (last !== undefined && last.change !== 'unknown') faults.push(`${key}: open already`);
    } else if (last?.alertId !== change.alertId) faults.push(`${key}: ${change.change} of what is not open`);
    if (change.change === 'return') {
      if ((change.outcome === null) !== (last?.forecast === null)) faults.push(`${key}: outcome`);
      open.delete(key);
    } else open.set(key, change);
  }
  return faults;
}

describe(`over ${histories} random histories under random rules that are edited meanwhile`, () => {
  it('the alerts are the same when the process is killed at any offset, and whenever ticks come', () => {
    let raised = 0;
    const seen = new Set<string>();
    for (let seed = 1; seed <= histories; seed += 1) {
      const { rules, records } = editedHistoryOf(seed);
      const live = run(records, rules);
      expectSame(runWithDeaths(toEntries(records), rules, createRandom(seed, 1)), live, seed);
      const other = withOtherTicks(records, createRandom(seed, 2));
      expectSame(toStory(run(other, rules)), toStory(live), seed);
      expect(faultsOf(live), `seed ${seed}`).toEqual([]);
      const broken = live.filter(({ ruleId, change }) => ruleId === 'rule-disabled' && change === 'raise');
      expect(broken.map(({ advice }) => advice.en)).toEqual([]);
      raised += live.filter(({ change }) => change === 'raise').length;
      for (const { change } of live) seen.add(change);
    }
    // A test in which nothing happens shows nothing.
    expect(raised).toBeGreaterThan(10 * histories);
    expect([...seen].toSorted()).toEqual(
      ['ease', 'known', 'raise', 'return', 'unknown', 'update', 'worsen'].toSorted(),
    );
  }, 600_000);
});
