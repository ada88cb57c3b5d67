import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Incident, IncidentMove, IncidentQuery } from '../../domain/incident.ts';
import { fromAlertRow } from '../alert-row.ts';
import type { PagePlace } from '../cursor.ts';
import { fromIncidentRow } from './incident-row.ts';
import { incidentLimits } from './limits.ts';

/** Newest first, open and closed. */
export async function readIncidents(
  kysely: Kysely<Schema>,
  { query, after, limit }: { query: IncidentQuery; after: PagePlace | null; limit: number },
): Promise<readonly Incident[]> {
  let select = kysely.selectFrom('incidents').selectAll();
  if (query.place !== undefined) select = select.where(sql<boolean>`path @> array[${query.place}]`);
  if (query.kind !== undefined) select = select.where(sql<boolean>`kinds @> array[${query.kind}]`);
  if (after !== null) {
    select = select.where(sql<boolean>`(opened_at, id) < (${new Date(after.raisedAt)}, ${after.id})`);
  }
  const rows = await select.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(fromIncidentRow);
}

export async function readIncident(kysely: Kysely<Schema>, id: string): Promise<Incident | null> {
  const row = await kysely.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : fromIncidentRow(row);
}

/** An incident's alerts, with those that were closed in incidents that were merged into it; and who moved on. */
export async function readMembers(
  kysely: Kysely<Schema>,
  id: string,
): Promise<{ readonly alertIds: readonly string[]; readonly moved: readonly IncidentMove[] }> {
  const present = await sql<{ alert_id: string }>`
    with recursive family (id) as (
      select ${id}::text
      union
      select incidents.id from incidents join family on incidents.merged_into = family.id
    )
    select alert_id from incident_members
    where incident_id in (select id from family) and left_at is null
    order by up_order
    limit ${incidentLimits.alertsPerIncident_max}
  `.execute(kysely);
  const left = await kysely
    .selectFrom('incident_members')
    .select(['alert_id', 'left_at', 'moved_to'])
    .where('incident_id', '=', id)
    .where('left_at', 'is not', null)
    .orderBy('up_order')
    .limit(incidentLimits.alertsPerIncident_max)
    .execute();
  return {
    alertIds: present.rows.map((row) => row.alert_id),
    moved: left.map((row) => ({
      alertId: row.alert_id,
      at: row.left_at?.getTime() ?? 0,
      movedTo: row.moved_to ?? '',
    })),
  };
}

/** By alert, the incident that it is part of now, after all that was merged. */
export async function readIncidentIds(
  kysely: Kysely<Schema>,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (alertIds.length === 0) return new Map();
  const { rows } = await sql<{ alert_id: string; id: string }>`
    with recursive chain (alert_id, id) as (
      select alert_id, incident_id from incident_members
      where alert_id = any(${alertIds}::text[]) and left_at is null
      union
      select chain.alert_id, incidents.merged_into
      from chain join incidents on incidents.id = chain.id
      where incidents.merged_into is not null
    )
    select chain.alert_id, chain.id
    from chain join incidents on incidents.id = chain.id
    where incidents.merged_into is null
  `.execute(kysely);
  return new Map(rows.map((row) => [row.alert_id, row.id]));
}

export async function readAlertsById(
  kysely: Kysely<Schema>,
  ids: readonly string[],
): Promise<readonly Alert[]> {
  if (ids.length === 0) return [];
  const rows = await kysely
    .selectFrom('alerts')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(fromAlertRow);
}
