import { sql, type Kysely } from 'kysely';

/** Keys by which devices enrol, each with its limits, and by which of them a device came. */
export async function createEnrolmentKeys(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table enrolment_keys (
      id text primary key,
      name text not null,
      kind text,
      site_id text,
      devices_max integer check (devices_max > 0),
      expires_at timestamptz,
      revoked text not null default 'no' check (revoked in ('no', 'enrolment', 'all')),
      salt bytea not null,
      hash bytea not null,
      created_at timestamptz not null default now(),
      created_by text not null
    )`.execute(db);
  await sql`alter table devices add column enrolment_key_id text`.execute(db);
}
