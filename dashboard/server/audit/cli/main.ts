/** `npm run audit`: for whoever looks into what was done. Checks the chains of the audit in a database. */
import { Command } from 'commander';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { Schema } from '../../../../database/schema.ts';
import { checkAudit, readAudit } from '../check.ts';

const program = new Command('npm run audit --').description('Looks into who did what.');

program
  .command('check')
  .description(
    'Works every hash of the audit out anew: was an entry changed, or taken away? Ends with 1 when so. Beside a\n' +
      'running service GET /api/audit/check also knows which entry must be the last.',
  )
  .requiredOption('--database <url>', 'where the service keeps it, such as postgres://…')
  .action(async ({ database }: { readonly database: string }) => {
    const pool = new Pool({ connectionString: database, max: 1, application_name: 'negative-one audit' });
    pool.on('error', () => undefined);
    const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    try {
      const check = await checkAudit(readAudit(kysely), null);
      process.stdout.write(`${JSON.stringify(check, null, 2)}\n`);
      if (check.faults > 0) process.exitCode = 1;
    } finally {
      await kysely.destroy();
    }
  });

await program.parseAsync();
