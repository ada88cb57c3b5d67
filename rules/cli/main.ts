/**
 * `npm run rules`: for whoever writes rules. Checks their files, runs their tests, and tells what they would
 * have said about the past. Here: the command line, signals and the exit code.
 */
import { Command } from 'commander';
import { createStopSignal } from '../../simulators/stop-signal.ts';
import { createTerminal } from '../../simulators/terminal.ts';
import { createBacktestCommand } from './backtest-command.ts';
import { createCheckCommand } from './check-command.ts';
import type { ProgramContext } from './program-context.ts';
import { createTestCommand } from './test-command.ts';

const terminal = createTerminal({ output: process.stderr, errors: process.stderr });
const context: ProgramContext = {
  print: (text) => void process.stdout.write(`${text}\n`),
  terminal,
  signal: createStopSignal(),
  setExitCode: (code) => {
    process.exitCode = code;
  },
};

const program = new Command('npm run rules --')
  .description('Checks and tests rule files, and tells what they would have said about the past.')
  .addHelpText('after', '\nEach command explains its options: npm run rules -- COMMAND --help')
  .addCommand(createCheckCommand(context))
  .addCommand(createTestCommand(context))
  .addCommand(createBacktestCommand(context));

try {
  await program.parseAsync();
} catch (error) {
  terminal.error(toText(error));
  process.exitCode = 1;
}

function toText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
