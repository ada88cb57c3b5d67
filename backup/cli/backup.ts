/**
 * `npm run backup`: everything that another machine needs to go on, into a new folder; or a look at such a folder.
 * Settings come from the environment, as the service has them. Ends with 1 when it failed or something is damaged,
 * with 2 when it was asked wrongly.
 */
import { constants, setPriority } from 'node:os';
import { Command } from 'commander';
import { checkBackup, toText } from '../check-backup.ts';
import { makeBackup } from '../make-backup.ts';
import { contextOf, run, summaryOf } from './context.ts';

const program = new Command('npm run backup --')
  .description(
    'Takes a backup of the service with these settings, while it runs or while it is stopped: its database, its\n' +
      'journal and every file that it keeps, into a new folder. It holds secrets.',
  )
  .option('--to <folder>', 'the folder that gets a folder for each backup, named after its time (UTC)')
  .option('--check <folder>', 'holds a backup to its manifest instead: sizes and checksums of all files');

await run(program, async () => {
  const { to, check } = program.opts<{ readonly to?: string; readonly check?: string }>();
  if ((to === undefined) === (check === undefined))
    program.error('give either --to or --check', { exitCode: 2 });
  if (check !== undefined) {
    const { manifest, faults } = await checkBackup(check);
    if (faults.length > 0) throw new Error(`the backup is not whole:\n${toText(faults)}`);
    return `${check} is whole: ${summaryOf(manifest)}`;
  }
  const { config, log, version } = contextOf();
  // The service comes first. Before any thread is made, which have their priority from here.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const { folder, manifest } = await makeBackup({ config, to: to ?? '', version, log });
  const { journal, database, tables, files } = manifest;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  log.info(
    { event: 'backup', folder, bytes, files: files.length, rows, journal, edition: database.edition },
    'a backup was taken',
  );
  return `${folder} is whole: ${summaryOf(manifest)}`;
});
