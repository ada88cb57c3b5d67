import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { fuzz } from './fuzz.ts';
import { createHttpTarget } from './http-target.ts';
import { createLiveTarget } from './live-target.ts';
import { createMqttTarget } from './mqtt-target.ts';
import { createPayloadTarget } from './payload-target.ts';

const stopMs = 10_000;

const targets = {
  mqtt: { create: createMqttTarget, share: 0.35 },
  payloads: { create: async () => createPayloadTarget(), share: 0.4 },
  http: { create: createHttpTarget, share: 0.2 },
  live: { create: createLiveTarget, share: 0.05 },
};

const program = new Command('fuzz')
  .description(
    'mutated MQTT streams, telemetry payloads, HTTP requests and screens’ messages against the service’s own parts',
  )
  .option('--count <cases>', 'cases in all', Number, 1_000_000)
  .option('--seed <seed>', 'the same seed makes the same cases', Number, 1)
  .option('--only <target>', `one of ${Object.keys(targets).join(', ')}`)
  .option('--from <case>', 'the first case: with --only and --count 1 one case is repeated', Number, 0)
  .parse();
const { count, seed, from, only } = program.opts<{
  count: number;
  seed: number;
  from: number;
  only?: string;
}>();

let isWell = true;
for (const [name, { create, share }] of Object.entries(targets)) {
  if (only !== undefined && only !== name) continue;
  const target = await create();
  const cases = only === undefined ? Math.round(count * share) : count;
  let told = performance.now();
  const result = await fuzz(target, {
    count: cases,
    seed,
    from,
    progress(done) {
      if (performance.now() - told < 30_000) return;
      told = performance.now();
      process.stdout.write(`${target.name}: ${done} of ${cases}\n`);
    },
  });
  process.stdout.write(`${JSON.stringify({ seed, from, ...result }, null, 2)}\n`);
  if (result.failures.length > 0) isWell = false;
  // What crashed may not be able to end.
  await Promise.race([target.stop(), setTimeout(stopMs, undefined, { ref: false })]);
}
process.exit(isWell ? 0 : 1);
