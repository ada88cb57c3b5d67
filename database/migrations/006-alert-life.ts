import { sql, type Kysely } from 'kysely';

/** What staff do to an alert besides seeing it: silence, shelve, assign; and how often it came. */
export async function extendAlerts(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table alerts
      add column suppressed jsonb,
      add column silenced_at timestamptz,
      add column silenced_by text,
      add column rang_at timestamptz,
      add column activations int not null default 1,
      add column is_chattering boolean not null default false,
      add column assignee text`.execute(db);
}
