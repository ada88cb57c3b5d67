import { Command, InvalidArgumentError } from 'commander';
import type { SensorKind } from '../../domain/kinds.ts';
import { runLoad, type LoadOptions, type LoadResult } from '../load.ts';
import { holdIdle } from '../load/hold-idle.ts';
import {
  addCommonOptions,
  toInteger,
  toPasswordOf,
  toPositive,
  toPositiveInteger,
  toSensorKind,
  type CommonOptions,
} from './common-options.ts';
import type { ProgramContext } from './program-context.ts';

interface Flags extends CommonOptions {
  readonly connections: number;
  readonly window: number;
  readonly rate: number;
  readonly qos: 0 | 1;
  readonly duration: number;
  readonly messages?: number;
  readonly payload: SensorKind;
  readonly prefix: string;
  readonly ledger?: string;
  readonly patience: number;
  readonly json: boolean;
  readonly idle: boolean;
}

/** `load`: how many readings a second the broker acknowledges, and after how long. */
export function createLoadCommand(context: ProgramContext): Command {
  const command = new Command('load')
    .description('send distinct readings as fast as they are acknowledged, and measure')
    .option('--connections <n>', 'devices, each with its own connection', toPositiveInteger, 100)
    .option('--window <n>', 'messages in flight per connection', toPositiveInteger, 20)
    .option('--rate <n>', 'messages a second in all; 0: no limit', toInteger, 0)
    .option('--qos <0|1>', 'with 0 nothing is acknowledged, and only sending is counted', toQos, 1)
    .option('--duration <s>', 'seconds of sending', toPositive, 10)
    .option('--messages <n>', 'stop after this many instead', toPositiveInteger)
    .option('--payload <kind>', 'sensor kind of the readings', toSensorKind, 'electrical')
    .option('--prefix <text>', 'devices are called PREFIX-1, PREFIX-2, …', 'load')
    .option('--ledger <file>', 'append each acknowledged device,time,seq to this file')
    .option('--patience <s>', 'how long the broker may be away', toPositive, 60)
    .option('--idle', 'only open the connections and hold them for the duration', false)
    .option('--json', 'print the result as JSON', false)
    .addHelpText('after', '\nExit code 1 when a message stayed without its acknowledgement.')
    .action((flags: Flags) => (flags.idle ? hold(flags) : measure(flags)));
  return addCommonOptions(command, context.enrolmentKey);

  async function measure(flags: Flags): Promise<void> {
    const result = await runLoad(toLoadOptions(flags));
    if (result.unacknowledged > 0) context.setExitCode(1);
    if (flags.json) return context.terminal.line(JSON.stringify(result));
    for (const line of toLines(result, flags)) context.terminal.line(line);
  }

  async function hold(flags: Flags): Promise<void> {
    const result = await holdIdle({
      ...toLoadOptions(flags),
      opened: (text) => context.terminal.progress(text),
    });
    if (flags.json) return context.terminal.line(JSON.stringify(result));
    context.terminal.line(
      `${result.connections} connections opened in ${result.openedIn_s.toFixed(1)} s, ` +
        `held ${result.held_s.toFixed(1)} s, ${result.lost} lost and opened again`,
    );
  }

  function toLoadOptions(flags: Flags): LoadOptions {
    return {
      url: flags.url,
      passwordOf: toPasswordOf(flags),
      connections: flags.connections,
      window: flags.window,
      qos: flags.qos,
      kind: flags.payload,
      rate_per_s: flags.rate,
      duration_s: flags.messages === undefined ? flags.duration : Number.POSITIVE_INFINITY,
      ...(flags.messages === undefined ? {} : { messagesMax: flags.messages }),
      devicePrefix: flags.prefix,
      ledgerPath: flags.ledger ?? null,
      seed: flags.seed,
      patience_s: flags.patience,
      signal: context.signal,
      progress: (sent, acknowledged) =>
        context.terminal.progress(
          `${sent} sent, ${flags.qos === 0 ? 'QoS 0' : `${acknowledged} acknowledged`}`,
        ),
    };
  }
}

function toLines(result: LoadResult, flags: Flags): readonly string[] {
  const { latency_ms } = result;
  const word = flags.qos === 0 ? 'sent' : 'acknowledged';
  const counts =
    `${result.sent} sent, ${result.acknowledged} acknowledged, ${result.unacknowledged} unacknowledged, ` +
    `${result.resent} sent again after ${result.reconnects} lost connections`;
  const latency = Object.entries(latency_ms).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  return [
    `${result.connections} connections × ${flags.window} in flight, QoS ${flags.qos}, ${result.payloadBytes} B payload`,
    `${Math.round(result.perSecond)} ${word} a second over ${result.duration_s.toFixed(1)} s`,
    counts,
    ...(flags.qos === 0 ? [] : [`send to PUBACK, ms: ${latency.join(', ')}`]),
  ];
}

function toQos(text: string): 0 | 1 {
  if (text !== '0' && text !== '1') throw new InvalidArgumentError('0 or 1.');
  return text === '0' ? 0 : 1;
}
