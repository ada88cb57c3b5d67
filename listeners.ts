import { readFileSync } from 'node:fs';
import type { BrokerOptions } from './broker/broker.ts';
import type { Config } from './config.ts';

/** Where the broker listens, from the settings. Throws when a certificate cannot be read. */
export function listenersOf(config: Config): BrokerOptions['listeners'] {
  const host = config.MQTT_HOST;
  const { MQTTS_PORT, TLS_CERT, TLS_KEY, TLS_CA, TLS_CRL } = config;
  const hasTls = MQTTS_PORT !== undefined && TLS_CERT !== undefined && TLS_KEY !== undefined;
  return {
    mqtt: { host, port: config.MQTT_PORT },
    mqtts: hasTls
      ? {
          host,
          port: MQTTS_PORT,
          cert: readFileSync(TLS_CERT),
          key: readFileSync(TLS_KEY),
          ...(TLS_CA === undefined ? {} : { ca: readFileSync(TLS_CA) }),
          ...(TLS_CRL === undefined ? {} : { crl: readFileSync(TLS_CRL) }),
          isCertificateOptional: config.TLS_CLIENT_AUTH === 'either',
        }
      : null,
    webSocket: config.MQTT_WS_PORT === undefined ? null : { host, port: config.MQTT_WS_PORT },
  };
}
