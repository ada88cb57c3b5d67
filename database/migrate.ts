import { Kysely, PostgresDialect } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { Client, Pool, type PoolConfig } from 'pg';
import type { Logger } from 'pino';
import { connectTimeoutMs } from './limits.ts';
import { detectEdition, type Edition } from './edition.ts';
import { createCatalogue } from './migrations/001-catalogue.ts';
import { createAlerts } from './migrations/002-alerts.ts';
import { createReadingsOfFirstKinds } from './migrations/003-readings.ts';
import { createRetentionNote } from './migrations/004-retention.ts';
import { createForecasts } from './migrations/005-forecasts.ts';
import { extendAlerts } from './migrations/006-alert-life.ts';
import { placeAlerts } from './migrations/007-alert-places.ts';
import { createIncidents } from './migrations/008-incidents.ts';
import { createDeliveries } from './migrations/009-deliveries.ts';
import { createCases } from './migrations/010-cases.ts';
import { addDeviceFacts } from './migrations/011-device-facts.ts';
import { createFigures } from './migrations/012-figures.ts';
import { createPlans } from './migrations/011-plans.ts';
import { addFormerSecrets } from './migrations/014-device-secrets.ts';
import { addStaffAreas } from './migrations/015-staff-areas.ts';
import { chainAudit } from './migrations/016-audit-chain.ts';
import { createEnrolmentKeys } from './migrations/017-enrolment-keys.ts';
import { createSchemaTables } from './migrations/018-schema-tables.ts';
import { addStaffIdentity } from './migrations/020-staff-identity.ts';
import { checkTables, noteTables } from './schema-tables.ts';

/** Any number that no other user of the database locks on. Held by whoever changes the schema. */
export const migrationLock = 7_341_001;

/** In order; never changed once released, only added to. */
export function createMigrations(edition: Edition): Record<string, Migration> {
  return {
    '001-catalogue': { up: (db) => createCatalogue(db, edition) },
    '002-alerts': { up: (db) => createAlerts(db) },
    '003-readings': { up: (db) => createReadingsOfFirstKinds(db, edition) },
    '004-retention': { up: (db) => createRetentionNote(db) },
    '005-forecasts': { up: (db) => createForecasts(db) },
    '006-alert-life': { up: (db) => extendAlerts(db) },
    '007-alert-places': { up: (db) => placeAlerts(db) },
    '008-incidents': { up: (db) => createIncidents(db) },
    '009-deliveries': { up: (db) => createDeliveries(db) },
    '010-cases': { up: (db) => createCases(db) },
    '011-device-facts': { up: (db) => addDeviceFacts(db) },
    '012-figures': { up: (db) => createFigures(db) },
    '011-plans': { up: (db) => createPlans(db) },
    '014-device-secrets': { up: (db) => addFormerSecrets(db) },
    '015-staff-areas': { up: (db) => addStaffAreas(db) },
    '016-audit-chain': { up: (db) => chainAudit(db) },
    '017-enrolment-keys': { up: (db) => createEnrolmentKeys(db) },
    '018-schema-tables': { up: (db) => createSchemaTables(db) },
    '020-staff-identity': { up: (db) => addStaffIdentity(db) },
  };
}

/**
 * Brings the database to the present schema, in one transaction, and tells its edition. Safe when several
 * processes start at once: the others wait for the first. Throws with the failed migration's error as cause.
 */
export async function migrate(url: string, log: Logger): Promise<Edition> {
  const connection = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'negative-one migration',
  };
  const connect = async (): Promise<Client> => {
    const client = new Client(connection);
    // An error between two statements; the next statement fails with it.
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const lock = await connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    const edition = await detectEdition(connect, log);
    await checkTables(lock);
    await run(connection, edition, log);
    await noteTables(lock);
    return edition;
  } finally {
    await lock.end().catch(() => {});
  }
}

async function run(connection: PoolConfig, edition: Edition, log: Logger): Promise<void> {
  const pool = new Pool({ ...connection, max: 1 });
  pool.on('error', () => {});
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await runMigrations(kysely, { edition, log });
  } finally {
    await kysely.destroy();
  }
}

/** Runs what has not run yet, in one transaction or in the given one; of `names` only, where those are given. */
export async function runMigrations(
  db: Kysely<unknown>,
  options: { readonly edition: Edition; readonly log: Logger; readonly names?: ReadonlySet<string> },
): Promise<void> {
  const { edition, log, names } = options;
  const all = Object.entries(createMigrations(edition));
  const migrations = Object.fromEntries(all.filter(([name]) => names === undefined || names.has(name)));
  const migrator = new Migrator({
    db,
    // One that was numbered earlier and released later still runs.
    allowUnorderedMigrations: true,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error, results } = await migrator.migrateToLatest();
  for (const { migrationName, status } of results ?? []) {
    if (status === 'Success') log.info({ migration: migrationName, edition }, 'database migrated');
  }
  if (error === undefined) return;
  const newer = /previously executed migration (\S+) is missing/.exec((error as Error).message);
  if (newer !== null) {
    throw new Error(`the database's schema is newer than this program: it has ${newer[1]}`);
  }
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'preparation';
  throw new Error(`database migration failed: ${failed}`, { cause: error });
}
