import { sql, type Kysely } from 'kysely';

/** By which a member of staff comes from an OpenID provider; both null: one of our own accounts, with a password. */
export async function addStaffIdentity(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table staff
      add column issuer text,
      add column subject text,
      add check ((issuer is null) = (subject is null))`.execute(db);
}
