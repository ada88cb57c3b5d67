import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdIdle } from './load/hold-idle.ts';
import { runLoad, type LoadOptions } from './load.ts';
import { startTestBroker, waitUntil, type TestBroker } from './test-broker.ts';

let broker: TestBroker;
let directory: string;

beforeEach(async () => {
  broker = await startTestBroker({ password: 'right' });
  directory = await mkdtemp(join(tmpdir(), 'negative-one-load-'));
});
afterEach(async () => {
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
});

function optionsOf(changes: Partial<LoadOptions> = {}): LoadOptions {
  return {
    url: broker.url,
    passwordOf: () => 'right',
    connections: 4,
    window: 5,
    qos: 1,
    kind: 'smoke',
    rate_per_s: 0,
    duration_s: 30,
    messagesMax: 1_000,
    devicePrefix: 'load',
    ledgerPath: null,
    seed: 1,
    patience_s: 5,
    ...changes,
  };
}

/** What the broker took, as `device,time,seq`. */
function taken(): string[] {
  return broker.messages.map(({ client, payload }) => {
    const { time, seq } = JSON.parse(payload) as { time: number; seq: number };
    return `${client},${time},${seq}`;
  });
}

describe('load', () => {
  it('sends as many distinct readings as asked for and has each acknowledged', async () => {
    const result = await runLoad(optionsOf());
    expect(result).toMatchObject({ sent: 1_000, acknowledged: 1_000, unacknowledged: 0, reconnects: 0 });
    expect(new Set(taken()).size).toBe(1_000);
    const { p50, p95, p99, max } = result.latency_ms;
    expect(p50).toBeGreaterThan(0);
    expect([p50, p95, p99, max]).toEqual([p50, p95, p99, max].toSorted((a, b) => a - b));
    expect(result.perSecond).toBeCloseTo(1_000 / result.duration_s, 3);
  });

  it('writes each acknowledged reading into the ledger, once', async () => {
    const ledgerPath = join(directory, 'ledger');
    await runLoad(optionsOf({ ledgerPath }));
    const lines = (await readFile(ledgerPath, 'utf8')).trimEnd().split('\n');
    expect(lines.toSorted()).toEqual(taken().toSorted());
  });

  it('sends again after lost connections what was not acknowledged, with the same content', async () => {
    const ledgerPath = join(directory, 'ledger');
    const running = runLoad(optionsOf({ ledgerPath, messagesMax: 200 }));
    broker.holdBack(true);
    await waitUntil('all windows full', () => broker.held() === 20);
    broker.holdBack(false);
    broker.breakConnections();
    const result = await running;
    // A full window on each connection had been sent and lost.
    expect(result).toMatchObject({ sent: 200, acknowledged: 200, resent: 20, reconnects: 4 });
    const lines = (await readFile(ledgerPath, 'utf8')).trimEnd().split('\n');
    expect(new Set(lines).size).toBe(200);
    expect(new Set(taken())).toEqual(new Set(lines));
  });

  it('keeps to a rate', async () => {
    const result = await runLoad(optionsOf({ rate_per_s: 400, duration_s: 1, messagesMax: 100_000 }));
    expect(result.sent).toBeGreaterThan(300);
    // Against the time that it really took: a busy machine ends the second a little late.
    expect(result.sent / result.duration_s).toBeLessThanOrEqual(400);
  });

  it('stops early when told, and still waits for what is in flight', async () => {
    const stop = new AbortController();
    const running = runLoad(optionsOf({ messagesMax: 1e9, signal: stop.signal }));
    await waitUntil('some messages', () => broker.messages.length > 100);
    stop.abort();
    const result = await running;
    expect(result.acknowledged).toBe(result.sent);
    expect(result.sent).toBe(broker.messages.length);
  });

  it('counts what was sent with QoS 0', async () => {
    const result = await runLoad(optionsOf({ qos: 0, messagesMax: 500 }));
    expect(result).toMatchObject({ sent: 500, acknowledged: 0, unacknowledged: 0 });
    await waitUntil('all taken', () => broker.messages.length === 500);
  });

  it('says who was refused, and that a broker is away', async () => {
    await expect(runLoad(optionsOf({ passwordOf: () => 'wrong' }))).rejects.toThrow(/refused load-\d, code/);
    await expect(runLoad(optionsOf({ url: 'mqtt://127.0.0.1:1', patience_s: 0.1 }))).rejects.toThrow(
      'the broker cannot be reached',
    );
    await expect(runLoad(optionsOf({ url: 'mqtts://127.0.0.1' }))).rejects.toThrow('mqtt:// only');
  });

  it('can be interrupted while the broker is away', async () => {
    const running = runLoad(
      optionsOf({ url: 'mqtt://127.0.0.1:1', patience_s: 600, signal: AbortSignal.timeout(100) }),
    );
    await expect(running).rejects.toThrow('interrupted');
  });

  it('holds idle connections', async () => {
    const result = await holdIdle({ ...optionsOf({ connections: 50, duration_s: 0.2 }) });
    expect(result).toMatchObject({ connections: 50, lost: 0 });
    expect(result.held_s).toBeGreaterThan(0.15);
  });
});
