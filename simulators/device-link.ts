import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { SensorKind } from '../domain/kinds.ts';
import { connectTimeoutMs, goodbyeTimeoutMs, keepAliveS } from './limits.ts';
import { createRandom } from './random.ts';
import { toReconnectWaitMs } from './reconnect-wait.ts';

/** A device's MQTT connection: its status with the will, telemetry until acknowledged, commands. */
export interface DeviceLink {
  /** Resolves once connected. Rejects when refused, or when the broker stays away for `patienceMs`. */
  start(): Promise<void>;
  /** Says `offline` and disconnects. What is unacknowledged is dropped. */
  stop(): Promise<void>;
  /** Resolves at the PUBACK. While disconnected it waits and is sent again after the reconnect. */
  publish(payload: string): Promise<void>;
  isConnected(): boolean;
  /** Loses the connection without a DISCONNECT, as radio does, for a while: the broker publishes the will. */
  breakOff(forMs: number): void;
}

export interface DeviceLinkOptions {
  readonly url: string;
  readonly kind: SensorKind;
  readonly deviceId: string;
  readonly password: string | null;
  /** How long the broker may be away in one piece. */
  readonly patienceMs: number;
  /** True: once it was connected it never gives up again, as a device on a ceiling. */
  readonly isPatientOnceStarted?: boolean;
  readonly seed: number;
  /** Called with each command's text; what it returns is published as the response. */
  readonly command?: (payload: string) => string;
  readonly connected?: () => void;
  readonly lost?: () => void;
  /** Called once when the link gave up after it had started. */
  readonly failed?: (error: Error) => void;
}

/** CONNACK codes that another try cannot cure: version, id, credentials, not authorised. */
const finalRefusals = new Set([1, 2, 4, 5]);

export function createDeviceLink(options: DeviceLinkOptions): DeviceLink {
  const { kind, deviceId } = options;
  const topic = (name: string): string => `sensors/${kind}/${deviceId}/${name}`;
  const random = createRandom(options.seed);
  const started = Promise.withResolvers<void>();
  started.promise.catch(() => undefined);
  let client: MqttClient | null = null;
  let failures = 0;
  let hasStarted = false;
  let patience: NodeJS.Timeout | undefined;

  const fail = (error: Error): void => {
    stopWaiting();
    end();
    started.reject(error);
    options.failed?.(error);
  };

  return {
    start() {
      waitPatiently();
      client = connect(options.url, toClientOptions());
      client.on('connect', onConnect);
      client.on('close', onClose);
      client.on('error', onError);
      client.on('message', onCommand);
      return started.promise;
    },
    async stop() {
      stopWaiting();
      if (client === null) return;
      const goodbye = client.connected
        ? client.publishAsync(topic('status'), 'offline', { qos: 1, retain: true })
        : Promise.resolve();
      // A broker that goes at the same time never acknowledges it.
      await Promise.race([goodbye, sleep(goodbyeTimeoutMs, undefined, { ref: false })]).catch(
        () => undefined,
      );
      end();
    },
    async publish(payload) {
      if (client === null) throw new Error('the link was not started');
      await client.publishAsync(topic('telemetry'), payload, { qos: 1 });
    },
    isConnected: () => client?.connected === true,
    breakOff(forMs) {
      if (client === null) return;
      client.options.reconnectPeriod = forMs;
      client.stream.destroy();
    },
  };

  function toClientOptions(): IClientOptions {
    return {
      clientId: deviceId,
      username: deviceId,
      ...(options.password === null ? {} : { password: options.password }),
      clean: true,
      keepalive: keepAliveS,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: toReconnectWaitMs(0, random.next()),
      reconnectOnConnackError: true,
      will: { topic: topic('status'), payload: Buffer.from('offline'), qos: 1, retain: true },
    };
  }

  function onConnect(): void {
    failures = 0;
    stopWaiting();
    waitNextTime();
    client?.publish(topic('status'), 'online', { qos: 1, retain: true });
    if (options.command !== undefined) client?.subscribe(topic('command'), { qos: 1 });
    hasStarted = true;
    started.resolve();
    options.connected?.();
  }

  function onClose(): void {
    failures += 1;
    waitNextTime();
    waitPatiently();
    if (failures === 1) options.lost?.();
  }

  /** mqtt.js reads the period when a connection closes, before our handlers: so it is set one ahead. */
  function waitNextTime(): void {
    if (client !== null) client.options.reconnectPeriod = toReconnectWaitMs(failures, random.next());
  }

  function onError(error: Error & { code?: unknown }): void {
    if (!finalRefusals.has(Number(error.code))) return;
    fail(new Error(`the broker refused ${deviceId}: ${error.message}`, { cause: error }));
  }

  function onCommand(_: string, payload: Buffer): void {
    if (options.command === undefined) return;
    client?.publish(topic('command/response'), options.command(payload.toString()), { qos: 1 });
  }

  /** One timer per outage: it runs from the first loss, however many tries fail. */
  function waitPatiently(): void {
    if (hasStarted && options.isPatientOnceStarted === true) return;
    patience ??= setTimeout(giveUp, options.patienceMs);
  }

  function stopWaiting(): void {
    clearTimeout(patience);
    patience = undefined;
  }

  /** Without a period mqtt.js stays away, and rejects what it still holds. */
  function end(): void {
    if (client === null) return;
    client.off('close', onClose);
    client.options.reconnectPeriod = 0;
    client.end(!client.connected);
  }

  function giveUp(): void {
    fail(new Error(`${options.url} cannot be reached`));
  }
}
