import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../domain/alert.ts';
import type { JournalEntry } from '../domain/record.ts';
import { keyOf } from './activation-times.ts';
import { createTestFold, withoutSuppressions } from './test-fold.ts';
import { shortHistories, toEntries } from './test-random-desk.ts';
import { expectSame } from './test-same.ts';

/** What the rules and the settings say, without staff, whose shelving keeps an alert open for longer. */
function toldByRules(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return entries.filter(({ record }) => record.type !== 'action' && record.type !== 'case');
}

/** No device is out of service, and nothing mutes anything by design. */
function withoutMuting(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return entries.map(({ offset, record }, index): JournalEntry => {
    if (record.type === 'settings') {
      return { offset, record: { ...record, text: withoutSuppressions(record.text) } };
    }
    // The first entry only says where a device stands, which nobody asks any more.
    if (index === 0 && record.type === 'placement') {
      const { at } = record;
      const text = withoutSuppressions('0');
      return { offset, record: { type: 'settings', at, by: 'zhao', comment: null, text } };
    }
    return record.type === 'service'
      ? { offset, record: { type: 'tick', at: record.action.at } }
      : { offset, record };
  });
}

/** What was worked out of each alert after each entry, whatever was announced. */
function evaluated(entries: readonly JournalEntry[]): readonly unknown[] {
  const { apply, desk } = createTestFold();
  return entries.map((entry) => {
    apply(entry);
    return desk
      .open()
      .map(toEvaluation)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  });
}

function toEvaluation(alert: Alert) {
  const { id, condition, severity, displayedSeverity, latch, activations, returnedAt, raisedAt } = alert;
  return {
    key: keyOf(alert),
    id,
    condition,
    severity,
    displayedSeverity,
    latch,
    activations,
    returnedAt,
    raisedAt,
  };
}

function isMuting(entries: readonly JournalEntry[]): boolean {
  const { apply } = createTestFold();
  return entries.some((entry) => apply(entry).some(({ alert }) => alert.suppression !== 'none'));
}

describe('5: over 10,000 random histories', () => {
  it('what mutes changes nothing of what is evaluated', () => {
    let hasMuted = 0;
    fc.assert(
      fc.property(shortHistories, (numbers) => {
        const entries = toldByRules(toEntries(numbers));
        hasMuted += Number(isMuting(entries));
        expectSame(evaluated(entries), evaluated(withoutMuting(entries)));
      }),
      { numRuns: 10_000 },
    );
    // A history in which nothing is muted proves nothing.
    expect(hasMuted).toBeGreaterThan(3_000);
  }, 300_000);
});
