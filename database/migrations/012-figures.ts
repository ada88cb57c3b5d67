import { sql, type Kysely } from 'kysely';

/**
 * What the key figures are made of: each time that an alert's condition became active, with its place and the
 * seats that watched it then; signed handovers; and reports as they were made.
 */
export async function createFigures(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table alert_activations (
      alert_id text not null,
      number int not null,
      version int not null,
      rule_id text not null,
      scope_type text not null,
      scope_id text not null,
      device_id text not null,
      kind text not null,
      severity int not null,
      on_delay_s float8 not null,
      path text[] not null,
      seats text[] not null,
      began_at timestamptz not null,
      announced_at timestamptz,
      counted_at timestamptz not null generated always as (coalesce(announced_at, began_at)) stored,
      muted_by text,
      ended_at timestamptz,
      left_at timestamptz,
      acknowledged_at timestamptz,
      acknowledged_seat text,
      is_chatter_start boolean not null,
      finding text,
      is_forecast boolean not null,
      forecast_result text,
      lead_s float8,
      primary key (alert_id, number)
    )`.execute(db);
  await sql`
    create index alert_activations_counted_at on alert_activations (counted_at, alert_id, number)`.execute(
    db,
  );
  await sql`
    create index alert_activations_standing on alert_activations (counted_at)
    where left_at is null`.execute(db);
  await sql`create index alert_activations_left_at on alert_activations (left_at)`.execute(db);
  await sql`create index alert_activations_path on alert_activations using gin (path)`.execute(db);
  // Alerts from before count once each; nobody noted which seat watched them.
  await sql`
    insert into alert_activations (
      alert_id, number, version, rule_id, scope_type, scope_id, device_id, kind, severity, on_delay_s, path,
      seats, began_at, announced_at, muted_by, ended_at, left_at, acknowledged_at, is_chatter_start, finding,
      is_forecast, forecast_result, lead_s)
    select id, activations, 0, rule_id, scope_type, scope_id, device_id, kind, displayed_severity,
      coalesce((evidence->>'onDelay_s')::float8, 0), path, '{}', raised_at,
      case when retrospective then null else raised_at end,
      case when retrospective then 'retrospective' end,
      returned_at, closed_at, acknowledged_at, false, finding, forecast is not null,
      outcome->>'result', (outcome->>'lead_s')::float8
    from alerts`.execute(db);
  await sql`
    create table handovers (
      id text primary key,
      version int not null,
      shift_id text,
      shift_from timestamptz not null,
      shift_to timestamptz not null,
      given_by text not null,
      given_to text not null,
      given_at timestamptz not null,
      taken_by text,
      taken_at timestamptz,
      content jsonb not null
    )`.execute(db);
  await sql`create index handovers_given_at on handovers (given_at desc, id desc)`.execute(db);
  await sql`
    create table reports (
      id text primary key,
      kind text not null,
      from_time timestamptz not null,
      to_time timestamptz not null,
      language text not null,
      made_at timestamptz not null,
      made_by text not null,
      scheduled_for text unique,
      content jsonb not null
    )`.execute(db);
  await sql`create index reports_made_at on reports (made_at desc, id desc)`.execute(db);
}
