import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRandom } from '../../simulators/random.ts';
import type { FuzzTarget } from './target.ts';

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** The first case; a case depends on the seed and its own number only. */
  readonly from?: number;
  /** Cases between two looks at the witness. */
  readonly witnessEvery?: number;
  readonly progress?: (done: number) => void;
}

export interface FuzzResult {
  readonly target: string;
  readonly cases: number;
  readonly seconds: number;
  /** What went wrong, with the number of the case; at most 20. */
  readonly failures: readonly string[];
  /** The longest time in which the event loop did not turn, ms. */
  readonly stall_ms: number;
  /** The case that took longest. */
  readonly longest: { readonly ms: number; readonly index: number };
  /** Heap after a collection, MiB: once warm, and at the end. */
  readonly heap_MiB: readonly [number, number];
}

/** Beyond: the service hangs. */
export const hangMs = 1_000;
/** What the heap may grow from when everything has been used once to the end, however many cases lie between, MiB. */
export const heapGrowthMax_MiB = 16;

const failuresMax = 20;
const beatMs = 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Runs cases against a target and looks after what no single case shows: crashes, hangs, growth, the witness. */
export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzResult> {
  const { count, seed, from = 0, witnessEvery = 1_000, progress } = options;
  const failures: string[] = [];
  const fail = (what: string): void => {
    if (failures.length < failuresMax) failures.push(what);
  };
  const isUnexpected = (error: unknown): void =>
    fail(`uncaught, at or before case ${at.next}: ${toWords(error)}`);
  process.on('uncaughtException', isUnexpected);
  process.on('unhandledRejection', isUnexpected);
  const stalls = watchStalls();
  const started = performance.now();
  const end = from + count;
  const at = { next: from };
  let longest = { ms: 0, index: from };
  let warm: number | null = null;

  async function runCase(index: number): Promise<void> {
    const caseStarted = performance.now();
    try {
      const outcome = target.run(createRandom(seed, index));
      if (outcome !== undefined) await withDeadline(outcome);
    } catch (error) {
      fail(`case ${index}: ${toWords(error)}`);
    }
    const tookMs = performance.now() - caseStarted;
    if (tookMs > longest.ms) longest = { ms: Math.round(tookMs), index };
  }

  async function work(until: number): Promise<void> {
    while (at.next < until && failures.length < failuresMax) {
      at.next += 1;
      await runCase(at.next - 1);
    }
  }

  while (at.next < end && failures.length < failuresMax) {
    const until = Math.min(at.next + witnessEvery, end);
    await Promise.all(Array.from({ length: target.atOnce }, () => work(until)));
    await target
      .witness()
      .catch((error: unknown) => fail(`the witness after case ${at.next - 1}: ${toWords(error)}`));
    if (warm === null && at.next - from >= count / 10) warm = heap_MiB();
    progress?.(at.next - from);
    stalls.breathe();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const heap = heap_MiB();
  process.off('uncaughtException', isUnexpected);
  process.off('unhandledRejection', isUnexpected);
  const stall_ms = stalls.stop();
  if (stall_ms > hangMs) fail(`the event loop did not turn for ${Math.round(stall_ms)} ms`);
  if (heap - (warm ?? heap) > heapGrowthMax_MiB) fail(`the heap grew from ${warm} to ${heap} MiB`);
  const seconds = (performance.now() - started) / 1_000;
  return {
    target: target.name,
    cases: at.next - from,
    seconds,
    failures,
    stall_ms,
    longest,
    heap_MiB: [warm ?? heap, heap],
  };
}

function heap_MiB(): number {
  collect();
  collect();
  return Math.round((process.memoryUsage().heapUsed / 2 ** 20) * 10) / 10;
}

async function withDeadline(outcome: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('not answered in time')), 5 * hangMs);
  });
  await Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}

/** How long the event loop stood still at most, while we were working, our own collections left out. */
function watchStalls(): { breathe(): void; stop(): number } {
  let last = performance.now();
  let lastCpu = process.cpuUsage();
  let longest = 0;
  const start = (): void => {
    last = performance.now();
    lastCpu = process.cpuUsage();
  };
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(lastCpu);
    // No more than we were given of the processor: on a busy machine we stand still without doing anything.
    const stood = Math.min(performance.now() - last - beatMs, (user + system) / 1_000);
    longest = Math.max(longest, stood);
    start();
  }, beatMs);
  return {
    breathe: start,
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

function toWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error);
}
