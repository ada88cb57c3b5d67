import { sql, type Kysely } from 'kysely';

/** The secret that a device had before its present one, for as long as it still counts; and when it was calibrated. */
export async function addFormerSecrets(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table devices
      add column former_secret_salt bytea,
      add column former_secret_hash bytea,
      add column former_secret_until timestamptz,
      add column calibrated_on date`.execute(db);
}
