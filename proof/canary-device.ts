import type { Logger } from 'pino';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { canaryDeviceId, canaryKind } from '../domain/canary.ts';
import { proofLimits } from './limits.ts';

export interface CanaryDevice {
  start(): void;
  stop(): Promise<void>;
  /** Sends the reading of a detector in alarm; false while there is no connection, or too little comes back. */
  publish(seq: number): boolean;
}

/** The canary as a device: an ordinary MQTT client on the broker's own port. */
export function createCanaryDevice(options: {
  readonly url: string;
  /** Of a connection, where it is TLS; asked anew for each, as the certificate may be another by then. */
  readonly tls: () => Partial<IClientOptions>;
  readonly secret: string;
  readonly log: Logger;
}): CanaryDevice {
  const { url, tls, secret, log } = options;
  const topic = `sensors/${canaryKind}/${canaryDeviceId}/telemetry`;
  let client: MqttClient | null = null;
  let unacknowledged = 0;

  function note(error: unknown): void {
    log.debug({ err: error }, 'the canary has no connection to the broker');
  }

  return {
    start() {
      const connecting = mqtt.connect(url, {
        ...tls(),
        clientId: canaryDeviceId,
        username: canaryDeviceId,
        password: secret,
        keepalive: 30,
        connectTimeout: proofLimits.arrivalMax_ms,
        reconnectPeriod: proofLimits.reconnectMs,
      });
      connecting.on('error', note);
      connecting.on('close', () => {
        try {
          Object.assign(connecting.options, tls());
        } catch (error) {
          note(error);
        }
      });
      client = connecting;
    },
    async stop() {
      await client?.endAsync(true);
      client = null;
    },
    publish(seq) {
      if (client?.connected !== true || unacknowledged >= proofLimits.unacknowledgedMax) return false;
      unacknowledged += 1;
      const payload = JSON.stringify({ seq, values: { alarm: 1 } });
      client.publish(topic, payload, { qos: 1 }, (error) => {
        unacknowledged -= 1;
        if (error) log.debug({ err: error }, 'the canary was not acknowledged');
      });
      return true;
    },
  };
}
