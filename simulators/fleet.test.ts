import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeviceLink } from './device-link.ts';
import { createSimulatedFleet } from './fleet.ts';
import { runScenario } from './run-scenario.ts';
import { entrapment } from './scenarios/entrapment.ts';
import { perfect } from './simulated-device.ts';
import { startTestBroker, waitUntil, type TestBroker } from './test-broker.ts';

let broker: TestBroker;

beforeEach(async () => {
  broker = await startTestBroker({ password: 'key' });
});
afterEach(() => broker.stop());

const payloadsOf = (topic: string): string[] =>
  broker.messages.filter((message) => message.topic === topic).map(({ payload }) => payload);

describe('fleet', () => {
  it('gives each device its own connection, says online, reports, and says offline in the end', async () => {
    const fleet = createSimulatedFleet({
      url: broker.url,
      passwordOf: () => 'key',
      size: { smoke: 3, electrical: 2, water: 1, elevator: 1 },
      interval_s: 0.3,
      imperfections: perfect,
      seed: 1,
      patience_s: 5,
    });
    await fleet.start();
    expect(fleet.connected()).toBe(7);
    expect(broker.connected()).toBe(7);
    await waitUntil('two readings of each', () => fleet.counts().acknowledged >= 14);
    await fleet.stop();
    for (const { id, kind } of fleet.members()) {
      expect(payloadsOf(`sensors/${kind}/${id}/status`)).toEqual(['online', 'offline']);
      expect(payloadsOf(`sensors/${kind}/${id}/telemetry`).length).toBeGreaterThan(0);
    }
  });

  it('does not start when it is refused', async () => {
    const fleet = createSimulatedFleet({
      url: broker.url,
      passwordOf: () => 'wrong',
      size: { smoke: 2 },
      imperfections: perfect,
      seed: 1,
      patience_s: 5,
    });
    await expect(fleet.start()).rejects.toThrow('refused smoke-000');
    await fleet.stop();
  });
});

describe('device link', () => {
  it('leaves its will behind when the connection breaks, comes back, and answers commands', async () => {
    let losses = 0;
    const link = createDeviceLink({
      url: broker.url,
      kind: 'smoke',
      deviceId: 'one',
      password: 'key',
      patienceMs: 5_000,
      seed: 1,
      command: (payload) => `got ${payload}`,
      lost: () => (losses += 1),
    });
    await link.start();
    await waitUntil('online', () => payloadsOf('sensors/smoke/one/status').length === 1);
    link.breakOff(50);
    await waitUntil('back', () => payloadsOf('sensors/smoke/one/status').length === 3);
    expect(payloadsOf('sensors/smoke/one/status')).toEqual(['online', 'offline', 'online']);
    expect(losses).toBe(1);
    await waitUntil('an answer', () => {
      broker.publish('sensors/smoke/one/command', 'silence');
      return payloadsOf('sensors/smoke/one/command/response').includes('got silence');
    });
    await link.stop();
  });
});

describe('scenario run', () => {
  it('delivers the whole accident over MQTT and waits for the last acknowledgement', async () => {
    const truths: string[] = [];
    const result = await runScenario({
      definition: entrapment,
      url: broker.url,
      deviceId: 'lift',
      password: 'key',
      speed: 600,
      interval_s: 1,
      seed: 1,
      patience_s: 5,
      truth: ({ event }) => truths.push(event),
    });
    expect(result.acknowledged).toBe(result.readings);
    expect(truths).toContain('alarm-button');
    const readings = payloadsOf('sensors/elevator/lift/telemetry').map(
      (payload) => (JSON.parse(payload) as { values: Record<string, number> }).values,
    );
    expect(readings).toHaveLength(result.readings);
    expect(readings.some((values) => values['alarm_button'] === 1)).toBe(true);
    expect(readings.at(-1)).toMatchObject({ fault_code: 0, occupied: 0 });
  });
});
