import { availableParallelism, cpus } from 'node:os';
import { measureIdleMemory } from './idle-memory.ts';
import { measureLatency } from './latency.ts';
import { measureOverload } from './overload.ts';
import { measureReconnect } from './reconnect.ts';
import { measureRules } from './rules.ts';
import { measureScreens } from './screens.ts';
import { measureStartup } from './startup.ts';
import { measureStorm } from './storm.ts';
import { measureStoreWriter } from './store-writer.ts';
import { startBenchServer, type BenchServer } from './support/bench-database.ts';
import { isReached, toTable, type Figure } from './support/figure.ts';
import { progress } from './support/progress.ts';
import { measureThroughput } from './throughput.ts';

/** `npm run bench`, or `npm run bench -- throughput store …` for some of it. */
const wanted = new Set(process.argv.slice(2));
const figures: Figure[] = [];

function isWanted(name: string): boolean {
  return wanted.size === 0 || wanted.has(name);
}

async function measureAll(server: BenchServer): Promise<void> {
  if (isWanted('store')) figures.push(...(await measureStoreWriter(server)));
  if (isWanted('throughput') || isWanted('latency')) {
    const { figures: throughput, sustained_per_s } = await measureThroughput(server);
    figures.push(...throughput);
    if (isWanted('latency')) figures.push(...(await measureLatency(server, sustained_per_s)));
  }
  if (isWanted('memory')) figures.push(...(await measureIdleMemory(server)));
  if (isWanted('storm')) figures.push(...(await measureStorm(server)));
  if (isWanted('reconnect')) figures.push(...(await measureReconnect(server)));
  if (isWanted('overload')) figures.push(...(await measureOverload(server)));
  if (isWanted('screens')) figures.push(...(await measureScreens(server)));
  if (isWanted('rules')) figures.push(...(await measureRules()));
  if (isWanted('startup')) figures.push(...(await measureStartup()));
}

const server = await startBenchServer();
const probe = await server.createDatabase();
const edition = probe.database.edition();
await probe.drop();
progress(
  `${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.version}, database: ${edition}`,
);
await measureAll(server);
await server.stop();
process.stdout.write(`${toTable(figures)}\n`);
if (!figures.every(isReached)) progress('Some of what was wanted was not reached.');
