import type { Pool } from 'pg';

export interface StorageSize {
  readonly bytes: number;
  /** The largest first, with their indexes and all of their parts. */
  readonly tables: readonly { readonly name: string; readonly bytes: number }[];
}

const tablesMax = 12;

/** What the database takes, as a whole and by table. Partitions and chunks count with their table. */
export async function readStorageSize(pool: Pool): Promise<StorageSize> {
  const { rows } = await pool.query<{ name: string; bytes: string; total: string }>(
    `with recursive part (root, id) as (
       select oid, oid from pg_class
       where relnamespace = current_schema::regnamespace and relkind in ('r', 'p')
         and not exists (select from pg_inherits where inhrelid = pg_class.oid)
       union all
       select part.root, inhrelid from part join pg_inherits on inhparent = part.id
     )
     select root::regclass::text as name, sum(pg_total_relation_size(id))::bigint as bytes,
       pg_database_size(current_database()) as total
     from part group by root order by bytes desc limit $1`,
    [tablesMax],
  );
  return {
    bytes: Number(rows[0]?.total ?? 0),
    tables: rows.map(({ name, bytes }) => ({ name, bytes: Number(bytes) })),
  };
}
