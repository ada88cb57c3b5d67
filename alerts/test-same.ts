import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { JournalEntry } from '../domain/record.ts';
import { createTestFold } from './test-fold.ts';

/** For tests: everything that is ever said of alerts, and what stands at the end. */
export function tellAll(entries: Iterable<JournalEntry>): readonly unknown[] {
  const { apply, desk } = createTestFold();
  const lines: unknown[] = [];
  for (const entry of entries) lines.push(...apply(entry));
  return [lines, desk.open(), desk.outOfService()];
}

/** For tests: equal; only where they are not, the difference is worked out for people. */
export function expectSame(found: unknown, wanted: unknown): void {
  expect(isDeepStrictEqual(found, wanted) ? wanted : found).toEqual(wanted);
}
