import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createDatabase, type Database } from './database/connection.ts';
import { createEmbeddedServer } from './database/embedded-server.ts';
import type { ReportDamage } from './keeping/damage-log.ts';

/** How long the start waits for a database that is away before it goes on without. */
const databaseWait_ms = 5_000;

/** Connects to the database, or to one that is started here where there is no `url`; it may be away all the same. */
export async function startDatabase(options: {
  readonly url: string | null;
  readonly directory: string;
  readonly log: Logger;
  /** What has been started, to be stopped in the reverse order. */
  readonly started: (() => Promise<void>)[];
  readonly report: ReportDamage;
}): Promise<Database> {
  const { directory, log, started, report } = options;
  let { url } = options;
  if (url === null) {
    const server = createEmbeddedServer({ directory: join(directory, 'postgres'), log });
    started.push(() => server.stop());
    try {
      ({ url } = await server.start());
    } catch (error) {
      // Alarms need no database: the service goes on without, and says so until somebody has mended it.
      url = nowhere;
      tell(`the embedded database does not start: ${(error as Error).message}`);
    }
  }
  const database = createDatabase({ url, log });
  database.onTrouble(tell);
  await database.start();
  started.push(() => database.stop());
  await withinOrWithout(database.whenReady(), databaseWait_ms);
  return database;

  function tell(trouble: string): void {
    report({
      kind: 'database',
      subject: trouble.slice(0, 80),
      detail: `${trouble}. Readings, alerts and what staff do are kept in the journal; alarms go on`,
      setAside: null,
      missing: null,
      between: null,
    });
  }
}

/** The address of no server. */
const nowhere = 'postgres://127.0.0.1:1/none';

/** Resolves when `ready` does, or after the given time without it. */
async function withinOrWithout(ready: Promise<void>, wait_ms: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([ready, delay(wait_ms, undefined, { signal: timer.signal })]);
  timer.abort();
}
