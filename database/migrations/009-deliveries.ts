import { sql, type Kysely } from 'kysely';

/** Who was told of what, by what, and what came of it; and how the desk was run since when. */
export async function createDeliveries(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table deliveries (
      id text primary key,
      version int not null,
      subject_type text not null,
      subject_id text not null,
      reason text not null,
      severity smallint not null,
      recipient_id text not null,
      channel_id text,
      is_urgent boolean not null,
      state text not null,
      attempts int not null,
      created_at timestamptz not null,
      sent_at timestamptz,
      confirmed_at timestamptz,
      last_error text,
      content jsonb not null
    )`.execute(db);
  await sql`create index deliveries_subject on deliveries (subject_id)`.execute(db);
  await sql`create index deliveries_created_at on deliveries (created_at desc, id desc)`.execute(db);
  await sql`
    create table desk_settings (
      journal_id text not null,
      journal_offset bigint not null,
      at timestamptz not null,
      by_whom text not null,
      comment text,
      text text not null,
      primary key (journal_id, journal_offset)
    )`.execute(db);
}
