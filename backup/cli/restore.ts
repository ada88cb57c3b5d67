/**
 * `npm run restore`: a backup back into an empty data folder and an empty database, as the settings in the environment
 * name them. Ends with 1 when it failed, with 2 when it was asked wrongly.
 */
import { Command } from 'commander';
import { restoreBackup } from '../restore-backup.ts';
import { contextOf, run, summaryOf } from './context.ts';

const program = new Command('npm run restore --')
  .description(
    'Brings a backup back into an empty data folder (DATA_DIR) and an empty database (DATABASE_URL, or an embedded\n' +
      'one), of any edition. No service may run on them.',
  )
  .requiredOption('--from <folder>', 'the folder of the backup itself');

await run(program, async () => {
  const { from } = program.opts<{ readonly from: string }>();
  const { config, log } = contextOf();
  const manifest = await restoreBackup({ config, from, log });
  log.info(
    { event: 'restore', from, madeAt: manifest.madeAt, version: manifest.version, journal: manifest.journal },
    'a backup was restored',
  );
  return `${config.DATA_DIR} has what was backed up at ${manifest.madeAt}: ${summaryOf(manifest)}`;
});
