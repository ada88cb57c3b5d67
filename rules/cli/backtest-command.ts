import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { isSensorKind, kindNames, type SensorKind } from '../../domain/kinds.ts';
import { createBacktest } from '../backtest.ts';
import { knownEventsOf } from '../known-events.ts';
import { rulesLimits } from '../limits.ts';
import { parseRuleSet } from '../load-rules.ts';
import type { Rule, RuleError } from '../rule.ts';
import { openDatabase, openFolder, type BacktestInput } from './backtest-input.ts';
import { toBacktestPage } from './backtest-page.ts';
import { toBacktestReport } from './backtest-report.ts';
import { toBacktestText } from './backtest-text.ts';
import type { ProgramContext } from './program-context.ts';
import { readEvents } from './read-events.ts';
import { findRules, shippedFolder, toErrorLine } from './rule-folder.ts';

interface Flags {
  readonly data?: string;
  readonly mapping: string;
  readonly channel?: string;
  readonly database?: string;
  readonly rules: string;
  readonly against?: string;
  readonly kind?: SensorKind;
  readonly device?: string;
  readonly from?: number;
  readonly to?: number;
  readonly events?: string;
  readonly html?: string;
  readonly list: number;
}

/** Stands for the rules in force instead of a folder. */
const presentRules = 'present';

/** `backtest`: what rules would have said about the past, beside others. */
export function createBacktestCommand(context: ProgramContext): Command {
  return new Command('backtest')
    .description('tells which alerts rules would have raised over recorded readings')
    .option('--data <path>', 'recordings: a CSV file or a folder of them')
    .option(
      '--mapping <name>',
      'their format, as for simulate replay: fsri, nist, …, a mapping file; generic goes by the columns',
      'generic',
    )
    .option('--channel <name>', 'which channel of a recording, where its format has several')
    .addOption(
      new Option('--database <url>', 'what the service stored, instead of recordings')
        .conflicts('data')
        // Not as commander's default: `--help` would print the password in it.
        .argParser(String),
    )
    .addOption(new Option('--rules <dir>', 'the rules to try').default(shippedFolder, 'those shipped'))
    .option(
      '--against <dir>',
      'other rules to compare with; "present" for those in force in the database, else those shipped',
    )
    .addOption(new Option('--kind <kind>', `only this kind: ${kindNames.join(', ')}`).argParser(toKind))
    .option('--device <id>', 'only this device')
    .option('--from <time>', "from here on, by the devices' clocks: ISO 8601", toTime)
    .option('--to <time>', 'up to here', toTime)
    .option('--events <file>', 'what truly happened, as JSON lines (simulate … --truth), to confirm alerts')
    .option('--html <file>', 'the report as a page of its own too')
    .option('--list <n>', 'how many alerts the text lists', toCount, 20)
    .action(run);

  async function run(flags: Flags): Promise<void> {
    const rules = await readRules(flags.rules);
    if (rules === null) return;
    const input = await openInput(flags);
    try {
      const against = await readAgainst(flags, input);
      if (against !== 'faulty') await report(flags, { input, rules, against });
    } finally {
      await input.close();
    }
  }

  async function openInput(flags: Flags): Promise<BacktestInput> {
    const { kind = null, device: deviceId = null, from = -Infinity, to = Infinity } = flags;
    const query = { kind, deviceId, from, to };
    if (flags.data !== undefined) {
      const { data: path, mapping, channel = null } = flags;
      return await openFolder({ ...query, path, mapping, channel });
    }
    if (flags.database === undefined) throw new Error('Over what? Give --data PATH or --database URL.');
    return await openDatabase(flags.database, { query, signal: context.signal });
  }

  async function report(
    flags: Flags,
    {
      input,
      rules,
      against,
    }: { input: BacktestInput; rules: readonly Rule[]; against: readonly Rule[] | null },
  ): Promise<void> {
    const events = [...input.events, ...(flags.events === undefined ? [] : await readEvents(flags.events))];
    const knownEvents = knownEventsOf(events);
    const tried = createBacktest({ rules, knownEvents });
    const present = against === null ? null : createBacktest({ rules: against, knownEvents });
    for (const placement of input.placements) {
      tried.place(placement);
      present?.place(placement);
    }
    let count = 0;
    for await (const reading of input.readings) {
      tried.take(reading);
      present?.take(reading);
      count += 1;
      if (count % rulesLimits.backtestProgress_readings !== 0) continue;
      context.terminal.progress(`${count} readings, ${new Date(reading.time).toISOString().slice(0, 16)}`);
      context.signal.throwIfAborted();
    }
    context.terminal.progress('');
    const found = toBacktestReport(
      { rules, result: tried.finish() },
      {
        present: present === null ? null : { rules: against ?? [], result: present.finish() },
        knownEvents: knownEvents.count,
      },
    );
    context.print(toBacktestText(found, { list_max: flags.list }));
    if (flags.html === undefined) return;
    const title = `Back-test of ${flags.rules === shippedFolder ? 'the shipped rules' : flags.rules}`;
    await writeFile(flags.html, toBacktestPage(found, { title }));
    context.terminal.line(`written: ${flags.html}`);
  }

  async function readRules(folder: string): Promise<readonly Rule[] | null> {
    const { rules, errors } = await findRules([folder]);
    return sound(rules, errors, folder);
  }

  async function readAgainst(
    { against }: Flags,
    { presentFiles }: BacktestInput,
  ): Promise<readonly Rule[] | null | 'faulty'> {
    if (against === undefined) return null;
    if (against !== presentRules || presentFiles === null) {
      return (await readRules(against === presentRules ? shippedFolder : against)) ?? 'faulty';
    }
    const { rules, errors } = parseRuleSet(presentFiles);
    return sound(rules, errors, 'present') ?? 'faulty';
  }

  /** Null when there are errors: a half set would tell half the truth. */
  function sound(
    rules: readonly Rule[],
    errors: readonly RuleError[],
    folder: string,
  ): readonly Rule[] | null {
    for (const error of errors) context.terminal.error(toErrorLine(error, folder));
    if (errors.length === 0 && rules.length > 0) return rules;
    if (errors.length === 0) context.terminal.error(`there is no rule in ${folder}`);
    context.setExitCode(1);
    return null;
  }
}

function toKind(text: string): SensorKind {
  if (!isSensorKind(text)) throw new InvalidArgumentError(`one of ${kindNames.join(', ')}.`);
  return text;
}

function toTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new InvalidArgumentError('a time such as 2026-06-01T00:00:00+08:00 is wanted.');
  return time;
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('a whole number is wanted.');
  return count;
}
