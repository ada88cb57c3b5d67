import { sql, type Kysely } from 'kysely';

/**
 * The audit is only appended to: whoever tries to change or remove an entry is refused, the service itself too.
 * The owner of the database can take the triggers away; then the chain of hashes tells.
 */
export async function chainAudit(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table audit
      add column chain uuid,
      add column seq bigint,
      add column hash text`.execute(db);
  await sql`create unique index audit_place on audit (chain, seq)`.execute(db);
  await sql`create index audit_who on audit (who, id)`.execute(db);
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit is only appended to' using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger audit_only_appended before update or delete on audit
      for each row execute function refuse_audit_change()`.execute(db);
  await sql`
    create trigger audit_not_truncated before truncate on audit
      for each statement execute function refuse_audit_change()`.execute(db);
}
