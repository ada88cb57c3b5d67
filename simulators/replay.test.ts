import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { floodnet } from './recordings/floodnet.ts';
import { generic } from './recordings/generic.ts';
import { fsri } from './recordings/fsri.ts';
import { replay, type ReplayOptions } from './replay.ts';
import { startTestBroker, waitUntil, type TestBroker } from './test-broker.ts';

let broker: TestBroker;
let directory: string;
let path: string;

const rows = 120;
const recordedFrom = Date.parse('2026-01-01T00:00:00Z');

beforeEach(async () => {
  broker = await startTestBroker();
  directory = await mkdtemp(join(tmpdir(), 'negative-one-replay-'));
  path = join(directory, 'Gauge one.csv');
  const lines = Array.from(
    { length: rows },
    (_, index) => `${new Date(recordedFrom + index * 60_000).toISOString()},${index / 100}`,
  );
  await writeFile(path, ['time,depth_m', ...lines].join('\n'));
});
afterEach(async () => {
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
});

function optionsOf(changes: Partial<ReplayOptions> = {}): ReplayOptions {
  return {
    url: broker.url,
    passwordOf: () => null,
    path,
    format: generic('water'),
    deviceId: null,
    speed: Number.POSITIVE_INFINITY,
    placement: 'shift',
    batchRows: 1,
    window: 10,
    patience_s: 5,
    seed: 1,
    ...changes,
  };
}

interface Reading {
  readonly time: number;
  readonly seq: number;
  readonly values: Record<string, number>;
}

function telemetry(): { topic: string; readings: Reading[] }[] {
  return broker.messages
    .filter(({ topic }) => topic.endsWith('/telemetry'))
    .map(({ topic, payload }) => ({ topic, readings: [JSON.parse(payload) as Reading].flat() }));
}

/** A line of floodnet's file: two depths, a minute apart. */
const event = (id: string, start: string): string =>
  `"x","${id}","${start}","","","","","","","","","[0.00, 10.00]","[0, 60]"`;

describe('replay', () => {
  it('sends each row once, in order, as one message, under a name made of the file’s', async () => {
    const result = await replay(optionsOf());
    expect(result).toMatchObject({ rows, sent: rows, acknowledged: rows, messages: rows, error: null });
    const sent = telemetry();
    expect(new Set(sent.map(({ topic }) => topic))).toEqual(
      new Set(['sensors/water/generic-gauge-one/telemetry']),
    );
    expect(sent.flatMap(({ readings }) => readings.map(({ seq }) => seq))).toEqual(
      Array.from({ length: rows }, (_, index) => index + 1),
    );
    expect(sent.map(({ readings }) => readings[0]?.values['depth_m'])).toEqual(
      Array.from({ length: rows }, (_, index) => index / 100),
    );
  });

  it('keeps the recorded spacing and ends now', async () => {
    const before = Date.now();
    await replay(optionsOf());
    const times = telemetry().map(({ readings }) => readings[0]?.time ?? 0);
    expect(times.at(-1)).toBeGreaterThanOrEqual(before);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe((rows - 1) * 60_000);
  });

  it('places the first reading at now when it runs in real time, and paces', async () => {
    const fast = join(directory, 'fast.csv');
    await writeFile(
      fast,
      `time,depth_m\n2026-01-01T00:00:00.000Z,1\n2026-01-01T00:00:00.150Z,2\n2026-01-01T00:00:00.300Z,3\n`,
    );
    const before = Date.now();
    const result = await replay(optionsOf({ path: fast, speed: 1 }));
    const first = telemetry()[0]?.readings[0]?.time ?? 0;
    expect(first).toBeGreaterThanOrEqual(before);
    expect(first).toBeLessThan(before + 250);
    expect(result.duration_s).toBeGreaterThanOrEqual(0.3);
  });

  it('keeps original times, or takes the moment of sending, when told', async () => {
    await replay(optionsOf({ placement: 'original' }));
    expect(telemetry()[0]?.readings[0]?.time).toBe(recordedFrom);
    const before = Date.now();
    await replay(optionsOf({ placement: 'now', deviceId: 'other' }));
    const others = telemetry().filter(({ topic }) => topic.includes('other'));
    expect(others).toHaveLength(rows);
    expect(Math.min(...others.map(({ readings }) => readings[0]?.time ?? 0))).toBeGreaterThanOrEqual(before);
    await expect(replay(optionsOf({ placement: 'original', format: fsri() }))).rejects.toThrow('no date');
  });

  it('sends arrays', async () => {
    const result = await replay(optionsOf({ batchRows: 50, deviceId: 'gauge' }));
    expect(result).toMatchObject({ acknowledged: rows, messages: 3 });
    expect(telemetry().map(({ readings }) => readings.length)).toEqual([50, 50, 20]);
  });

  it('gives each sensor of a collection its own device', async () => {
    const floods = join(directory, 'floods.csv');
    await writeFile(
      floods,
      [
        'sensor_name,sensor_id,flood_start_time,a,b,c,d,e,f,g,h,flood_profile_depth_inches,flood_profile_time_secs',
        event('B St', '2024-01-02T00:00:00.000'),
        event('A St', '2024-01-01T00:00:00.000'),
      ].join('\n'),
    );
    const result = await replay(optionsOf({ path: floods, format: floodnet() }));
    expect(result).toMatchObject({ acknowledged: 4, devices: ['a-st', 'b-st'] });
  });

  it('sends again what a lost connection swallowed, and loses nothing', async () => {
    broker.holdBack(true);
    const running = replay(optionsOf());
    // The window of ten; the status is one more.
    await waitUntil('the window full', () => broker.held() === 11);
    broker.holdBack(false);
    broker.breakConnections();
    expect(await running).toMatchObject({ acknowledged: rows, error: null });
    const seqs = telemetry().flatMap(({ readings }) => readings.map(({ seq }) => seq));
    expect(new Set(seqs).size).toBe(rows);
  });

  it('ends with a reason when the broker refuses or stays away', async () => {
    const strict = await startTestBroker({ password: 'right' });
    const refused = await replay(optionsOf({ url: strict.url, passwordOf: () => 'wrong' }));
    await strict.stop();
    expect(refused).toMatchObject({ acknowledged: 0, rows });
    expect(refused.error).toMatch('refused');
    const away = await replay(optionsOf({ url: 'mqtt://127.0.0.1:1', patience_s: 0.2 }));
    expect(away.error).toMatch('cannot be reached');
  });

  it('gives up when the broker goes away in the middle', async () => {
    broker.holdBack(true);
    const running = replay(optionsOf({ patience_s: 0.5 }));
    await waitUntil('connected', () => broker.connected() === 1);
    await broker.stop();
    const result = await running;
    expect(result.acknowledged).toBe(0);
    expect(result.error).not.toBeNull();
  });

  it('ends when interrupted', async () => {
    const stop = new AbortController();
    const running = replay(optionsOf({ speed: 1, signal: stop.signal }));
    await waitUntil('a first reading', () => telemetry().length > 0);
    stop.abort();
    expect(await running).toMatchObject({ error: 'interrupted', sent: 1 });
  });
});
