import { Argument, Command } from 'commander';
import { runScenario } from '../run-scenario.ts';
import { findScenario, scenarios } from '../scenarios/scenarios.ts';
import { addCommonOptions, toPasswordOf, toPositive, type CommonOptions } from './common-options.ts';
import type { ProgramContext } from './program-context.ts';

interface Flags extends CommonOptions {
  readonly id?: string;
  readonly speed: number;
  readonly interval: number;
  readonly patience: number;
}

/** `scenario`: one accident, from the first sign to the recovery, with the truth beside it. */
export function createScenarioCommand(context: ProgramContext): Command {
  const command = new Command('scenario')
    .description('one device lives through an accident; prints what truly happened, and when')
    .addArgument(new Argument('<name>', 'which one').choices(scenarios.map(({ name }) => name)))
    .option('--id <device>', "device id; by default the scenario's name with -1")
    .option('--speed <x>', 'seconds of the accident per second; rates of rise grow with it', toPositive, 1)
    .option('--interval <s>', 'seconds between reports; a changed state is reported at once', toPositive, 5)
    .option('--patience <s>', 'how long the broker may be away', toPositive, 60)
    .addHelpText('after', toHelp())
    .action(run);
  return addCommonOptions(command, context.enrolmentKey);

  async function run(name: string, flags: Flags): Promise<void> {
    const definition = findScenario(name);
    if (definition === undefined) throw new Error(`there is no scenario ${name}`);
    const deviceId = flags.id ?? `${name}-1`;
    context.terminal.line(`${definition.kind} device ${deviceId}: ${definition.title}`);
    const result = await runScenario({
      definition,
      url: flags.url,
      deviceId,
      password: toPasswordOf(flags)(deviceId),
      speed: flags.speed,
      interval_s: flags.interval,
      seed: flags.seed,
      patience_s: flags.patience,
      signal: context.signal,
      truth: ({ at_s, event, text }, time) =>
        context.terminal.line(`${new Date(time).toISOString()} +${Math.round(at_s)} s ${event}: ${text}`),
    });
    context.terminal.line(`${result.readings} readings sent, ${result.acknowledged} acknowledged`);
    if (result.acknowledged < result.readings) context.setExitCode(1);
  }
}

function toHelp(): string {
  const lines = scenarios.map(
    ({ name, title, duration_s }) => `  ${name.padEnd(19)} ${title} (${toLength(duration_s)})`,
  );
  return ['', 'Scenarios:', ...lines, '', 'Exit code 1 unless every reading was acknowledged.'].join('\n');
}

function toLength(duration_s: number): string {
  const hours = duration_s / 3_600;
  if (hours < 3) return `${Math.round(hours * 60)} min`;
  return hours < 72 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}
