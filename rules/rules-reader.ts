import type { Logger } from 'pino';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalEntry } from '../domain/record.ts';
import { createFoldingReader, type FoldingReader } from '../journal/folding-reader.ts';
import type { Journal } from '../journal/journal.ts';
import { readAll } from '../journal/read-all.ts';
import { createRulesEngine } from './engine.ts';
import type { Rule } from './rule.ts';

const readerName = 'rules';

interface RulesReaderOptions {
  readonly journal: Journal;
  readonly rules: readonly Rule[];
  readonly log: Logger;
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
export function createRulesReader({ journal, rules, log }: RulesReaderOptions): RulesReader {
  const engine = createRulesEngine({ rules });
  let changes = 0;
  /** Changes that the journal has from before a restart: they are derived again and left out. */
  const known = new Set<string>();
  /** The last change's way to the disk: a snapshot must not be ahead of the changes that it implies. */
  let appended: Promise<unknown> = Promise.resolve();

  function apply(entry: JournalEntry): void {
    for (const change of engine.evaluate(entry)) {
      if (known.delete(toKey(change))) continue;
      changes += 1;
      appended = journal.appendDurably({ type: 'alert', change }, 'alarm');
    }
  }

  const reader = createFoldingReader({
    journal,
    log,
    name: readerName,
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
  return {
    ...reader,
    async start() {
      // What was derived from the records after the snapshot lies after the snapshot itself.
      const from = (journal.loadSnapshot(readerName)?.offset ?? 0) + 1;
      await readAll(journal, { name: `${readerName}-known`, from, types: ['alert'] }, ({ record }) => {
        if (record.type === 'alert') known.add(toKey(record.change));
      });
      await reader.start();
      known.clear();
    },
    stats: () => ({ changes, lag: reader.lag() }),
  };
}

/**
 * The same change of the same rule from the same record. Not its place among the record's changes: that
 * differs when rules were edited in between, and a change of a new rule must not be taken for an old one's.
 */
function toKey({ cause, ruleId, scope, change }: AlertChange): string {
  return JSON.stringify([cause.offset, ruleId, scope.type, scope.id, change]);
}
