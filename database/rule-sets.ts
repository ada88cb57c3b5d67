import type { Kysely } from 'kysely';
import type { RulesRecord } from '../domain/record.ts';
import type { RuleSetView } from '../domain/rule-set.ts';
import { ruleSetsPage_max } from './limits.ts';
import type { Schema } from './schema.ts';

/** A record of the rules in force, with its place in a journal. */
export interface RuleSetEntry {
  readonly journalId: string;
  readonly offset: number;
  readonly record: RulesRecord;
}

/** The history of the rules in force. */
export interface RuleSetStore {
  /** Idempotent by journal and offset. Waits while the database is away, unless the signal ends that. */
  record(entry: RuleSetEntry, signal?: AbortSignal): Promise<void>;
  /** Newest first, at most `ruleSetsPage_max`. Throws while the database is away. */
  history(limit: number): Promise<readonly RuleSetView[]>;
}

export function createRuleSetStore(options: {
  readonly database: {
    readonly kysely: Kysely<Schema>;
    persist<T>(name: string, operation: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  };
}): RuleSetStore {
  const { database } = options;

  async function insert({ journalId, offset, record }: RuleSetEntry): Promise<void> {
    await database.kysely
      .insertInto('rule_sets')
      .values({
        journal_id: journalId,
        journal_offset: offset,
        at: new Date(record.at),
        by_whom: record.by,
        comment: record.comment === null ? null : storable(record.comment),
        files: JSON.stringify(record.files.map(({ name, text }) => ({ name, text: storable(text) }))),
      })
      .onConflict((conflict) => conflict.columns(['journal_id', 'journal_offset']).doNothing())
      .execute();
  }

  return {
    record: (entry, signal) => database.persist('save rule set', () => insert(entry), signal),
    async history(limit) {
      const rows = await database.kysely
        .selectFrom('rule_sets')
        .selectAll()
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(Math.max(1, Math.min(Math.floor(limit), ruleSetsPage_max)))
        .execute();
      return rows.map((row) => ({
        id: row.id,
        at: row.at.getTime(),
        by: row.by_whom,
        comment: row.comment,
        files: row.files,
      }));
    },
  };
}

/** PostgreSQL takes no NUL in a text. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}
