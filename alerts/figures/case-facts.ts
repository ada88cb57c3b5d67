import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Case } from '../../domain/case.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { CaseFact } from './facts.ts';
import type { Span } from './spans.ts';

/** What figures need of a case. One that was voided was never closed: there was nothing to do. */
export function toCaseFact({
  path,
  deviceId,
  reportedAt,
  reachedAt,
  step,
  closedAt,
  overdueCount,
}: Case): CaseFact {
  return {
    path,
    deviceId,
    reportedAt,
    dispatchedAt: reachedAt.dispatched ?? null,
    arrivedAt: reachedAt.arrived ?? null,
    closedAt: step === 'closed' ? closedAt : null,
    overdueCount,
  };
}

interface Row {
  readonly id: string;
  readonly path: PlaceId[];
  readonly device_id: string | null;
  readonly reported_at: number;
  readonly dispatched_at: number | null;
  readonly arrived_at: number | null;
  readonly closed_at: number | null;
  readonly overdue_count: number;
}

/** The cases that something may have happened to in a period, from the database, by their ids. */
export async function readCaseFacts(
  kysely: Kysely<Schema>,
  { from, to }: Span,
): Promise<ReadonlyMap<string, CaseFact>> {
  const { rows } = await sql<Row>`
    select id, path, content->>'deviceId' as device_id, overdue_count,
      date_part('epoch', reported_at) * 1000 as reported_at,
      (content->'reachedAt'->>'dispatched')::float8 as dispatched_at,
      (content->'reachedAt'->>'arrived')::float8 as arrived_at,
      case when step = 'closed' then date_part('epoch', closed_at) * 1000 end as closed_at
    from cases
    where reported_at < ${new Date(to)} and (closed_at is null or closed_at >= ${new Date(from)})
  `.execute(kysely);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        path: row.path,
        deviceId: row.device_id,
        reportedAt: Math.round(row.reported_at),
        dispatchedAt: row.dispatched_at,
        arrivedAt: row.arrived_at,
        closedAt: row.closed_at === null ? null : Math.round(row.closed_at),
        overdueCount: row.overdue_count,
      },
    ]),
  );
}
