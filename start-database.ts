import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createDatabase, type Database } from './database/connection.ts';
import { createEmbeddedServer } from './database/embedded-server.ts';

/** How long the start waits for a database that is away before it goes on without. */
const databaseWait_ms = 5_000;

/** Connects to the database, or to one that is started here where there is no `url`; it may be away all the same. */
export async function startDatabase(options: {
  readonly url: string | null;
  readonly directory: string;
  readonly log: Logger;
  /** What has been started, to be stopped in the reverse order. */
  readonly started: (() => Promise<void>)[];
}): Promise<Database> {
  const { directory, log, started } = options;
  let { url } = options;
  if (url === null) {
    const server = createEmbeddedServer({ directory: join(directory, 'postgres'), log });
    ({ url } = await server.start());
    started.push(() => server.stop());
  }
  const database = createDatabase({ url, log });
  await database.start();
  started.push(() => database.stop());
  await withinOrWithout(database.whenReady(), databaseWait_ms);
  return database;
}

/** Resolves when `ready` does, or after the given time without it. */
async function withinOrWithout(ready: Promise<void>, wait_ms: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([ready, delay(wait_ms, undefined, { signal: timer.signal })]);
  timer.abort();
}
