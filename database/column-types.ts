import type { ColumnType } from 'kysely';

/** A bigint: text when read, because a JavaScript number cannot hold all of them. */
export type BigInteger = ColumnType<string, string | number | bigint, string | number | bigint>;
export type BigIntegerOrNull = ColumnType<
  string | null,
  string | number | bigint | null | undefined,
  string | number | bigint | null
>;
/** A jsonb column: parsed when read. An array must be given as JSON text, because pg writes arrays as PostgreSQL arrays. */
export type Json<T> = ColumnType<T, T | string, T | string>;
/** A day without a time: written as `YYYY-MM-DD`; select it as text, because pg makes a local midnight of it. */
export type Day = ColumnType<Date | null, string | null | undefined, string | null>;
/** Filled by the database when left out. */
export type CreatedAt = ColumnType<Date, Date | undefined, Date>;
