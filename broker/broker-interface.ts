import type { AedesOptions } from 'aedes';
import type { Logger } from 'pino';
import type { Fleet } from '../fleet/fleet.ts';
import type { ConnectRequest } from './authentication.ts';
import type { BrokerLimits } from './limits.ts';
import type { Certificate, ListenersOptions, Ports } from './listeners.ts';
import type { Accept, Presence } from './messages.ts';
import type { BrokerStats } from './stats.ts';

/**
 * For suites that test a broker of everything for everybody: Aedes' own delivery and memory instead of ours, which
 * deliver nothing from device to device. The product never sets it.
 */
export interface Conformance extends Required<Pick<AedesOptions, 'authorizePublish' | 'authorizeSubscribe'>> {
  /** Makes of their CONNECT one that ours may judge. */
  adapt(request: ConnectRequest, isClean: boolean): ConnectRequest;
}

export interface BrokerOptions {
  readonly listeners: ListenersOptions;
  readonly limits?: Partial<BrokerLimits>;
  readonly log: Logger;
  /** What time it is, ms since 1970: when something came, and since when a device is here. */
  readonly now?: () => number;
  readonly fleet: Pick<
    Fleet,
    'authenticate' | 'cutAt' | 'device' | 'enrol' | 'enrolmentKeyOf' | 'mayEnrol' | 'onChange'
  >;
  readonly accept: Accept;
  /** A device with a certificate of its name needs no password; else it needs both. */
  readonly certificateSuffices?: boolean;
  readonly conformance?: Conformance;
  /** Called when a device comes or goes, not for every connection; never because the broker stops. */
  readonly presence: (presence: Presence) => void;
  /** What a device answers to a command, as it came, the beginning of it. */
  readonly answered?: (deviceId: string, response: string) => void;
}

export interface Broker {
  start(): Promise<Ports>;
  /** Of the listeners with TLS, for those who come from now on. Throws where it cannot be used: the former stays. */
  renewCertificate(certificate: Certificate): void;
  stop(): Promise<void>;
  /** Sends a command, as JSON at QoS 1, now or when the device is back, if it keeps a session and is soon. */
  sendCommand(deviceId: string, command: object): void;
  /** Whether the device has a connection now. */
  isConnected(deviceId: string): boolean;
  stats(): BrokerStats;
}
