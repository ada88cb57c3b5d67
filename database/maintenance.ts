import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { kindNames } from '../domain/kinds.ts';
import type { Database } from './connection.ts';
import type { Edition } from './edition.ts';
import { retentionDays, trackRetentionDays } from './limits.ts';
import { isOutage } from './outage.ts';
import { applyRetention } from './retention.ts';
import { computeRollup } from './rollup.ts';
import { deleteTracks } from './track-retention.ts';

/** Something that has to be done regularly. */
export interface MaintenanceJob {
  readonly name: string;
  /** When, as node-cron takes it (minute first). */
  readonly schedule: string;
  /** Does it, as of `now` (ms). Never rejects: a failure is logged, and the next run does what was left. */
  readonly run: (now: number) => Promise<void>;
}

/**
 * Roll-ups and retention. Where TimescaleDB has policies of its own the jobs only see to those. While the
 * database is away nothing is done.
 */
export function maintenanceJobs(
  database: Database,
  options: {
    readonly log: Logger;
    readonly retentionRaw_days?: number;
    /** How long grid workers' tracks are kept, as the settings in force say. */
    readonly trackRetention_days?: () => number;
  },
): readonly MaintenanceJob[] {
  const { log } = options;
  const { pool } = database;
  const kysely = database.kysely as unknown as Kysely<unknown>;
  const rawDays = options.retentionRaw_days ?? retentionDays.raw;

  function job(
    name: string,
    schedule: string,
    work: (edition: Edition, now: number) => Promise<void>,
  ): MaintenanceJob {
    const run = async (now: number): Promise<void> => {
      const edition = database.edition();
      if (edition === null || !database.isAvailable()) return;
      const startedAt = Date.now();
      try {
        await work(edition, now);
        log.debug({ job: name, tookMs: Date.now() - startedAt }, 'maintenance done');
      } catch (error) {
        if (isOutage(error)) log.warn({ err: error, job: name }, 'maintenance interrupted');
        else log.error({ err: error, job: name }, 'maintenance failed');
      }
    };
    return { name, schedule, run };
  }

  function rollup(resolution: '1m' | '1h', schedule: string): MaintenanceJob {
    return job(`rollup-${resolution}`, schedule, async (edition, now) => {
      if (edition === 'community') return;
      for (const kind of kindNames) {
        await computeRollup({ pool, edition, now, rawDays }, { kind, resolution });
      }
    });
  }

  return [
    rollup('1m', '* * * * *'),
    // After the hour has settled, then now and then for what comes late.
    rollup('1h', '6-59/10 * * * *'),
    job('retention', '17 3 * * *', async (edition, now) => {
      const dropped = await applyRetention({ pool, kysely, edition, now, rawDays });
      if (dropped.length > 0) log.info({ dropped }, 'old readings dropped');
    }),
    job('track-retention', '37 * * * *', async (_edition, now) => {
      const days = options.trackRetention_days?.() ?? trackRetentionDays;
      const deleted = await deleteTracks(pool, now - days * 86_400_000);
      if (deleted > 0) log.info({ deleted }, 'old tracks deleted');
    }),
  ];
}
