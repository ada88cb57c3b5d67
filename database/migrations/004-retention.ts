import { sql, type Kysely } from 'kysely';

/** Readings from before `readings_dropped_before` may be gone: their roll-ups must not be computed again. */
export async function createRetentionNote(db: Kysely<unknown>): Promise<void> {
  await sql`alter table installation add column readings_dropped_before timestamptz`.execute(db);
}
