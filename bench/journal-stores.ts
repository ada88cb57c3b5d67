import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import type { TelemetryRecord } from '../domain/record.ts';
import { createJournal, type Journal } from '../journal/journal.ts';
import { journalStores } from './support/journal-stores.ts';
import { median } from './support/median.ts';

/**
 * The journal on each embedded store that it could live on, all in one run: `node bench/journal-stores.ts`.
 * In turns, the median of the rounds; each in a process of its own, first with as much as it takes, then at a steady pace; with a reader that settles
 * all it gets, so that trimming is part of the cost. The load itself runs on the measured thread.
 */
const outstanding = 2_000;
const payloadBytes = 150;
const rounds = 3;
const full_s = 4;
const paced_s = 3;
const pacedRecordsPerSecond = 2_000;
/** Asking for the time of every record would cost as much as the journal. */
const latencySampleEvery = 16;
const eventLoopResolution_ms = 1;

interface Phase {
  readonly records_per_s: number;
  readonly settleP50_ms: number;
  readonly settleP99_ms: number;
  readonly mainThread_us: number;
  readonly process_us: number;
  readonly eventLoopDelayP99_ms: number;
}

interface StoreFigures {
  readonly full: Phase;
  readonly paced: Phase;
  readonly disk_MiB: number;
}

const payload = Buffer.alloc(
  payloadBytes,
  '{"seq":123456,"values":{"temperature_c":24.1,"obscuration_pct_m":0.8}}',
);

function message(): TelemetryRecord {
  return {
    type: 'telemetry',
    receivedAt: Date.now(),
    kind: 'smoke',
    deviceId: 'kitchen-000123',
    payload,
    readings: [],
    problems: [],
  };
}

/** Measures from its making to `end`; `append` appends one record and calls `then` once it is settled. */
function createProbe(journal: Journal) {
  const latencies: number[] = [];
  const eventLoop = monitorEventLoopDelay({ resolution: eventLoopResolution_ms });
  eventLoop.enable();
  const startedAt = performance.now();
  const processStart = process.cpuUsage();
  const threadStart = process.threadCpuUsage();
  let appended = 0;
  let settled = 0;
  return {
    append(then: () => void): void {
      appended += 1;
      const at = appended % latencySampleEvery === 0 ? performance.now() : 0;
      journal.append(message(), (error) => {
        if (error) throw error;
        settled += 1;
        if (at > 0) latencies.push(performance.now() - at);
        then();
      });
    },
    isIdle: () => settled === appended,
    end(): Phase {
      const thread = process.threadCpuUsage(threadStart);
      const all = process.cpuUsage(processStart);
      const elapsed_s = (performance.now() - startedAt) / 1_000;
      eventLoop.disable();
      latencies.sort((one, other) => one - other);
      return {
        records_per_s: settled / elapsed_s,
        settleP50_ms: latencies[latencies.length >> 1] ?? 0,
        settleP99_ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
        mainThread_us: (thread.user + thread.system) / settled,
        process_us: (all.user + all.system) / settled,
        eventLoopDelayP99_ms: Math.max(0, eventLoop.percentile(99) / 1e6 - eventLoopResolution_ms),
      };
    },
  };
}

async function runFull(journal: Journal): Promise<Phase> {
  const probe = createProbe(journal);
  const end = performance.now() + full_s * 1_000;
  await new Promise<void>((resolve) => {
    const next = (): void => {
      if (performance.now() < end) probe.append(next);
      else if (probe.isIdle()) resolve();
    };
    for (let index = 0; index < outstanding; index += 1) probe.append(next);
  });
  return probe.end();
}

async function runPaced(journal: Journal): Promise<Phase> {
  const probe = createProbe(journal);
  const startedAt = performance.now();
  let sent = 0;
  while (sent < paced_s * pacedRecordsPerSecond) {
    const due = ((performance.now() - startedAt) / 1_000) * pacedRecordsPerSecond;
    for (; sent < due; sent += 1) probe.append(() => undefined);
    await delay(1);
  }
  while (!probe.isIdle()) await delay(1);
  return probe.end();
}

