import type { ClientBase } from 'pg';

/**
 * Tables and views of our schema: no parts of a table, and nothing that an extension or somebody else's tool made.
 */
const present = `
  select relname::text as name from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
    and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')`;

/** Names of all of them, in order. */
export async function presentTables(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`${present} order by 1`);
  return rows.map(({ name }) => name);
}

/** Throws with the names of tables that were there after the last migration and are not any more. */
export async function checkTables(client: ClientBase): Promise<void> {
  const known = await client.query<{ is: boolean }>(`select to_regclass('schema_tables') is not null as is`);
  if (known.rows[0]?.is !== true) return;
  const { rows } = await client.query<{ name: string }>(
    `select name from schema_tables where name not in (${present}) order by name`,
  );
  if (rows.length === 0) return;
  throw new Error(`tables are missing from the database: ${rows.map(({ name }) => name).join(', ')}`);
}

/** Remembers the tables that there are now. A migration that drops one deletes its name here. */
export async function noteTables(client: ClientBase): Promise<void> {
  await client.query(`insert into schema_tables (name) ${present} on conflict do nothing`);
}
