import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { KnownKey } from './enrolment-keys.ts';

export async function loadKeys(kysely: Kysely<Schema>): Promise<readonly KnownKey[]> {
  const rows = await kysely.selectFrom('enrolment_keys').selectAll().execute();
  return rows.map((row) => ({
    key: {
      id: row.id,
      name: row.name,
      kind: row.kind,
      siteId: row.site_id,
      devicesMax: row.devices_max,
      expiresAt: row.expires_at?.getTime() ?? null,
      createdAt: row.created_at.getTime(),
      createdBy: row.created_by,
      revoked: row.revoked,
    },
    secret: { salt: row.salt, hash: row.hash },
  }));
}

/** Adds a key, or changes what may change of it. */
export async function saveKey(kysely: Kysely<Schema>, { key, secret }: KnownKey): Promise<void> {
  await kysely
    .insertInto('enrolment_keys')
    .values({
      id: key.id,
      name: key.name,
      kind: key.kind,
      site_id: key.siteId,
      devices_max: key.devicesMax,
      expires_at: key.expiresAt === null ? null : new Date(key.expiresAt),
      created_at: new Date(key.createdAt),
      created_by: key.createdBy,
      revoked: key.revoked,
      salt: secret.salt,
      hash: secret.hash,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ revoked: (row) => row.ref('excluded.revoked') }),
    )
    .execute();
}
