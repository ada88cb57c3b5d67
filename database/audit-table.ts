import type { Generated } from 'kysely';
import type { BigIntegerOrNull, CreatedAt, Json } from './column-types.ts';

/** Who did what: only appended to. */
export interface AuditTable {
  id: Generated<string>;
  at: CreatedAt;
  who: string;
  action: string;
  target: string | null;
  detail: Json<Readonly<Record<string, unknown>>>;
  address: string | null;
  /** Null in entries from before there were chains. */
  chain: string | null;
  seq: BigIntegerOrNull;
  hash: string | null;
}
