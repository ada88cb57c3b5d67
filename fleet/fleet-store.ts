import { sql, type Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Area, Site } from '../domain/area.ts';
import type { DeviceFacts } from '../domain/device-facts.ts';
import { loadKeys } from './enrolment-key-store.ts';
import type { DeviceChange, FleetRows, KnownDevice } from './fleet-state.ts';
import { rowsPerStatementMax } from './limits.ts';
import type { SecretHash } from './secret.ts';

/** Everything about the fleet that the database holds. */
export async function loadFleet(kysely: Kysely<Schema>): Promise<FleetRows> {
  return kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const areas = await transaction
        .selectFrom('areas')
        .select(['code', 'level', 'parent_code as parentCode', 'name_zh as nameZh', 'name_en as nameEn'])
        .select('shape as boundary')
        .execute();
      const sites = await transaction
        .selectFrom('sites')
        .select(['id', 'area_code as areaCode', 'name_zh as nameZh', 'name_en as nameEn'])
        .select(['longitude_deg', 'latitude_deg'])
        .execute();
      const devices = await transaction
        .selectFrom('devices')
        .select(['id', 'kind', 'site_id', 'name', 'secret_salt', 'secret_hash', 'enrolled', 'disabled'])
        .select(['created_at', 'gateway_id', 'feeder_id', 'maintainer', 'enrolment_key_id'])
        .select(['former_secret_salt', 'former_secret_hash', 'former_secret_until'])
        // As text: a day has no time zone, and pg would make a local midnight of it.
        .select([
          sql<string | null>`installed_on::text`.as('installed_on'),
          sql<string | null>`inspection_due_on::text`.as('inspection_due_on'),
          sql<string | null>`calibrated_on::text`.as('calibrated_on'),
          sql<string | null>`end_of_life_on::text`.as('end_of_life_on'),
        ])
        .execute();
      return {
        areas,
        sites,
        keys: await loadKeys(transaction),
        devices: devices.map((row): KnownDevice => ({
          device: {
            id: row.id,
            kind: row.kind,
            siteId: row.site_id,
            name: row.name,
            enrolled: row.enrolled,
            disabled: row.disabled,
            createdAt: row.created_at.getTime(),
            gatewayId: row.gateway_id,
            feederId: row.feeder_id,
            installedOn: row.installed_on,
            inspectionDueOn: row.inspection_due_on,
            calibratedOn: row.calibrated_on,
            endOfLifeOn: row.end_of_life_on,
            maintainer: row.maintainer,
          },
          secret: toSecret(row.secret_salt, row.secret_hash),
          enrolmentKeyId: row.enrolment_key_id,
          former:
            row.former_secret_until === null
              ? null
              : {
                  secret: toSecret(row.former_secret_salt, row.former_secret_hash),
                  until: row.former_secret_until.getTime(),
                },
        })),
      };
    });
}

function toSecret(salt: Buffer | null, hash: Buffer | null): SecretHash | null {
  return salt === null || hash === null ? null : { salt, hash };
}

