import { sql, type Kysely } from 'kysely';

/** Which areas a member of staff sees and acts on, and what a report is about, each with what lies below; none: everywhere. */
export async function addStaffAreas(db: Kysely<unknown>): Promise<void> {
  await sql`alter table staff add column areas text[] not null default '{}'`.execute(db);
  await sql`alter table reports add column areas text[] not null default '{}'`.execute(db);
}
