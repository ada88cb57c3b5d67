import { sql, type Kysely } from 'kysely';

/** What carries a device's messages and feeds it, and the dates that somebody has to think of. */
export async function addDeviceFacts(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table devices
      add column gateway_id text,
      add column feeder_id text,
      add column installed_on date,
      add column inspection_due_on date,
      add column end_of_life_on date,
      add column maintainer text`.execute(db);
}
