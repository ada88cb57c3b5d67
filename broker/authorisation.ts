import type { AedesOptions, Client, PublishPacket } from 'aedes';
import type { Logger } from 'pino';
import type { Fleet } from '../fleet/fleet.ts';
import { Gate } from './gate.ts';
import type { BrokerLimits } from './limits.ts';
import type { Accept } from './messages.ts';
import type { SessionStore } from './session-store.ts';
import { Publication } from './publication.ts';
import { judgeTopic, type DeviceSession } from './session.ts';
import type { Channel } from './topics.ts';

export interface AuthorisationOptions {
  readonly fleet: Pick<Fleet, 'device' | 'enrol'>;
  readonly limits: Pick<BrokerLimits, 'topicLengthMax'>;
  readonly accept: Accept;
  readonly now: () => number;
  readonly store: SessionStore;
  /** What a device says of itself; the broker reports it where it is news. */
  readonly presence: (session: DeviceSession, online: boolean) => void;
  /** Counts and logs an act that a device may not do. */
  readonly forbidden: (deviceId: string, what: string, topic: string) => void;
  /** What a device answers to a command, the beginning of it. */
  readonly answered: (deviceId: string, response: string) => void;
  readonly log: Logger;
}

/** Beyond: cut off. */
const responseLengthMax = 512;

export interface Authorisation {
  readonly authorizePublish: NonNullable<AedesOptions['authorizePublish']>;
  readonly authorizeSubscribe: NonNullable<AedesOptions['authorizeSubscribe']>;
  counts(): { readonly received: number; readonly receivedBytes: number; readonly unaccepted: number };
}

type Respond = (error?: Error | null) => void;

/**
 * The two questions that Aedes asks: may this be published, may that be subscribed to. The first is also
 * where telemetry is handed on, because an acknowledgement can wait only there: Aedes writes a PUBACK as
 * soon as the hook calls back, before it stores or delivers anything.
 */
export function createAuthorisation(options: AuthorisationOptions): Authorisation {
  const { fleet, limits, accept, now, store, presence, forbidden, log } = options;
  let received = 0;
  let receivedBytes = 0;
  let unaccepted = 0;

  function authorizePublish(client: Client | null, packet: PublishPacket, respond: Respond): void {
    const gate = client?.conn;
    const session = gate instanceof Gate ? gate.session : null;
    if (!(gate instanceof Gate) || session === null) {
      // A will of nobody that we know; ours are never kept beyond their connection.
      respond(new Error('published by nobody'));
      return;
    }
    // A will comes without a command; its topic was judged with the CONNECT.
    if ((packet.cmd as string | undefined) === undefined) {
      presence(session, false);
      respond();
      return;
    }
    // The parser lets 0 and none at all pass (MQTT-2.3.1-1).
    if (packet.qos > 0 && !((packet.messageId ?? 0) > 0)) {
      forbidden(session.deviceId, 'packet-id', packet.topic);
      respond(new Error('a PUBLISH without a packet id'));
      return;
    }
    const channel =
      session.isKnown && packet.topic === session.topics?.telemetry
        ? 'telemetry'
        : judgePublish(session, packet.topic);
    if (channel === null || channel === 'command') {
      forbidden(session.deviceId, 'publish', packet.topic);
      // At once, not in its turn; with the connection the gate releases what it had counted.
      respond(new Error(`publishing to ${packet.topic} is forbidden`));
      return;
    }
    const publication = new Publication(gate, packet, respond);
    if (packet.qos < 2) {
      handOn(session, { channel, packet, settled: publication.settle });
      return;
    }
    store.receiveOnce(session.deviceId, packet.messageId ?? 0, {
      hand: (settled) => handOn(session, { channel, packet, settled }),
      settled: publication.settle,
    });
  }

  function judgePublish(session: DeviceSession, topic: string): Channel | null {
    const { isKnown } = session;
    if (topic.length > limits.topicLengthMax) return null;
    const channel = judgeTopic(session, topic, fleet);
    if (!isKnown && session.isKnown) presence(session, true); // it has enrolled
    return channel;
  }

  function handOn(
    session: DeviceSession,
    message: { channel: Channel; packet: PublishPacket; settled: (error: Error | null) => void },
  ): void {
    const { channel, packet, settled } = message;
    const payload = packet.payload as Buffer;
    if (channel === 'telemetry' && session.kind !== null) {
      received += 1;
      receivedBytes += payload.length;
      const { deviceId, kind } = session;
      accept({ deviceId, kind, topic: packet.topic, payload, receivedAt: now() }, (error) => {
        if (error !== null) unaccepted += 1;
        settled(error);
      });
      return;
    }
    if (channel === 'status') noteStatus(session, payload);
    else noteResponse(session, payload);
    settled(null);
  }

  function noteResponse({ deviceId }: DeviceSession, payload: Buffer): void {
    const response = payload.toString('utf8', 0, responseLengthMax);
    log.info({ device: deviceId, response }, 'command answered');
    options.answered(deviceId, response);
  }

  function noteStatus(session: DeviceSession, payload: Buffer): void {
    const status = payload.toString('latin1', 0, 16).trim();
    if (status === 'online' || status === 'offline') presence(session, status === 'online');
    else log.debug({ device: session.deviceId, status }, 'status not understood');
  }

  return {
    authorizePublish,
    authorizeSubscribe(client, subscription, respond) {
      const gate = client.conn;
      const session = gate instanceof Gate ? gate.session : null;
      const isShort = subscription.topic.length <= limits.topicLengthMax;
      if (session !== null && isShort && judgeTopic(session, subscription.topic, fleet) === 'command') {
        respond(null, subscription);
        return;
      }
      forbidden(client.id, 'subscribe', subscription.topic);
      respond(new Error(`subscribing to ${subscription.topic} is forbidden`));
    },
    counts: () => ({ received, receivedBytes, unaccepted }),
  };
}
