import type { Logger } from 'pino';
import type { Broker, BrokerOptions } from './broker/broker-interface.ts';
import { readCertificate, watchCertificate, type CertificateState } from './certificate-watch.ts';
import type { Config } from './config.ts';

/** Where the broker listens, from the settings. Throws when a certificate cannot be read. */
export function listenersOf(config: Config): BrokerOptions['listeners'] {
  const { MQTT_HOST: host, MQTT_PORT, MQTTS_PORT, MQTT_WS_PORT } = config;
  const certificate = readCertificate(config);
  return {
    mqtt: { host, port: MQTT_PORT },
    mqtts:
      certificate === null || MQTTS_PORT === undefined ? null : { host, port: MQTTS_PORT, ...certificate },
    webSocket: MQTT_WS_PORT === undefined ? null : { host, port: MQTT_WS_PORT },
  };
}

/** Has the broker show what the files of its certificate hold now. Returns what ends it. */
export function watchListeners(options: {
  readonly config: Config;
  readonly broker: Pick<Broker, 'renewCertificate'>;
  readonly told: (state: CertificateState) => void;
  readonly log: Logger;
}): () => Promise<void> {
  const { config, broker, told, log } = options;
  return watchCertificate({
    read: () => readCertificate(config),
    renew: (certificate) => broker.renewCertificate(certificate),
    told,
    log,
  });
}
