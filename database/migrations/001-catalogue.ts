import { sql, type Kysely } from 'kysely';
import type { Edition } from '../edition.ts';

/** Places, devices, staff, and what readers of the journal have to remember. */
export async function createCatalogue(db: Kysely<unknown>, edition: Edition): Promise<void> {
  await sql`
    create table installation (
      id int primary key default 1 check (id = 1),
      edition text not null,
      created_at timestamptz not null default now(),
      probed_at timestamptz
    )`.execute(db);
  await sql`insert into installation (edition) values (${sql.lit(edition)})`.execute(db);
  await sql`
    create table areas (
      code text primary key,
      level text not null,
      parent_code text,
      name_zh text not null,
      name_en text not null,
      shape jsonb
    )`.execute(db);
  await sql`
    create table sites (
      id text primary key,
      area_code text,
      name_zh text not null,
      name_en text not null,
      longitude_deg float8,
      latitude_deg float8
    )`.execute(db);
  await sql`
    create table devices (
      id text primary key,
      kind text not null,
      site_id text,
      name text,
      secret_salt bytea,
      secret_hash bytea,
      enrolled boolean not null default false,
      disabled boolean not null default false,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table staff (
      username text primary key,
      name text not null,
      password_hash text not null,
      role text not null,
      language text not null,
      disabled boolean not null default false,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table audit (
      id bigserial primary key,
      at timestamptz not null default now(),
      who text not null,
      action text not null,
      target text,
      detail jsonb not null default '{}',
      address text
    )`.execute(db);
  await sql`create index audit_at on audit (at)`.execute(db);
  await sql`
    create table reader_checkpoints (
      journal_id text not null,
      reader text not null,
      last_offset bigint not null,
      updated_at timestamptz not null default now(),
      primary key (journal_id, reader)
    )`.execute(db);
  await sql`
    create table quarantine (
      id bigserial primary key,
      journal_id text not null,
      journal_offset bigint not null,
      received_at timestamptz not null,
      device_id text,
      kind text,
      topic text not null,
      payload bytea not null,
      code text not null,
      detail text not null,
      unique (journal_id, journal_offset)
    )`.execute(db);
  await sql`create index quarantine_received_at on quarantine (received_at)`.execute(db);
}
