import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import type { TelemetryRecord, TickRecord } from '../domain/record.ts';
import { createJournal, type Journal, type JournalOptions } from './journal.ts';
import type { DecodeTelemetry } from './record-codec.ts';

/** Support for the journal's tests: records whose content follows from a number, and journals in temporary folders. */
export const decodeForTest: DecodeTelemetry = ({ payload, kind, deviceId, receivedAt }) => ({
  readings: [
    { kind, deviceId, time: receivedAt, receivedAt, seq: payload.length, values: [], extra: null, flags: 0 },
  ],
  problems: [],
});

/** The `number`th message of a made-up fleet: any two differ. */
export function telemetry(number: number, payloadBytes = 150): TelemetryRecord {
  const text = `{"seq":${number},"values":{"temperature_c":${(number % 400) / 10}}}`;
  const message = {
    receivedAt: 1_795_248_000_000 + number,
    kind: number % 2 === 0 ? ('smoke' as const) : ('water' as const),
    deviceId: `device-${number % 97}`,
    payload: Buffer.from(text.padEnd(payloadBytes)),
  };
  return { type: 'telemetry', ...message, ...decodeForTest(message) };
}

export function tick(number: number): TickRecord {
  return { type: 'tick', at: 1_795_248_000_000 + number };
}

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'journal-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A started journal that keeps its failures instead of ending the process. */
export async function startJournal(
  directory: string,
  options: Partial<JournalOptions> = {},
): Promise<{ journal: Journal; failures: Error[] }> {
  const failures: Error[] = [];
  const journal = createJournal({
    directory,
    log: pino({ level: 'silent' }),
    decodeTelemetry: decodeForTest,
    failed: (error) => failures.push(error),
    ...options,
    // The volume of the test machine is not what is tested.
    limits: { trimIntervalMs: 20, diskFreeBytesMin: 0, ...options.limits },
  });
  await journal.start();
  return { journal, failures };
}

/** Waits until the condition holds; fails with what was waited for. */
export async function until(what: string, condition: () => boolean, deadlineMs = 20_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await delay(2);
  }
}

/** A small generator (mulberry32), so that a failing run can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
