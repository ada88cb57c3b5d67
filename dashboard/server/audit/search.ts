import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../../database/schema.ts';

/** Acts that are refusals; others say in their detail what came of them. */
const refusals = [
  'refused',
  'refusals counted',
  'log-in failed',
  'log-in blocked',
  'log-in at its longest delay',
  'second person: refused',
  'second person: declined',
];

/** Which entries are wanted; times in ms, `to` exclusive. */
export interface AuditQuery {
  readonly who?: string | undefined;
  /** A part of the action's words. */
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only what was refused. */
  readonly refused?: boolean | undefined;
}

export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly who: string;
  readonly action: string;
  readonly target: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string | null;
}

/** A page of entries, the newest first; `before` is the id of the one after which it goes on. */
export async function searchAudit(
  kysely: Kysely<Schema>,
  { who, action, target, from, to, refused }: AuditQuery,
  page: { readonly limit: number; readonly before: string | undefined },
): Promise<readonly AuditRow[]> {
  let select = kysely
    .selectFrom('audit')
    .select(['id', 'at', 'who', 'action', 'target', 'detail', 'address'])
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (who !== undefined) select = select.where('who', '=', who);
  if (action !== undefined) select = select.where('action', 'ilike', `%${toPattern(action)}%`);
  if (target !== undefined) select = select.where('target', '=', target);
  if (from !== undefined) select = select.where('at', '>=', new Date(from));
  if (to !== undefined) select = select.where('at', '<', new Date(to));
  if (refused === true) {
    select = select.where((is) =>
      is.or([
        is('action', 'in', refusals),
        is(sql<string>`detail ->> 'outcome'`, 'in', ['refused', 'stale']),
      ]),
    );
  }
  if (page.before !== undefined) select = select.where('id', '<', page.before);
  const rows = await select.execute();
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** Signs that mean something in a pattern stand for themselves. */
function toPattern(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
