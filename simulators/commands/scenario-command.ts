import { Argument, Command } from 'commander';
import { toGroundTruth } from '../ground-truth.ts';
import { runScenario } from '../run-scenario.ts';
import { findScenario, scenarios } from '../scenarios/scenarios.ts';
import { openTruthFile } from '../truth-file.ts';
import { addCommonOptions, toPasswordOf, toPositive, type CommonOptions } from './common-options.ts';
import type { ProgramContext } from './program-context.ts';
import { toScenarioLines } from './scenario-lines.ts';

interface Flags extends CommonOptions {
  readonly id?: string;
  readonly speed: number;
  readonly interval: number;
  readonly days?: number;
  readonly truth?: string;
  readonly patience: number;
}

/** `scenario`: one accident, from the first sign to the recovery, with the truth beside it. */
export function createScenarioCommand(context: ProgramContext): Command {
  const command = new Command('scenario')
    .description('one device lives through an accident; prints what truly happened, and when')
    .addArgument(new Argument('<name>', 'which one').choices(scenarios.map(({ name }) => name)))
    .option('--id <device>', "device id; by default the scenario's name with -1")
    .option('--speed <x>', 'seconds of the scenario per second; its own time ends now', toPositive, 1)
    .option('--interval <s>', 'seconds between reports; a changed state is reported at once', toPositive, 5)
    .option('--days <n>', "how long; by default the scenario's own length", toPositive)
    .option('--truth <file>', 'what truly happens, as JSON lines')
    .option('--patience <s>', 'how long the broker may be away', toPositive, 60)
    .addHelpText('after', toHelp())
    .action(run);
  return addCommonOptions(command, context.enrolmentKey);

  async function run(name: string, flags: Flags): Promise<void> {
    const definition = findScenario(name);
    if (definition === undefined) throw new Error(`there is no scenario ${name}`);
    const deviceId = flags.id ?? `${name}-1`;
    context.terminal.line(`${definition.kind} device ${deviceId}: ${definition.title}`);
    const truthFile = await openTruthFile(flags.truth);
    const running = runScenario({
      definition,
      url: flags.url,
      deviceId,
      password: toPasswordOf(flags)(deviceId),
      speed: flags.speed,
      ...(flags.days === undefined ? {} : { duration_s: flags.days * 86_400 }),
      interval_s: flags.interval,
      seed: flags.seed,
      patience_s: flags.patience,
      signal: context.signal,
      truth(truth, time) {
        const { at_s, event, text } = truth;
        truthFile.write(toGroundTruth(truth, { id: deviceId, kind: definition.kind }, time));
        context.terminal.line(`${new Date(time).toISOString()} +${Math.round(at_s)} s ${event}: ${text}`);
      },
    });
    await running.catch(() => undefined);
    await truthFile.close();
    const result = await running;
    context.terminal.line(`${result.readings} readings sent, ${result.acknowledged} acknowledged`);
    if (result.acknowledged < result.readings) context.setExitCode(1);
  }
}

function toHelp(): string {
  const exit = 'Exit code 1 unless every reading was acknowledged.';
  const again =
    'Faster than life, readings lie in the past until the end: give each run a device of its own.';
  return ['', 'Scenarios:', ...toScenarioLines(), '', again, exit].join('\n');
}
