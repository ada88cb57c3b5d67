/**
 * The simulators: stand-ins for the sensors of a street. They know MQTT and the vocabulary of `domain/`, and
 * meet the service only at its broker, as a device does. Here: the command line, signals and the exit code.
 */
import { Command } from 'commander';
import { createFleetCommand } from './commands/fleet-command.ts';
import { createLoadCommand } from './commands/load-command.ts';
import { createHistoryCommand } from './commands/history-command.ts';
import type { ProgramContext } from './commands/program-context.ts';
import { createReplayCommand } from './commands/replay-command.ts';
import { createScenarioCommand } from './commands/scenario-command.ts';
import { createStopSignal } from './stop-signal.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal({ output: process.stdout, errors: process.stderr });
const context: ProgramContext = {
  terminal,
  signal: createStopSignal(),
  enrolmentKey: process.env['ENROLMENT_KEY'],
  setExitCode: (code) => {
    process.exitCode = code;
  },
};

const program = new Command('npm run simulate --')
  .description('Simulated sensors for Negative One: they talk MQTT to a running service.')
  .addHelpText('after', '\nEach command explains its options: npm run simulate -- COMMAND --help')
  .addCommand(createFleetCommand(context))
  .addCommand(createScenarioCommand(context))
  .addCommand(createHistoryCommand(context))
  .addCommand(createReplayCommand(context))
  .addCommand(createLoadCommand(context));

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
