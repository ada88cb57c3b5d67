import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { playIncidents } from '../demo/incidents.ts';
import { createSimulatedFleet, type SimulatedFleet } from '../fleet.ts';
import { toGroundTruth } from '../ground-truth.ts';
import { openTruthFile, type TruthFile } from '../truth-file.ts';
import {
  addCommonOptions,
  toInteger,
  toPasswordOf,
  toPositive,
  type CommonOptions,
} from './common-options.ts';
import type { ProgramContext } from './program-context.ts';

interface Flags extends CommonOptions {
  readonly smoke: number;
  readonly electrical: number;
  readonly water: number;
  readonly elevator: number;
  readonly scale: number;
  readonly interval?: number;
  readonly repeats: number;
  readonly late: number;
  readonly outages: number;
  readonly duration?: number;
  readonly accidents?: number;
  readonly truth?: string;
  readonly patience: number;
}

const statusEveryS = 30;

/** `fleet`: all the devices of a street, healthy, with the faults of real networks. */
export function createFleetCommand(context: ProgramContext): Command {
  const command = new Command('fleet')
    .description(
      'a whole street of sensors, healthy but for --accidents, each with its own connection, until Ctrl-C',
    )
    .option('--smoke <n>', 'smoke detectors', toInteger, 1_000)
    .option('--electrical <n>', 'electrical-fire monitors', toInteger, 2_067)
    .option('--water <n>', 'water gauges', toInteger, 18)
    .option('--elevator <n>', 'lifts', toInteger, 21)
    .option('--scale <x>', 'times all of these; at least one of each kind that has any', toPositive, 1)
    .option('--interval <s>', "seconds between reports; by default the kind's own (20, water 60)", toPositive)
    .option('--repeats <share>', 'share of readings sent twice', toShare, 0.002)
    .option('--late <share>', 'share of readings held back for up to a minute', toShare, 0.002)
    .option('--outages <n>', 'lost connections per device and day', toNotNegative, 0.15)
    .option(
      '--accidents <s>',
      'seconds between accidents, each told in 4 minutes; by default none',
      toPositive,
    )
    .option('--truth <file>', 'what truly happens to each device, as JSON lines')
    .option('--duration <s>', 'end after this time; by default never', toPositive)
    .option('--patience <s>', 'how long the broker may be away at the start', toPositive, 60)
    .action(run);
  return addCommonOptions(command, context.enrolmentKey);

  async function run(flags: Flags): Promise<void> {
    const scaled = (count: number): number =>
      count === 0 ? 0 : Math.max(1, Math.round(count * flags.scale));
    const truthFile = await openTruthFile(flags.truth);
    const fleet = createSimulatedFleet({
      url: flags.url,
      passwordOf: toPasswordOf(flags),
      size: {
        smoke: scaled(flags.smoke),
        electrical: scaled(flags.electrical),
        water: scaled(flags.water),
        elevator: scaled(flags.elevator),
      },
      ...(flags.interval === undefined ? {} : { interval_s: flags.interval }),
      imperfections: { repeats: flags.repeats, late: flags.late, outagesPerDay: flags.outages },
      seed: flags.seed,
      patience_s: flags.patience,
      truth: (truth) => truthFile.write(truth),
    });
    const total = fleet.members().length;
    const over = flags.duration === undefined ? [] : [AbortSignal.timeout(flags.duration * 1_000)];
    const signal = AbortSignal.any([context.signal, ...over]);
    context.terminal.line(`connecting ${total} devices to ${flags.url}`);
    const progress = setInterval(() => context.terminal.progress(toStatus(fleet)), 1_000);
    try {
      await fleet.start(signal);
      context.terminal.line(`${fleet.connected()} of ${total} devices connected`);
      const { accidents: every_s, seed } = flags;
      if (every_s !== undefined) void haveAccidents(fleet, { every_s, seed, signal, truthFile });
      while (!signal.aborted) {
        await sleep(statusEveryS * 1_000, undefined, { signal }).catch(() => undefined);
        context.terminal.line(toStatus(fleet));
      }
    } finally {
      clearInterval(progress);
      await fleet.stop();
      await truthFile.close();
    }
  }

  async function haveAccidents(
    fleet: SimulatedFleet,
    options: { every_s: number; seed: number; signal: AbortSignal; truthFile: TruthFile },
  ): Promise<void> {
    await playIncidents({
      ...options,
      fleet,
      began: ({ title }, { id }) => context.terminal.line(`${id}: ${title}`),
      truth: (member, truth, time) => options.truthFile.write(toGroundTruth(truth, member, time)),
    });
  }
}

function toStatus(fleet: SimulatedFleet): string {
  const counts = fleet.counts();
  return (
    `${fleet.connected()} connected, ${counts.readings} readings, ${counts.acknowledged} acknowledged, ` +
    `${counts.repeats} repeats, ${counts.late} late, ${counts.outages} outages, ` +
    `${counts.buffered} buffered, ${counts.dropped} dropped`
  );
}

function toShare(text: string): number {
  const value = toNotNegative(text);
  if (value > 1) throw new InvalidArgumentError('a share between 0 and 1 is wanted.');
  return value;
}

function toNotNegative(text: string): number {
  const value = Number(text);
  if (!(value >= 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('a number from 0 on is wanted.');
  return value;
}
