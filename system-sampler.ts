import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SystemSample } from './domain/system.ts';
import { createRecordAges, type RecordAges } from './record-ages.ts';

const everyMs = 5_000;
/** Ten minutes. */
const samplesMax = 120;
/** How often the loop's delay is looked at; the measured stretch has this in it. */
const resolutionMs = 20;
const nsPerMs = 1e6;
const usPerSecond = 1e6;

/** What is counted, as it is now. */
export interface Counted {
  readonly messages: number;
  readonly readings: number;
  readonly lastOffset: number;
  readonly storeLag: number | null;
  readonly rulesLag: number;
  readonly commitP99_ms: number | null;
  readonly isDatabaseAvailable: boolean;
}

/** Measures the service every few seconds, so that whoever looks sees the minutes before, too. */
export interface SystemSampler {
  start(): void;
  stop(): void;
  /** Oldest first; ten minutes at most. */
  course(): readonly SystemSample[];
  readonly ages: RecordAges;
  /** Since when the database has been as it is, as far as it was watched; null before the first look. */
  databaseSince(): number | null;
}

export function createSystemSampler(read: () => Counted, now: () => number = Date.now): SystemSampler {
  const ages = createRecordAges(samplesMax);
  const samples: SystemSample[] = [];
  const loop = monitorEventLoopDelay({ resolution: resolutionMs });
  let before: { readonly at: number; readonly counted: Counted; readonly cpu: NodeJS.CpuUsage } | null = null;
  let database: { readonly isAvailable: boolean; readonly since: number } | null = null;
  let timer: NodeJS.Timeout | undefined;

  function sample(): void {
    const at = now();
    const counted = read();
    const cpu = process.cpuUsage();
    const seconds = before === null ? 0 : (at - before.at) / 1_000;
    const perSecond = (name: 'messages' | 'readings'): number | null =>
      before === null || seconds <= 0 ? null : (counted[name] - before.counted[name]) / seconds;
    const cpuUsed = before === null ? 0 : cpu.user - before.cpu.user + (cpu.system - before.cpu.system);
    samples.push({
      at,
      messages_s: perSecond('messages'),
      readings_s: perSecond('readings'),
      storeLag: counted.storeLag,
      rulesLag: counted.rulesLag,
      loopDelayP99_ms: Math.max(0, loop.percentile(99) / nsPerMs - resolutionMs),
      commitP99_ms: counted.commitP99_ms,
      cpu: seconds <= 0 ? null : cpuUsed / usPerSecond / seconds,
      rssBytes: process.memoryUsage.rss(),
    });
    if (samples.length > samplesMax) samples.shift();
    loop.reset();
    ages.note({ at, lastOffset: counted.lastOffset });
    if (database?.isAvailable !== counted.isDatabaseAvailable) {
      database = { isAvailable: counted.isDatabaseAvailable, since: at };
    }
    before = { at, counted, cpu };
  }

  return {
    start() {
      loop.enable();
      sample();
      timer = setInterval(sample, everyMs);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
      loop.disable();
    },
    course: () => samples,
    ages,
    databaseSince: () => database?.since ?? null,
  };
}
