import { schedule, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import type { AlertRoom } from './alerts/alert-room.ts';
import type { Deadlines } from './alerts/deadlines/deadlines.ts';
import type { FigureRoom } from './alerts/figures/figure-room.ts';
import type { Config } from './config.ts';
import type { Database } from './database/connection.ts';
import { maintenanceJobs } from './database/maintenance.ts';

/** When the dates of inspections and ends of life are looked at: after the morning's change of shifts. */
const deadlinesAt = '30 8 * * *';

/** What happens by the calendar: the database's chores, reports that are due, dates of devices. Returns what ends it. */
export function startMaintenance(options: {
  readonly database: Database;
  readonly alertRoom: Pick<AlertRoom, 'settings'>;
  readonly figureRoom: Pick<FigureRoom, 'makeDueReports'>;
  readonly deadlines: Pick<Deadlines, 'run'>;
  readonly config: Pick<Config, 'RETENTION_DAYS'>;
  readonly log: Logger;
}): () => Promise<void> {
  const { database, alertRoom, figureRoom, deadlines, config, log } = options;
  const jobs = maintenanceJobs(database, {
    log,
    retentionRaw_days: config.RETENTION_DAYS,
    trackRetention_days: () => alertRoom.settings.current().cases.trackRetention_days,
  });
  const tasks: ScheduledTask[] = jobs.map((job) =>
    schedule(job.schedule, () => job.run(Date.now()), { name: job.name, noOverlap: true }),
  );
  const { timeZone: timezone } = alertRoom.settings.current();
  tasks.push(schedule('*/10 * * * *', () => figureRoom.makeDueReports(Date.now()), { noOverlap: true }));
  tasks.push(schedule(deadlinesAt, () => deadlines.run(), { name: 'deadlines', timezone }));
  return async () => {
    await Promise.all(tasks.map(async (task) => task.destroy()));
  };
}