/** Puts a new secret in the place of the former one, which counts on until its time. */
export async function updateSecret(
  kysely: Kysely<Schema>,
  id: string,
  { secret, former }: Pick<KnownDevice, 'secret' | 'former'>,
): Promise<void> {
  await kysely
    .updateTable('devices')
    .set({
      secret_salt: secret?.salt ?? null,
      secret_hash: secret?.hash ?? null,
      former_secret_salt: former?.secret?.salt ?? null,
      former_secret_hash: former?.secret?.hash ?? null,
      former_secret_until: former === null ? null : new Date(former.until),
    })
    .where('id', '=', id)
    .execute();
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
        part.map(({ device, secret, enrolmentKeyId }) => ({
          id: device.id,
          kind: device.kind,
          site_id: device.siteId,
          name: device.name,
          secret_salt: secret?.salt ?? null,
          secret_hash: secret?.hash ?? null,
          enrolment_key_id: enrolmentKeyId,
          enrolled: device.enrolled,
          disabled: device.disabled,
          created_at: new Date(device.createdAt),
          ...toFactColumns(device),
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute();
    added.push(...rows.map(({ id }) => id));
  }
  return added;
}

/**
 * Adds devices and changes others in one transaction. Null when it is done; otherwise the id of one that somebody
 * else has added meanwhile, and nothing is done.
 */
export async function importDevices(
  kysely: Kysely<Schema>,
  {
    created,
    changes,
  }: {
    readonly created: readonly KnownDevice[];
    readonly changes: readonly { readonly id: string; readonly change: DeviceChange }[];
  },
): Promise<string | null> {
  try {
    await kysely.transaction().execute(async (transaction) => {
      const added = new Set(await insertDevices(transaction, created));
      for (const { device, secret } of created.filter(({ device }) => !added.has(device.id))) {
        const row = await transaction
          .selectFrom('devices')
          .select('secret_salt')
          .where('id', '=', device.id)
          .executeTakeFirst();
        // Ours when an attempt before this one took effect and its answer was lost.
        const isOurs = secret !== null && row?.secret_salt?.equals(secret.salt) === true;
        if (!isOurs) throw new Taken(device.id);
      }
      for (const { id, change } of changes) await updateDevice(transaction, id, change);
    });
    return null;
  } catch (error) {
    if (error instanceof Taken) return error.id;
    throw error;
  }
}

/** Ends a transaction without a trace. */
class Taken extends Error {
  readonly id: string;

  constructor(id: string) {
    super(`there is a device ${id} already`);
    this.id = id;
  }
}

/** Changes a device in place; what is left out stays. */
export async function updateDevice(kysely: Kysely<Schema>, id: string, change: DeviceChange): Promise<void> {
  const columns = {
    ...(change.siteId !== undefined && { site_id: change.siteId }),
    ...(change.name !== undefined && { name: change.name }),
    ...(change.disabled !== undefined && { disabled: change.disabled }),
    ...toFactColumns(change),
  };
  if (Object.keys(columns).length === 0) return;
  await kysely.updateTable('devices').set(columns).where('id', '=', id).execute();
}

function toFactColumns(facts: Partial<DeviceFacts>) {
  return {
    ...(facts.gatewayId !== undefined && { gateway_id: facts.gatewayId }),
    ...(facts.feederId !== undefined && { feeder_id: facts.feederId }),
    ...(facts.installedOn !== undefined && { installed_on: facts.installedOn }),
    ...(facts.inspectionDueOn !== undefined && { inspection_due_on: facts.inspectionDueOn }),
    ...(facts.calibratedOn !== undefined && { calibrated_on: facts.calibratedOn }),
    ...(facts.endOfLifeOn !== undefined && { end_of_life_on: facts.endOfLifeOn }),
    ...(facts.maintainer !== undefined && { maintainer: facts.maintainer }),
  };
}

/** Adds areas or changes them; the boundary of one that tells none stays. */
export async function upsertAreas(kysely: Kysely<Schema>, areas: readonly Area[]): Promise<void> {
  const [plain, outlined] = [
    areas.filter(({ boundary }) => boundary === undefined),
    areas.filter(({ boundary }) => boundary !== undefined),
  ];
  await kysely.transaction().execute(async (transaction) => {
    await upsertAlike(transaction, { areas: plain, withBoundary: false });
    await upsertAlike(transaction, { areas: outlined, withBoundary: true });
  });
}

async function upsertAlike(
  kysely: Kysely<Schema>,
  { areas, withBoundary }: { readonly areas: readonly Area[]; readonly withBoundary: boolean },
): Promise<void> {
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
          shape: area.boundary ?? null,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('code').doUpdateSet((row) => ({
          level: row.ref('excluded.level'),
          parent_code: row.ref('excluded.parent_code'),
          name_zh: row.ref('excluded.name_zh'),
          name_en: row.ref('excluded.name_en'),
          ...(withBoundary && { shape: row.ref('excluded.shape') }),
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
