import { Command, InvalidArgumentError, Option } from 'commander';
import { isBalanced } from './accountant.ts';
import { startFaultServer } from './fault-server.ts';
import { drawPlan, drawStorm, type Plan } from './plan.ts';
import { runBacklog } from './backlog.ts';
import { runPlan, type Outcome } from './run-plan.ts';

/** `npm run test:faults -- --seeds 1..1000 --jobs 2`, or `--seed 17` to repeat one and see it. */
interface Options {
  readonly seeds: readonly number[];
  readonly jobs: number;
  readonly verbose: boolean;
  readonly scenario?: 'storm' | 'backlog';
  readonly devices?: number;
}

function parseSeeds(text: string): readonly number[] {
  const [, from, to = from] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  if (from === undefined || to === undefined || Number(to) < Number(from))
    throw new InvalidArgumentError('such as 1..1000');
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
}

const program = new Command('npm run test:faults --')
  .description('Seeded faults against the real service, and an accountant who compares four books.')
  .option('--seeds <range>', 'such as 1..1000, or one', parseSeeds, parseSeeds('1..20'))
  .option('--seed <number>', 'one seed, with its plan', parseSeeds)
  .option('--jobs <count>', 'runs at a time, each with a database server of its own', Number, 1)
  .addOption(new Option('--scenario <name>', 'a large one instead').choices(['storm', 'backlog']))
  .option('--devices <count>', 'of a large scenario, instead of 10,000 (storm) or 1,000 (backlog)', Number)
  .option('--verbose', 'print every plan', false);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const devicesDescribedMax = 10;

function describePlan({ seed, devices, faults, staffEvery_ms }: Plan): string {
  const fleet = devices
    .slice(0, devicesDescribedMax)
    .map(({ id, kind, window, messages }) => `${id} ${kind}, ${messages.length} messages, window ${window}`);
  return [
    `seed ${seed}: staff every ${staffEvery_ms} ms`,
    ...fleet.map((line) => `  ${line}`),
    ...faults.map((fault) => `  ${JSON.stringify(fault)}`),
  ].join('\n');
}

function describeFailure(outcome: Outcome): string {
  const lines = [...outcome.complaints];
  for (const [what, list] of Object.entries(outcome.account.differences)) {
    if (list.length > 0)
      lines.push(`${what}: ${list.length}`, ...list.slice(0, 12).map((each) => `    ${each}`));
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

/** Of an account, over all runs. */
const summed = [
  'acknowledgedReadings',
  'activations',
  'acknowledgements',
  'deliveries',
  'overtaken',
] as const;

async function runAll({ seeds, jobs, verbose, scenario, devices }: Options): Promise<number> {
  const waiting = [...seeds];
  const failed: number[] = [];
  const sums: Record<'runs' | 'starts' | (typeof summed)[number], number> = {
    runs: 0,
    starts: 0,
    acknowledgedReadings: 0,
    activations: 0,
    acknowledgements: 0,
    deliveries: 0,
    overtaken: 0,
  };
  const faults = new Map<string, number>();
  const differences = new Map<string, number>();
  const began = performance.now();
  // What runs is ended in order: processes of an interrupted suite would go on for ever.
  process.once('SIGINT', () => waiting.splice(0));
  process.once('SIGTERM', () => waiting.splice(0));

  async function work(): Promise<void> {
    const server = await startFaultServer();
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const plan = scenario === 'storm' ? drawStorm(seed, devices ?? 10_000) : drawPlan(seed);
      if (verbose) print(describePlan(plan));
      const outcome = await runPlan(plan, server).catch((error: unknown) => error as Error);
      sums.runs += 1;
      for (const fault of plan.faults) faults.set(fault.type, (faults.get(fault.type) ?? 0) + 1);
      if (outcome instanceof Error) {
        failed.push(seed);
        print(`${describePlan(plan)}\n  FAILED: ${outcome.stack}`);
        continue;
      }
      const { account, starts, complaints, took_ms } = outcome;
      sums.starts += starts;
      for (const name of summed) {
        sums[name] += account[name];
      }
      for (const [what, list] of Object.entries(account.differences)) {
        differences.set(what, (differences.get(what) ?? 0) + list.length);
      }
      const isGood = isBalanced(account) && complaints.length === 0;
      if (!isGood) {
        failed.push(seed);
        print(`${describePlan(plan)}\n  FAILED:\n${describeFailure(outcome)}`);
      }
      const what = `${account.acknowledgedReadings} readings, ${account.activations} activations, ${starts} starts`;
      print(`seed ${seed}: ${isGood ? 'good' : 'FAILED'}, ${what}, ${(took_ms / 1_000).toFixed(1)} s`);
    }
    await server.stop();
  }

  await Promise.all(Array.from({ length: jobs }, work));
  const took_min = (performance.now() - began) / 60_000;
  print('');
  print(
    `${sums.runs} runs, seeds ${seeds[0]}–${seeds.at(-1)}, ${took_min.toFixed(1)} min; ${sums.runs - failed.length} good, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`,
  );
  print(
    `faults: ${[...faults].map(([type, count]) => `${count} × ${type}`).join(', ')}; ${sums.starts} starts of the service`,
  );
  print(
    `${sums.acknowledgedReadings} readings acknowledged, ${sums.activations} activations of alerts, ` +
      `${sums.acknowledgements} acknowledgements by staff, ${sums.deliveries} deliveries; ` +
      `${sums.overtaken} devices whose alarms came before older readings, for which there was no room`,
  );
  for (const [what, count] of differences) print(`  ${count} ${what}`);
  return failed.length;
}

program.parse();
const { seed, ...rest } = program.opts<Options & { readonly seed?: readonly number[] }>();
const seeds = seed ?? (rest.scenario === undefined ? rest.seeds : rest.seeds.slice(0, 1));
const options = { ...rest, seeds, verbose: rest.verbose || seed !== undefined };
const failures =
  options.scenario === 'backlog' ? await runBacklog(options.devices ?? 1_000, print) : await runAll(options);
process.exitCode = failures === 0 ? 0 : 1;
