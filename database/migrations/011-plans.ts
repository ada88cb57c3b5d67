import { sql, type Kysely } from 'kysely';

/** Emergency plans that were in force, and those that were set in motion. */
export async function createPlans(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table plan_sets (
      set_id text not null,
      at timestamptz not null,
      by_whom text not null,
      comment text,
      files jsonb not null,
      primary key (at, set_id)
    )`.execute(db);
  await sql`
    create table plan_runs (
      id text primary key,
      version int not null,
      plan_id text not null,
      subject_type text not null,
      subject_id text not null,
      started_at timestamptz not null,
      ended_at timestamptz,
      run jsonb not null,
      events jsonb not null
    )`.execute(db);
  await sql`create index plan_runs_started on plan_runs (started_at desc, id desc)`.execute(db);
  await sql`create index plan_runs_subject on plan_runs (subject_type, subject_id)`.execute(db);
}
