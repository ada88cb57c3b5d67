import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect, invariants } from './test-inspection.ts';
import { histories, toEntries } from './test-random-desk.ts';

const runs = 10_000;

/** The first history that breaks each invariant, made as short as leaving numbers out makes it. */
const broken = new Map<string, { numbers: readonly number[]; fault: string }>();
/** In how many histories each kind of line was written. */
const reached = new Map<string, number>();

function survey(): void {
  for (const numbers of fc.sample(histories, runs)) {
    const kinds = new Set<string>();
    const faults = inspect(toEntries(numbers), invariants, ({ event, alert }) => {
      const by = event.by === 'rules' || event.by === 'clock' ? event.by : 'staff';
      kinds.add(`${event.type} by ${by}`).add(alert.suppression);
    });
    for (const kind of kinds) reached.set(kind, (reached.get(kind) ?? 0) + 1);
    for (const name of faults.keys()) if (!broken.has(name)) broken.set(name, shrink(name, numbers));
  }
}

function shrink(name: string, numbers: readonly number[]): { numbers: readonly number[]; fault: string } {
  const faultOf = (some: readonly number[]): string | undefined =>
    inspect(toEntries(some), invariants).get(name);
  for (const index of numbers.keys()) {
    const fewer = numbers.toSpliced(index, 1);
    if (faultOf(fewer) !== undefined) return shrink(name, fewer);
  }
  return { numbers, fault: faultOf(numbers) ?? 'it does not happen twice' };
}

survey();

describe('over 10,000 random histories of rules, staff, service, moves, edits and time', () => {
  it.each(Object.keys(invariants))('%s', (name) => {
    expect(broken.get(name)).toBeUndefined();
  });

  // A history that never gets there proves nothing about it.
  it.each([
    ['reactivate by rules', 3_000],
    ['unknown by rules', 2_000],
    ['worsen by rules', 2_000],
    ['chatter by rules', 1_000],
    ['calm by clock', 1_000],
    ['realarm by clock', 800],
    ['acknowledge by staff', 2_000],
    ['shelve by staff', 700],
    ['unshelve by clock', 400],
    ['unshelve by rules', 20],
    ['unshelve by staff', 20],
    ['silence by staff', 500],
    ['reset by staff', 100],
    ['close by staff', 200],
    ['close by rules', 700],
    ['suppress by rules', 2_000],
    ['suppress by staff', 1_500],
    ['unsuppress by rules', 1_000],
    ['unsuppress by clock', 500],
    ['unsuppress by staff', 300],
    ['outOfService', 2_000],
    ['shelved', 700],
    ['suppressed', 3_000],
  ])('reaches %s in at least %i of them', (kind, least) => {
    expect(reached.get(kind) ?? 0).toBeGreaterThanOrEqual(least);
  });
});
