import { basename, extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDeviceLink, type DeviceLink } from './device-link.ts';
import { createInFlightWindow } from './in-flight-window.ts';
import { readRecording } from './recordings/read-recording.ts';
import type { RecordedReading, RecordingFormat } from './recordings/recording-format.ts';

/** How a reading gets its time when it is sent. */
export const timePlacements = ['shift', 'original', 'now'] as const;
/**
 * `shift`: recorded spacing, moved so that the last reading carries the moment at which it is sent. At speed 1
 * the first one is now; faster, the recording lies in the past; never in the future.
 * `original`: as recorded; only where the recording knows the date.
 * `now`: the moment of sending, so that a fast replay is a fast-moving present (rates are `speed` times too high).
 */
export type TimePlacement = (typeof timePlacements)[number];

export interface ReplayOptions {
  readonly url: string;
  readonly passwordOf: (deviceId: string) => string | null;
  readonly path: string;
  readonly format: RecordingFormat;
  /** Sent as this device; null derives it from the recording's own name, or the file's. */
  readonly deviceId: string | null;
  /** Times real time; Infinity: as fast as acknowledgements come. */
  readonly speed: number;
  readonly placement: TimePlacement;
  /** Readings in one message, 1 to 1,000. */
  readonly batchRows: number;
  /** Messages in flight. */
  readonly window: number;
  /** How long the broker may be away in one piece. */
  readonly patience_s: number;
  readonly seed: number;
  /** Ends the replay early. */
  readonly signal?: AbortSignal;
  /** Called for each acknowledged message with the rows acknowledged so far, and all. */
  readonly progress?: (acknowledged: number, rows: number) => void;
}

export interface ReplayResult {
  /** Readings in the recording. */
  readonly rows: number;
  /** Rows of the file that held no reading: not chosen, not measured, or not understood. */
  readonly emptyRows: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly messages: number;
  readonly devices: readonly string[];
  /** Time of the first and last reading as sent, ms since 1970; null without readings. */
  readonly span: { readonly from: number; readonly to: number } | null;
  readonly duration_s: number;
  /** Why it ended before the end; null when it did not. */
  readonly error: string | null;
}

interface Extent {
  readonly rows: number;
  readonly emptyRows: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Replays one file. Resolves in any case; `acknowledged < rows` says that not everything arrived. */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const startedAt = Date.now();
  const extent = await measureExtent(options);
  const place = createPlacement(options, extent);
  const devices = new Map<string, Sender>();
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const inFlight = createInFlightWindow(options.window, signal);
  let [sent, acknowledged, messages] = [0, 0, 0];
  let error: string | null = null;
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  try {
    for await (const reading of readRecording(options.path, options.format)) {
      await place.waitUntilDue(reading.time_ms, signal);
      if (signal.aborted) break;
      const time = place.toTime(reading.time_ms);
      [from, to] = [Math.min(from, time), Math.max(to, time)];
      const sender = await senderOf(reading);
      sender.add(time, reading.values);
      if (sender.pending() >= options.batchRows) await flush(sender);
    }
    for (const sender of devices.values()) if (!signal.aborted) await flush(sender);
    await inFlight.whenEmpty();
  } catch (failure) {
    error ??= failure instanceof Error ? failure.message : String(failure);
  }
  await Promise.all(Array.from(devices.values(), (sender) => sender.link.stop()));
  if (options.signal?.aborted === true) error ??= 'interrupted';
  const duration_s = (Date.now() - startedAt) / 1_000;
  const { rows, emptyRows } = extent;
  const span = from <= to ? { from, to } : null;
  const ids = [...devices.keys()];
  return { rows, emptyRows, sent, acknowledged, messages, devices: ids, span, duration_s, error };

  async function senderOf(reading: RecordedReading): Promise<Sender> {
    const deviceId = options.deviceId ?? toDeviceId(options, reading);
    const known = devices.get(deviceId);
    if (known !== undefined) return known;
    const link = createDeviceLink({
      url: options.url,
      kind: options.format.kind,
      deviceId,
      password: options.passwordOf(deviceId),
      patienceMs: options.patience_s * 1_000,
      seed: options.seed,
    });
    const sender = createSender(link);
    devices.set(deviceId, sender);
    await link.start();
    return sender;
  }

  async function flush(sender: Sender): Promise<void> {
    const rows = sender.pending();
    if (rows === 0) return;
    await inFlight.take();
    if (signal.aborted) return;
    sent += rows;
    messages += 1;
    sender.link.publish(sender.take()).then(
      () => {
        acknowledged += rows;
        options.progress?.(acknowledged, extent.rows);
        inFlight.give();
      },
      (failure: Error) => {
        error ??= failure.message;
        stop.abort();
        inFlight.give();
      },
    );
  }
}

interface Sender {
  readonly link: DeviceLink;
  add(time: number, values: RecordedReading['values']): void;
  pending(): number;
  /** The pending readings as a payload: one object, or an array of several. */
  take(): string;
}

function createSender(link: DeviceLink): Sender {
  let pending: object[] = [];
  let seq = 0;
  return {
    link,
    add(time, values) {
      seq += 1;
      pending.push({ time, seq, values });
    },
    pending: () => pending.length,
    take() {
      const payload = JSON.stringify(pending.length === 1 ? pending[0] : pending);
      pending = [];
      return payload;
    },
  };
}

async function measureExtent({ path, format }: ReplayOptions): Promise<Extent> {
  let [rows, emptyRows, firstMs, lastMs] = [0, 0, 0, 0];
  const countEmpty = (): void => {
    emptyRows += 1;
  };
  for await (const reading of readRecording(path, format, countEmpty)) {
    if (rows === 0) firstMs = reading.time_ms;
    lastMs = reading.time_ms;
    rows += 1;
  }
  return { rows, emptyRows, firstMs, lastMs };
}

function createPlacement(
  { format, placement, speed }: ReplayOptions,
  { firstMs, lastMs }: Extent,
): {
  waitUntilDue(recordedMs: number, signal: AbortSignal): Promise<void>;
  toTime(recordedMs: number): number;
} {
  if (placement === 'original' && format.clock === 'relative') {
    throw new Error(`${format.name} counts from an event and knows no date: --time original is impossible`);
  }
  const startMs = Date.now();
  const shiftMs = startMs + (lastMs - firstMs) / speed - lastMs;
  return {
    async waitUntilDue(recordedMs, signal) {
      const waitMs = startMs + (recordedMs - firstMs) / speed - Date.now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    },
    toTime(recordedMs) {
      if (placement === 'original') return recordedMs;
      return placement === 'now' ? Date.now() : Math.round(recordedMs + shiftMs);
    },
  };
}

/** `fsri-redaccent-open-back-1`: legal as a device id, and the same every time. */
function toDeviceId({ format, path }: ReplayOptions, reading: RecordedReading): string {
  const own = reading.deviceId ?? `${toStem(format.name)}-${toStem(path)}`;
  return own
    .replace(/[^A-Za-z0-9.:-]+/g, '-')
    .toLowerCase()
    .slice(0, 64);
}

function toStem(path: string): string {
  return basename(path, extname(path));
}
