import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { createEmbeddedServer } from '../database/embedded-server.ts';
import { readCluster } from '../database/embedded/cluster.ts';
import { findRunningServer, homeOf } from '../database/embedded/running-server.ts';

/** The address of a database, and what ends what was started for it. */
export interface DatabaseOf {
  readonly url: string;
  readonly release: () => Promise<void>;
}

type Settings = Pick<Config, 'DATA_DIR' | 'DATABASE_URL'>;

export function embeddedFolder(settings: Settings): string {
  return join(settings.DATA_DIR, 'postgres');
}

/**
 * The database that a service with these settings has. The embedded one of a service that runs is used as it is; that
 * of a stopped one is started, and stopped again. Throws, in words for people, when it is not there.
 */
export async function databaseOf(
  settings: Settings,
  { isRunning, log }: { readonly isRunning: boolean; readonly log: Logger },
): Promise<DatabaseOf> {
  if (settings.DATABASE_URL !== undefined) return { url: settings.DATABASE_URL, release: doNothing };
  const directory = embeddedFolder(settings);
  if ((await readCluster(await homeOf(directory))) === null) {
    throw new Error(
      `there is no embedded database in ${directory}: give DATABASE_URL as the service has it, and DATA_DIR too`,
    );
  }
  // Also what a killed service left running: that stays as it is, for the next service to take over.
  const running = await findRunningServer(directory);
  if (running !== null) return { url: running, release: doNothing };
  if (isRunning) {
    throw new Error(
      `the service runs, but its embedded database in ${directory} does not answer: try again when it is back`,
    );
  }
  const server = createEmbeddedServer({ directory, log });
  const { url } = await server.start();
  return { url, release: () => server.stop() };
}

async function doNothing(): Promise<void> {}
