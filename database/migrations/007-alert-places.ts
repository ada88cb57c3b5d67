import { sql, type Kysely } from 'kysely';

/**
 * Where each alert's device stood when it was raised, the nearest place first, so that alerts are found by area
 * whatever moved since; and indexes for what staff look for. Older alerts are where their device is now.
 */
export async function placeAlerts(db: Kysely<unknown>): Promise<void> {
  await sql`alter table alerts add column path text[] not null default '{}'`.execute(db);
  await sql`
    with recursive up (device_id, depth, place, parent_code) as (
      select devices.id, 0, 'site:' || sites.id, sites.area_code
      from devices join sites on sites.id = devices.site_id
      union all
      select up.device_id, up.depth + 1, areas.level || ':' || areas.code, areas.parent_code
      from up join areas on areas.code = up.parent_code
      where up.depth < 8
    ), paths as (
      select device_id, array_agg(place order by depth) as path from up group by device_id
    )
    update alerts set path = paths.path from paths where paths.device_id = alerts.device_id`.execute(db);
  await sql`create index alerts_path on alerts using gin (path)`.execute(db);
  await sql`create index alerts_rule_id on alerts (rule_id, raised_at desc)`.execute(db);
}
