import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Area, Site } from '../domain/area.ts';
import type { FleetState, KnownDevice } from './fleet-state.ts';
import { rowsPerStatementMax } from './limits.ts';

/** Everything about the fleet that the database holds. */
export async function loadFleet(kysely: Kysely<Schema>): Promise<Omit<FleetState, 'unsaved'>> {
  return kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const areas = await transaction
        .selectFrom('areas')
        .select(['code', 'level', 'parent_code as parentCode', 'name_zh as nameZh', 'name_en as nameEn'])
        .execute();
      const sites = await transaction
        .selectFrom('sites')
        .select(['id', 'area_code as areaCode', 'name_zh as nameZh', 'name_en as nameEn'])
        .select(['longitude_deg', 'latitude_deg'])
        .execute();
      const devices = await transaction.selectFrom('devices').selectAll().execute();
      return {
        areas,
        sites,
        devices: devices.map((row): KnownDevice => ({
          device: {
            id: row.id,
            kind: row.kind,
            siteId: row.site_id,
            name: row.name,
            enrolled: row.enrolled,
            disabled: row.disabled,
            createdAt: row.created_at.getTime(),
          },
          secret:
            row.secret_salt === null || row.secret_hash === null
              ? null
              : { salt: row.secret_salt, hash: row.secret_hash },
        })),
      };
    });
}

/** Adds devices; those that are there already stay as they are. Returns the ids that were added. */
export async function insertDevices(
  kysely: Kysely<Schema>,
  devices: readonly KnownDevice[],
): Promise<readonly string[]> {
  const added: string[] = [];
  for (const part of inParts(devices)) {
    const rows = await kysely
      .insertInto('devices')
      .values(
        part.map(({ device, secret }) => ({
          id: device.id,
          kind: device.kind,
          site_id: device.siteId,
          name: device.name,
          secret_salt: secret?.salt ?? null,
          secret_hash: secret?.hash ?? null,
          enrolled: device.enrolled,
          disabled: device.disabled,
          created_at: new Date(device.createdAt),
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute();
    added.push(...rows.map(({ id }) => id));
  }
  return added;
}

export async function upsertAreas(kysely: Kysely<Schema>, areas: readonly Area[]): Promise<void> {
  for (const part of inParts(areas)) {
    await kysely
      .insertInto('areas')
      .values(
        part.map((area) => ({
          code: area.code,
          level: area.level,
          parent_code: area.parentCode,
          name_zh: area.nameZh,
          name_en: area.nameEn,
          shape: null,
        })),
      )
      // The shape is imported apart and stays.
      .onConflict((conflict) =>
        conflict.column('code').doUpdateSet((row) => ({
          level: row.ref('excluded.level'),
          parent_code: row.ref('excluded.parent_code'),
          name_zh: row.ref('excluded.name_zh'),
          name_en: row.ref('excluded.name_en'),
        })),
      )
      .execute();
  }
}

export async function upsertSites(kysely: Kysely<Schema>, sites: readonly Site[]): Promise<void> {
  for (const part of inParts(sites)) {
    await kysely
      .insertInto('sites')
      .values(
        part.map((site) => ({
          id: site.id,
          area_code: site.areaCode,
          name_zh: site.nameZh,
          name_en: site.nameEn,
          longitude_deg: site.longitude_deg,
          latitude_deg: site.latitude_deg,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          area_code: row.ref('excluded.area_code'),
          name_zh: row.ref('excluded.name_zh'),
          name_en: row.ref('excluded.name_en'),
          longitude_deg: row.ref('excluded.longitude_deg'),
          latitude_deg: row.ref('excluded.latitude_deg'),
        })),
      )
      .execute();
  }
}

function* inParts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += rowsPerStatementMax)
    yield rows.slice(at, at + rowsPerStatementMax);
}
