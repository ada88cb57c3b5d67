import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs `npm run backup` or `npm run restore` as people do, with the settings of a service. */
export async function runBackup(
  command: 'backup' | 'restore',
  options: readonly string[],
  settings: { readonly dataDirectory: string; readonly databaseUrl?: string | undefined },
): Promise<Ended> {
  const { dataDirectory, databaseUrl } = settings;
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [`backup/cli/${command}.ts`, ...options],
      {
        cwd: root,
        env: {
          ...process.env,
          DATA_DIR: dataDirectory,
          ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
        },
      },
      (error, output, errors) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), output, errors });
      },
    );
  });
}
