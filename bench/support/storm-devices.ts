import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { generate } from 'mqtt-packet';
import { quietValues, type StormMessage, type StormPlan } from './storm-plan.ts';

const connectedAtOnce = 100;
/** Devices that are not silent say that all is well, or how it is, at least so often. */
const reportEvery_ms = 10_000;

export interface StormDevices {
  /** Everybody reports; those of lost gateways for the last time. */
  reportAll(): void;
  /**
   * Publishes the plan's messages at their times; resolves when the last one is out, with when each was sent. Devices
   * that are not silent go on to report until all are closed.
   */
  run(messages: readonly StormMessage[]): Promise<ReadonlyMap<string, number>>;
  close(): void;
}

/** A bare connection for each device: thousands of client libraries would measure themselves. */
export async function connectStormDevices(
  url: string,
  plan: StormPlan,
  secretOf: (deviceId: string) => string,
): Promise<StormDevices> {
  const { hostname, port } = new URL(url);
  const sockets = new Map<string, Socket>();
  const values = new Map<string, Readonly<Record<string, number>>>();
  let sent = 0;

  async function open(id: string): Promise<void> {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const password = Buffer.from(secretOf(id));
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: id,
        keepalive: 600,
        username: id,
        password,
      }),
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (answer[0] !== 0x20 || answer[3] !== 0) throw new Error(`${id}: CONNACK ${answer.toString('hex')}`);
    // From here on nothing but PUBACKs.
    socket.resume();
    sockets.set(id, socket);
  }

  for (let from = 0; from < plan.devices.length; from += connectedAtOnce) {
    await Promise.all(plan.devices.slice(from, from + connectedAtOnce).map(({ id }) => open(id)));
  }

  function publish(id: string): void {
    sent += 1;
    const payload = JSON.stringify({ time: Date.now(), values: values.get(id) ?? quietValues });
    sockets.get(id)?.write(
      generate({
        cmd: 'publish',
        topic: `sensors/smoke/${id}/telemetry`,
        payload,
        qos: 1,
        messageId: (sent % 65_535) + 1,
        dup: false,
        retain: false,
      }),
    );
  }

  let reports: NodeJS.Timeout | undefined;

  /** Spread, each in its turn, so that reports are no burst of their own. */
  function report(began: number): void {
    let turn = 0;
    const pause_ms = reportEvery_ms / talking.length;
    // One for all runs: with each its own, a long measurement would end in a storm that nobody asked for.
    reports ??= setInterval(
      () => {
        const until = Math.floor((performance.now() - began) / pause_ms);
        for (; turn < until; turn += 1) publish(talking[turn % talking.length] ?? '');
      },
      Math.max(1, Math.min(100, pause_ms)),
    );
  }

  const talking = plan.devices.filter(({ gatewayId }) => gatewayId === null).map(({ id }) => id);

  return {
    reportAll() {
      for (const { id } of plan.devices) publish(id);
    },
    async run(messages) {
      const sentAt = new Map<string, number>();
      const began = performance.now();
      report(began);
      for (const { at_ms, deviceId, ruleId, values: next } of messages) {
        const wait_ms = at_ms - (performance.now() - began);
        if (wait_ms > 1) await delay(wait_ms);
        values.set(deviceId, next);
        sentAt.set(`${ruleId}@${deviceId}`, Date.now());
        publish(deviceId);
      }
      return sentAt;
    },
    close() {
      clearInterval(reports);
      for (const socket of sockets.values()) socket.destroy();
    },
  };
}
