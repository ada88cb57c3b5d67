import { sql, type Kysely } from 'kysely';

/** The tables that there were after the last migration: one that is missing later was lost. */
export async function createSchemaTables(db: Kysely<unknown>): Promise<void> {
  await sql`create table schema_tables (name text primary key)`.execute(db);
}
