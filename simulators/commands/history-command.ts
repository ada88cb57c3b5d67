import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { kinds } from '../../domain/kinds.ts';
import { streamHistory, type HistoryOptions } from '../history.ts';
import { findScenario, scenarios } from '../scenarios/scenarios.ts';
import { openTruthFile } from '../truth-file.ts';
import { toInteger, toPositive } from './common-options.ts';
import type { ProgramContext } from './program-context.ts';
import { toScenarioLines } from './scenario-lines.ts';

interface Flags {
  readonly scenario: string;
  readonly days?: number;
  readonly interval: number;
  readonly start?: number;
  readonly device?: string;
  readonly seed: number;
  readonly out: string;
  readonly truth?: string;
}

/** `history`: a device's past as a recording for `replay`, with what truly happened beside it. No MQTT. */
export function createHistoryCommand(context: ProgramContext): Command {
  return new Command('history')
    .description('write what a device would have reported over days, and what truly happened')
    .addOption(
      new Option('--scenario <name>', 'which story: see below')
        .choices(scenarios.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .option('--days <n>', "how long; by default the scenario's own length", toPositive)
    .option('--interval <s>', 'seconds between readings; a changed state is reported at once', toPositive, 60)
    .option('--start <time>', 'when it begins, ISO 8601; by default 1 June 2026 in China', toTime)
    .option('--device <id>', "device id; by default the scenario's name with the seed")
    .option('--seed <n>', 'where chance starts: the same seed gives the same history', toInteger, 1)
    .requiredOption('--out <file>', 'CSV in the generic format, for replay --mapping generic')
    .option('--truth <file>', 'what truly happened, as JSON lines')
    .addHelpText('after', ['', 'Scenarios:', ...toScenarioLines()].join('\n'))
    .action(run);

  async function run(flags: Flags): Promise<void> {
    const definition = findScenario(flags.scenario);
    if (definition === undefined) throw new Error(`there is no scenario ${flags.scenario}`);
    const deviceId = flags.device ?? `${flags.scenario}-${flags.seed}`;
    const metrics = kinds[definition.kind].metrics.map(({ name }) => name);
    const truthFile = await openTruthFile(flags.truth);
    let [readings, truths] = [0, 0];
    await pipeline(Readable.from(toLines()), createWriteStream(flags.out));
    await truthFile.close();
    context.terminal.line(`${flags.out}: ${readings} readings of ${definition.kind} device ${deviceId}`);
    if (flags.truth !== undefined) context.terminal.line(`${flags.truth}: ${truths} true events`);

    function* toLines(): Generator<string> {
      yield `time,device,${metrics.join(',')}\n`;
      const options: HistoryOptions = {
        scenario: flags.scenario,
        seed: flags.seed,
        interval_s: flags.interval,
        deviceId,
        ...(flags.days === undefined ? {} : { days: flags.days }),
        ...(flags.start === undefined ? {} : { startTime: flags.start }),
      };
      for (const item of streamHistory(options)) {
        if ('truth' in item) {
          truths += 1;
          truthFile.write(item.truth);
          continue;
        }
        readings += 1;
        const { time, values } = item.reading;
        const cells = metrics.map((name) => values[name] ?? '');
        yield `${new Date(time).toISOString()},${deviceId},${cells.join(',')}\n`;
      }
    }
  }
}

function toTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new InvalidArgumentError('a time such as 2026-06-01T00:00:00+08:00 is wanted.');
  return time;
}
