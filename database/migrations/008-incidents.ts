import { sql, type Kysely } from 'kysely';

/** What belongs together: incidents, and which alert is or was part of which. */
export async function createIncidents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table incidents (
      id text primary key,
      version int not null,
      cause_type text not null check (cause_type in ('place', 'gateway', 'feeder', 'device', 'rule')),
      cause_id text not null,
      title jsonb not null,
      kinds text[] not null,
      path text[] not null,
      severity smallint not null check (severity between 1 and 4),
      members jsonb not null,
      alert_count int not null,
      open_count int not null,
      unacknowledged_count int not null,
      device_count int not null,
      site_count int not null,
      opened_at timestamptz not null,
      last_alert_at timestamptz not null,
      closed_at timestamptz,
      merged_into text
    )`.execute(db);
  await sql`create index incidents_newest on incidents (opened_at desc, id desc)`.execute(db);
  await sql`create index incidents_path on incidents using gin (path)`.execute(db);
  await sql`create index incidents_merged on incidents (merged_into) where merged_into is not null`.execute(
    db,
  );
  await sql`
    create table incident_members (
      alert_id text not null,
      incident_id text not null,
      version int not null,
      up_order bigint not null,
      joined_at timestamptz not null,
      left_at timestamptz,
      moved_to text,
      primary key (alert_id, incident_id)
    )`.execute(db);
  await sql`create index incident_members_incident on incident_members (incident_id, up_order)`.execute(db);
}
