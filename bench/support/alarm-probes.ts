import { setTimeout as delay } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import { connectDevice } from '../../test/support/devices.ts';
import type { LiveClient } from '../../test/support/live-client.ts';
import { waitFor } from '../../test/support/wait-for.ts';

/** Detectors that ring one after the other while something else keeps the service busy. */
export interface AlarmProbes {
  /** Lets one ring every `every_ms` until the signal comes or all have rung. */
  ring(every_ms: number, signal: AbortSignal): Promise<void>;
  /** From each publish to the page's socket, ms; throws when an alarm does not arrive in time. */
  delays_ms(page: LiveClient): Promise<readonly number[]>;
  close(): Promise<void>;
}

const connectedAtOnce = 50;
const arrivalMax_ms = 60_000;

/** A detector each, because an alarm that is on cannot be raised again; connected before the trouble begins. */
export async function connectAlarmProbes(mqtt: string, count: number): Promise<AlarmProbes> {
  const devices = new Map<string, MqttClient>();
  const names = Array.from({ length: count }, (_, probe) => `PROBE-${probe}`);
  for (let from = 0; from < count; from += connectedAtOnce) {
    await Promise.all(
      names.slice(from, from + connectedAtOnce).map(async (name) => {
        devices.set(name, await connectDevice(mqtt, name, { reconnectPeriod: 100, connectTimeout: 60_000 }));
      }),
    );
  }
  const sentAt = new Map<string, number>();

  return {
    async ring(every_ms, signal) {
      for (const [name, device] of devices) {
        if (signal.aborted) return;
        const time = Date.now();
        sentAt.set(name, time);
        const payload = JSON.stringify({ time, values: { alarm: 1, temperature_c: 20 } });
        device.publish(`sensors/smoke/${name}/telemetry`, payload, { qos: 1 });
        await delay(every_ms, undefined, { signal }).catch(() => undefined);
      }
    },
    async delays_ms(page) {
      const arrived = await waitFor(
        'every alarm to arrive',
        () => {
          const arrivedAt = arrivals(page);
          return [...sentAt.keys()].every((name) => arrivedAt.has(name)) && arrivedAt;
        },
        arrivalMax_ms,
      );
      return [...sentAt].map(([name, at]) => (arrived.get(name) ?? Number.NaN) - at);
    },
    async close() {
      await Promise.all([...devices.values()].map((device) => device.endAsync(true)));
    },
  };
}

/** Of each device's first alert: one that rings once and then says nothing is an alert of its own later. */
function arrivals(page: LiveClient): ReadonlyMap<string, number> {
  const arrivedAt = new Map<string, number>();
  for (const { at, message } of page.received) {
    if (message.type !== 'change') continue;
    for (const change of message.changes) {
      if (change.kind !== 'alert' || change.event.type !== 'raise') continue;
      const { deviceId } = change.alert;
      if (!arrivedAt.has(deviceId)) arrivedAt.set(deviceId, at);
    }
  }
  return arrivedAt;
}
