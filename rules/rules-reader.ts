import type { Logger } from 'pino';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalEntry } from '../domain/record.ts';
import { createFoldingReader, type FoldingReader } from '../journal/folding-reader.ts';
import type { Journal } from '../journal/journal.ts';
import { createRulesEngine } from './engine.ts';
import type { Rule } from './rule.ts';

interface RulesReaderOptions {
  readonly journal: Journal;
  readonly rules: readonly Rule[];
  readonly log: Logger;
  /** True for a change that the journal has from before a restart: it is derived again and left out. */
  readonly isKnown: (change: AlertChange) => boolean;
}

export interface RulesReader extends FoldingReader {
  readonly stats: () => { readonly changes: number; readonly lag: number };
}

/**
 * Runs the rules over the journal and appends what they say to it.
 *
 * After a restart the engine goes on from its last snapshot and derives the changes since then once more;
 * being deterministic, they are the same, and those that were journalled before are left out.
 */
export function createRulesReader({ journal, rules, log, isKnown }: RulesReaderOptions): RulesReader {
  const engine = createRulesEngine({ rules });
  let changes = 0;
  /** The last change's way to the disk: a snapshot must not be ahead of the changes that it implies. */
  let appended: Promise<unknown> = Promise.resolve();

  function apply(entry: JournalEntry): void {
    for (const change of engine.evaluate(entry)) {
      if (isKnown(change)) continue;
      changes += 1;
      appended = journal.appendDurably({ type: 'alert', change }, 'alarm');
    }
  }

  const reader = createFoldingReader({
    journal,
    log,
    name: 'rules',
    types: ['telemetry', 'tick'],
    apply,
    snapshot: () => engine.snapshot(),
    restore(state) {
      const { dropped } = engine.restore(state);
      if (dropped.length > 0)
        log.warn({ event: 'rule-state-dropped', dropped }, 'rules changed: state dropped');
    },
    settled: async () => {
      await appended;
    },
  });
  return { ...reader, stats: () => ({ changes, lag: reader.lag() }) };
}
