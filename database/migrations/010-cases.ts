import { sql, type Kysely } from 'kysely';

/**
 * Cases and their history, who may report from outside, and where grid workers were. A case lies here as it is
 * (`content`), beside the columns that it is looked for and counted by.
 */
export async function createCases(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table cases (
      id text primary key,
      version int not null,
      number text not null,
      source text not null,
      category text,
      severity int not null,
      step text not null,
      level text,
      path text[] not null,
      alert_ids text[] not null,
      incident_id text,
      assignee text,
      handled_by text,
      finding text,
      report_count int not null,
      overdue_since timestamptz,
      overdue_count int not null,
      due_at timestamptz,
      reported_at timestamptz not null,
      reported_by text not null,
      closed_at timestamptz,
      content jsonb not null
    )`.execute(db);
  await sql`create index cases_reported_at on cases (reported_at desc, id desc)`.execute(db);
  await sql`create index cases_open on cases (reported_at desc, id desc) where closed_at is null`.execute(db);
  await sql`create index cases_path on cases using gin (path)`.execute(db);
  await sql`create index cases_alert_ids on cases using gin (alert_ids)`.execute(db);
  await sql`create index cases_assignee on cases (assignee, reported_at desc)`.execute(db);
  await sql`create index cases_number on cases (number)`.execute(db);
  await sql`
    create table case_events (
      case_id text not null,
      version int not null,
      at timestamptz not null,
      type text not null,
      by_whom text not null,
      comment text,
      detail jsonb not null default '{}',
      primary key (case_id, version)
    )`.execute(db);
  await sql`create index case_events_at on case_events (at)`.execute(db);
  await sql`
    create table event_sources (
      id text primary key,
      name text not null,
      source text not null,
      secret_salt bytea not null,
      secret_hash bytea not null,
      disabled boolean not null default false,
      created_at timestamptz not null default now(),
      created_by text not null
    )`.execute(db);
  await sql`
    create table tracks (
      username text not null,
      at timestamptz not null,
      longitude_deg double precision not null,
      latitude_deg double precision not null,
      accuracy_m real,
      primary key (username, at)
    )`.execute(db);
  // Written in the order of time: a few pages tell where the old ones begin.
  await sql`create index tracks_at on tracks using brin (at)`.execute(db);
}
