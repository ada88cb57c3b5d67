import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import copyStreams from 'pg-copy-streams';
import { pino } from 'pino';
import { preparePartitions } from '../database/partitions.ts';
import { readingColumns } from '../database/reading-columns.ts';
import type { JournalEntry } from '../domain/record.ts';
import { createAccept } from '../ingest/accept.ts';
import { decodeJson } from '../ingest/json-codec.ts';
import { ingestLimits } from '../ingest/limits.ts';
import { createRecentKeys } from '../ingest/recent-keys.ts';
import { encodeStoreBatch } from '../ingest/store-batch.ts';
import { createStoreWriter } from '../ingest/store-writer.ts';
import { createJournal, type Journal } from '../journal/journal.ts';
import type { BenchServer } from './support/bench-database.ts';
import type { Figure } from './support/figure.ts';
import { median } from './support/median.ts';
import { progress } from './support/progress.ts';

const rounds = 3;
const rows = 400_000;
const devices = 100;
const log = pino({ level: 'silent' });

/**
 * Rows a second of the store writer, from the journal to committed rows with its place, against a bare binary
 * COPY of the same rows, encoded beforehand, into the same hypertable in transactions of the same size. Once
 * while it keeps up and is handed the decoded records, as in service, and once catching up from the journal's
 * disk, where it decodes them again, as after an outage.
 */
export async function measureStoreWriter(server: BenchServer): Promise<readonly Figure[]> {
  const bare: number[] = [];
  const keepingUp: number[] = [];
  const catchingUp: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    bare.push(await measureBareCopy(server));
    keepingUp.push(await measureOurs(server, 'memory'));
    catchingUp.push(await measureOurs(server, 'disk'));
    const [copy, memory, disk] = [bare, keepingUp, catchingUp].map((all) => Math.round(all.at(-1) ?? 0));
    progress(`bare COPY ${copy}/s, store writer keeping up ${memory}/s, catching up ${disk}/s`);
  }
  const wanted = { atLeast: 0.7 };
  return [
    { name: 'bare binary COPY, rows encoded beforehand', value: median(bare), unit: 'rows/s' },
    { name: 'store writer, keeping up', value: median(keepingUp), unit: 'rows/s' },
    { name: '… as a share of the bare COPY', value: median(keepingUp) / median(bare), unit: '', wanted },
    { name: 'store writer, catching up from disk', value: median(catchingUp), unit: 'rows/s' },
    { name: '… as a share of the bare COPY', value: median(catchingUp) / median(bare), unit: '' },
  ];
}

async function measureBareCopy(server: BenchServer): Promise<number> {
  const { database, drop } = await server.createDatabase();
  const recentKeys = createRecentKeys();
  const batches: (readonly Buffer[])[] = [];
  for (let from = 0; from < rows; from += ingestLimits.storeRecordsMax) {
    const entries = Array.from({ length: ingestLimits.storeRecordsMax }, (_, index) => toEntry(from + index));
    const copy = encodeStoreBatch(entries, 0, recentKeys).rows.get('electrical');
    if (copy !== undefined) batches.push(copy.chunks());
  }
  const client = await database.pool.connect();
  const edition = database.edition();
  if (edition !== null) await preparePartitions(client, edition, 'electrical', [startedAt, Date.now()]);
  const began = performance.now();
  for (const chunks of batches) {
    await client.query('begin');
    const columns = readingColumns('electrical').join(', ');
    const stream = client.query(
      copyStreams.from(`copy readings_electrical (${columns}) from stdin (format binary)`),
    );
    for (const chunk of chunks) stream.write(chunk);
    const done = Promise.withResolvers<void>();
    stream.once('finish', () => done.resolve());
    stream.once('error', done.reject);
    stream.end();
    await done.promise;
    await client.query('commit');
  }
  const perSecond = rows / ((performance.now() - began) / 1_000);
  client.release();
  await drop();
  return perSecond;
}

async function measureOurs(server: BenchServer, from: 'memory' | 'disk'): Promise<number> {
  const { database, drop } = await server.createDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'negative-one-bench-'));
  const journal = createJournal({ directory, log, decodeTelemetry: decodeJson, failed });
  await journal.start();
  const entries = Array.from({ length: rows }, (_, index) => toEntry(index));
  const writer = createStoreWriter({
    database,
    journal,
    log,
    damaged: ({ detail }) => failed(new Error(detail)),
  });
  if (from === 'disk') await append(journal, entries, () => rows);
  const began = performance.now();
  writer.start();
  if (from === 'memory') await append(journal, entries, () => writer.stats().rows);
  while (writer.stats().lag !== 0) await delay(2);
  const perSecond = rows / ((performance.now() - began) / 1_000);
  await writer.stop();
  await journal.stop();
  await drop();
  await rm(directory, { recursive: true, force: true });
  return perSecond;
}

function failed(error: Error): never {
  throw error;
}

/** Appends as fast as `stored` follows: a reader that is too far behind is served from disk. */
async function append(
  journal: Journal,
  entries: readonly JournalEntry[],
  stored: () => number,
): Promise<void> {
  const aheadMax = 2 * ingestLimits.storeRecordsMax;
  const portion = 1_000;
  let durable: Promise<number> = Promise.resolve(0);
  for (let from = 0; from < entries.length; from += portion) {
    while (from - stored() > aheadMax) await delay(1);
    for (const { record } of entries.slice(from, from + portion)) durable = journal.appendDurably(record);
    await nextTurn();
  }
  await durable;
}

const startedAt = Date.now() - 3_600_000;

/** The same kind of reading as the load sends: six values. */
function toEntry(number: number): JournalEntry {
  const receivedAt = startedAt + Math.floor(number / devices) * 100;
  const payload = Buffer.from(
    JSON.stringify({
      time: receivedAt,
      seq: number,
      values: {
        residual_current_ma: 40 + (number % 100) / 100,
        current_l1_a: 12.4,
        voltage_l1_v: 229.6,
        power_kw: 2.81,
        arc_count: 0,
        fault: 0,
      },
    }),
  );
  let entry: JournalEntry | null = null;
  const { accept } = createAccept({ append: (record) => (entry = { offset: number + 1, record }) });
  accept({ kind: 'electrical', deviceId: `bench-${number % devices}`, payload, receivedAt }, () => undefined);
  if (entry === null) throw new Error('Nothing was appended.');
  return entry;
}
