import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { pino, type Logger } from 'pino';
import { parseConfig, type Config } from '../../config.ts';
import { logOptions } from '../../log-options.ts';
import type { Manifest } from '../manifest.ts';

/** What both commands work with: the service's own settings, log and version. */
interface CommandContext {
  readonly config: Config;
  readonly log: Logger;
  readonly version: string;
}

/** Ends the process with 2 where a setting is wrong. */
export function contextOf(): CommandContext {
  const { config, errors } = parseConfig(process.env);
  if (config === null) {
    process.stderr.write(`${errors.join('\n')}\n`);
    process.exit(2);
  }
  const packageFile = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  return { config, log: pino(logOptions(config.LOG_LEVEL)), version };
}

/** Runs a command; what it resolves with is its last line, and what it throws is told in words. */
export async function run(program: Command, act: () => Promise<string>): Promise<void> {
  // Asked wrongly.
  program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  program.parse();
  try {
    process.stdout.write(`${await act()}\n`);
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    const words =
      code === 'ENOSPC'
        ? `there is no room left on the disk${path === undefined ? '' : ` of ${path}`}`
        : message;
    process.stderr.write(`${words}\n`);
    process.exitCode = 1;
  }
}

/** What a backup has in it, in one line. */
export function summaryOf({ madeAt, tables, files, journal, database }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    `made at ${madeAt}, ${files.length} files of ${(bytes / 2 ** 20).toFixed(1)} MiB, ${rows} rows in ` +
    `${tables.length} tables, the journal from record ${journal.firstOffset} to ${journal.lastOffset}, ` +
    `schema ${database.migrations.at(-1) ?? ''} (${database.edition})`
  );
}