async function measure(name: string): Promise<StoreFigures> {
  const openStore = journalStores[name];
  if (!openStore) throw new Error(`no store named ${name}`);
  const directory = mkdtempSync(join(tmpdir(), 'journal-bench-'));
  const journal = createJournal({
    directory,
    log: pino({ level: 'warn' }),
    decodeTelemetry: () => ({ readings: [], problems: [] }),
    failed: (error) => {
      throw error;
    },
    openStore,
  });
  await journal.start();
  const reader = journal.attachReader({
    name: 'all',
    from: 1,
    handle: (_, lastOffset) => reader.settle(lastOffset),
  });
  const full = await runFull(journal);
  const disk_MiB = sizeOf(directory) / 2 ** 20;
  const paced = await runPaced(journal);
  await journal.stop();
  rmSync(directory, { recursive: true });
  return { full, paced, disk_MiB };
}

function sizeOf(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(directory, name)).size)
    .reduce((sum, size) => sum + size, 0);
}

function medianOf(phases: readonly Phase[]): Phase {
  const of = (key: keyof Phase): number => median(phases.map((phase) => phase[key]));
  return {
    records_per_s: of('records_per_s'),
    settleP50_ms: of('settleP50_ms'),
    settleP99_ms: of('settleP99_ms'),
    mainThread_us: of('mainThread_us'),
    process_us: of('process_us'),
    eventLoopDelayP99_ms: of('eventLoopDelayP99_ms'),
  };
}

const headings = [
  'store',
  'records/s',
  'of file',
  'settle p50 ms',
  'p99 ms',
  'main µs/record',
  'process µs/record',
  'loop delay p99 ms',
  'disk MiB',
];

function toCells(name: string, phase: Phase, reference: number): string[] {
  return [
    name,
    phase.records_per_s.toFixed(0),
    `${((phase.records_per_s / reference) * 100).toFixed(0)} %`,
    phase.settleP50_ms.toFixed(2),
    phase.settleP99_ms.toFixed(2),
    phase.mainThread_us.toFixed(2),
    phase.process_us.toFixed(2),
    phase.eventLoopDelayP99_ms.toFixed(2),
  ];
}

function toTable(rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

function report(rows: readonly { name: string; figures: StoreFigures }[]): string {
  const reference = rows[0]?.figures;
  if (!reference) return '';
  const full = rows.map(({ name, figures }) => [
    ...toCells(name, figures.full, reference.full.records_per_s),
    figures.disk_MiB.toFixed(0),
  ]);
  const paced = rows.map(({ name, figures }) => toCells(name, figures.paced, reference.paced.records_per_s));
  return [
    `${payloadBytes}-byte telemetry, ${outstanding} outstanding, ${full_s} s, median of ${rounds} rounds`,
    toTable(full),
    `\nthe same at ${pacedRecordsPerSecond} records/s`,
    toTable(paced),
    '',
  ].join('\n');
}

function measureApart(name: string): StoreFigures {
  const output = execFileSync(process.execPath, [import.meta.filename, name], { encoding: 'utf8' });
  return JSON.parse(output) as StoreFigures;
}

const [only] = process.argv.slice(2);
if (only) {
  process.stdout.write(JSON.stringify(await measure(only)));
} else {
  const names = Object.keys(journalStores);
  const results = new Map<string, StoreFigures[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results.get(name)?.push(measureApart(name));
  }
  const rows = [...results].map(([name, figures]) => ({
    name,
    figures: {
      full: medianOf(figures.map(({ full }) => full)),
      paced: medianOf(figures.map(({ paced }) => paced)),
      disk_MiB: median(figures.map(({ disk_MiB }) => disk_MiB)),
    },
  }));
  process.stdout.write(report(rows));
}
