import { sql, type Kysely } from 'kysely';

/** Alerts as they stand, and their history. One open alert for a rule and what it is about. */
export async function createAlerts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table alerts (
      id text primary key,
      version int not null,
      rule_id text not null,
      rule_version text not null,
      scope_type text not null,
      scope_id text not null,
      device_id text not null,
      kind text not null,
      severity int not null,
      displayed_severity int not null,
      condition text not null,
      operator_state text not null,
      latch text not null,
      suppression text not null,
      retrospective boolean not null,
      title jsonb not null,
      advice jsonb not null,
      evidence jsonb,
      raised_at timestamptz not null,
      event_time timestamptz not null,
      received_at timestamptz not null,
      returned_at timestamptz,
      acknowledged_at timestamptz,
      acknowledged_by text,
      closed_at timestamptz,
      closed_by text,
      finding text
    )`.execute(db);
  await sql`
    create unique index alerts_one_open on alerts (rule_id, scope_type, scope_id)
    where closed_at is null`.execute(db);
  await sql`create index alerts_raised_at on alerts (raised_at desc, id desc)`.execute(db);
  await sql`create index alerts_device_id on alerts (device_id, raised_at desc)`.execute(db);
  await sql`
    create table alert_events (
      alert_id text not null,
      version int not null,
      at timestamptz not null,
      type text not null,
      by_whom text not null,
      comment text,
      detail jsonb not null default '{}',
      primary key (alert_id, version)
    )`.execute(db);
}
