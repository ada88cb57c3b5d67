import { Command, Option } from 'commander';
import type { SensorKind } from '../../domain/kinds.ts';
import { batchRowsMax } from '../limits.ts';
import { listRecordingFormats, loadRecordingFormat } from '../recordings/recording-formats.ts';
import { replay, timePlacements, type ReplayResult, type TimePlacement } from '../replay.ts';
import {
  addCommonOptions,
  toPasswordOf,
  toPositive,
  toPositiveInteger,
  toSensorKind,
  toSpeed,
  type CommonOptions,
} from './common-options.ts';
import type { ProgramContext } from './program-context.ts';

interface Flags extends CommonOptions {
  readonly mapping: string;
  readonly kind?: SensorKind;
  readonly device?: string;
  readonly channel?: string;
  readonly event?: readonly string[];
  readonly speed: number;
  readonly time: TimePlacement;
  readonly batch: number;
  readonly window: number;
  readonly patience: number;
}

/** `replay`: recordings of real sensors, sent as if they were measured now. */
export function createReplayCommand(context: ProgramContext): Command {
  const command = new Command('replay')
    .description('send CSV recordings as a device would; several files one after the other')
    .argument('<files...>', 'CSV files')
    .requiredOption('--mapping <name>', 'how columns become metrics: see below, or a YAML or JSON file')
    .option('--kind <kind>', 'sensor kind; only for the generic mapping', toSensorKind)
    .option('--device <id>', "device id; by default from the recording's or the file's name")
    .option('--channel <name>', 'which place or channel of the recording is the device')
    .option('--event <id...>', 'floodnet: only these events, by number or sensor id')
    .option('--speed <n>', 'times real time, or max', toSpeed, 1)
    .addOption(
      new Option(
        '--time <placement>',
        'shift: recorded spacing, the last reading now; original: as recorded; now: the moment of sending',
      )
        .choices(timePlacements)
        .default('shift'),
    )
    .option('--batch <n>', `readings in one message, up to ${batchRowsMax}`, toPositiveInteger, 1)
    .option('--window <n>', 'messages in flight', toPositiveInteger, 50)
    .option('--patience <s>', 'how long the broker may be away', toPositive, 60)
    .addHelpText('after', toHelp())
    .action(run);
  return addCommonOptions(command, context.enrolmentKey);

  async function run(files: readonly string[], flags: Flags): Promise<void> {
    const format = await loadRecordingFormat(flags.mapping, {
      ...(flags.kind === undefined ? {} : { kind: flags.kind }),
      ...(flags.channel === undefined ? {} : { channel: flags.channel }),
      ...(flags.event === undefined ? {} : { events: flags.event }),
    });
    for (const path of files) {
      const result = await replay({
        url: flags.url,
        passwordOf: toPasswordOf(flags),
        path,
        format,
        deviceId: flags.device ?? null,
        speed: flags.speed,
        placement: flags.time,
        batchRows: Math.min(flags.batch, batchRowsMax),
        window: flags.window,
        patience_s: flags.patience,
        seed: flags.seed,
        signal: context.signal,
        progress: (acknowledged, rows) =>
          context.terminal.progress(`${path}: ${acknowledged} of ${rows} acknowledged`),
      });
      context.terminal.line(`${path}: ${toSummary(result)}`);
      if (result.acknowledged < result.rows || result.rows === 0) context.setExitCode(1);
      if (result.error !== null) return context.terminal.error(`${path}: ${result.error}`);
    }
  }
}

function toSummary(result: ReplayResult): string {
  const span =
    result.span === null
      ? ''
      : `, from ${new Date(result.span.from).toISOString()} to ${new Date(result.span.to).toISOString()}`;
  const devices =
    result.devices.length === 1 ? `device ${result.devices[0]}` : `${result.devices.length} devices`;
  return (
    `${result.sent} rows sent, ${result.acknowledged} acknowledged of ${result.rows} ` +
    `(${result.emptyRows} rows without a reading), ${result.messages} messages, ` +
    `${result.duration_s.toFixed(1)} s, ${devices}${span}`
  );
}

function toHelp(): string {
  const formats = listRecordingFormats().map(({ name, title }) => `  ${name.padEnd(10)} ${title}`);
  return [
    '',
    'Mappings:',
    ...formats,
    '',
    'A mapping file (YAML or JSON):',
    '  kind: water',
    '  time: { columns: [date, clock], format: iso, zone: Asia/Shanghai }',
    '        # format: iso, d/m/y, epoch-s, epoch-ms, or seconds (since the start of the recording)',
    '  device: station          # column with the device id; left out: the file is one device',
    "  missing: ['-9999']       # texts that mean not measured; the empty cell always does",
    '  values:',
    '    depth_m: { column: level_cm, scale: 0.01, offset: 0 }',
    '    battery_pct: battery',
    '',
    'Exit code 1 unless every row was acknowledged.',
  ].join('\n');
}
