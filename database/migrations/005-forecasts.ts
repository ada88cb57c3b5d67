import { sql, type Kysely } from 'kysely';

/** Alerts about what has not happened yet, how each of them turned out, and the rules that made them. */
export async function createForecasts(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table alerts
      add column forecast jsonb,
      add column outcome jsonb,
      add column counterpart_id text`.execute(db);
  await sql`
    create table forecast_outcomes (
      activation_id text primary key,
      alert_id text not null,
      rule_id text not null,
      rule_version text not null,
      device_id text not null,
      kind text not null,
      metric text not null,
      threshold float8 not null,
      made_at timestamptz not null,
      expected_at timestamptz not null,
      probability float8 not null,
      result text not null,
      reason text not null,
      breached_at timestamptz,
      promised_lead_s float8 not null,
      lead_s float8
    )`.execute(db);
  await sql`create index forecast_outcomes_made_at on forecast_outcomes (made_at)`.execute(db);
  await sql`
    create table rule_sets (
      id bigserial primary key,
      journal_id text not null,
      journal_offset bigint not null,
      at timestamptz not null,
      by_whom text not null,
      comment text,
      files jsonb not null,
      unique (journal_id, journal_offset)
    )`.execute(db);
}
