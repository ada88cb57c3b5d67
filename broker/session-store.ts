import { Readable } from 'node:stream';
import type { BrokerLimits } from './limits.ts';

interface ClientKey {
  readonly id: string;
}

type StoreLimits = Pick<
  BrokerLimits,
  'commandsQueuedMax' | 'commandKeptMs' | 'exactlyOnceMax' | 'sessionsKeptMax'
>;

interface Subscription {
  readonly topic: string;
  readonly qos: number;
}

/** As Aedes passes and expects it; only what is read here is named. */
interface StoredPacket {
  cmd: string;
  messageId?: number | undefined;
  brokerId?: string | undefined;
  brokerCounter?: number | undefined;
  dup?: boolean;
}

interface QueuedCommand {
  readonly packet: StoredPacket;
  readonly atMs: number;
}

type Settled = (error: Error | null) => void;

/**
 * What Aedes remembers of devices: subscriptions and queued commands of persistent sessions, QoS 2
 * message ids between PUBLISH and PUBREL. It implements Aedes' persistence interface, and little of it,
 * because devices read nothing but their own command topic: retained messages and wills are turned into
 * presence instead of being kept. All of it is bounded by `BrokerLimits`.
 */
export class SessionStore {
  /** Commands that gave way to newer ones, or were too old when their device came back. */
  commandsDropped = 0;
  /** Sessions of devices that were away, given up for those of others. */
  sessionsForgotten = 0;

  readonly #limits: StoreLimits;
  /** Persistent sessions of devices that are connected, and of those that are away, the longest first. */
  readonly #connected = new Set<string>();
  readonly #away = new Set<string>();
  readonly #subscriptions = new Map<string, Map<string, number>>();
  readonly #subscribers = new Map<string, Map<string, number>>();
  readonly #commands = new Map<string, QueuedCommand[]>();
  /** Per device: message ids that are stored (null) or being stored (who waits for it). */
  readonly #received = new Map<string, Map<number, Settled[] | null>>();

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  /** A device connects. True when a session of it is kept and goes on; a clean one forgets it. */
  begin(deviceId: string, isClean: boolean): boolean {
    const wasKept = this.#away.delete(deviceId) || this.#connected.has(deviceId);
    if (isClean) this.#connected.delete(deviceId);
    else this.#connected.add(deviceId);
    return wasKept && !isClean;
  }

  /** A device with a persistent session is gone. */
  leave(deviceId: string): void {
    this.#connected.delete(deviceId);
    this.#away.delete(deviceId);
    this.#away.add(deviceId);
    const [longest] = this.#away;
    if (this.#away.size <= this.#limits.sessionsKeptMax || longest === undefined) return;
    this.#away.delete(longest);
    this.sessionsForgotten += 1;
    void this.cleanSubscriptions({ id: longest });
    void this.cleanIncoming({ id: longest });
  }

  /**
   * A QoS 2 message is handed on once between its PUBLISH and its PUBREL, however often it is repeated,
   * also over a new connection of the same session. Aedes asks its hook again for every repeat.
   */
  receiveOnce(
    deviceId: string,
    messageId: number,
    receive: { hand: (settled: Settled) => void; settled: Settled },
  ): void {
    const received = entryOf(this.#received, deviceId, () => new Map<number, Settled[] | null>());
    const waiting = received.get(messageId);
    if (waiting === null) return receive.settled(null);
    if (waiting !== undefined) {
      waiting.push(receive.settled);
      return;
    }
    if (received.size >= this.#limits.exactlyOnceMax) {
      return receive.settled(new Error('too many QoS 2 messages without a PUBREL'));
    }
    const waiters = [receive.settled];
    received.set(messageId, waiters);
    receive.hand((error) => {
      // A clean session may have forgotten it meanwhile: then the id is free for another message.
      if (received.get(messageId) === waiters) {
        if (error === null) received.set(messageId, null);
        else received.delete(messageId);
      }
      for (const settled of waiters) settled(error);
    });
  }

  // From here on: Aedes' interface. `setup` must be an async function, it checks.

  async setup(): Promise<void> {}

  async storeRetained(): Promise<void> {}

  createRetainedStreamCombi(): Readable {
    return Readable.from([]);
  }

  async putWill(): Promise<void> {}

  async delWill(): Promise<void> {}

  streamWill(): Readable {
    return Readable.from([]);
  }

  async addSubscriptions(client: ClientKey, subscriptions: readonly Subscription[]): Promise<void> {
    const own = entryOf(this.#subscriptions, client.id, () => new Map<string, number>());
    for (const { topic, qos } of subscriptions) {
      own.set(topic, qos);
      entryOf(this.#subscribers, topic, () => new Map<string, number>()).set(client.id, qos);
    }
  }

  async removeSubscriptions(client: ClientKey, topics: readonly string[]): Promise<void> {
    const own = this.#subscriptions.get(client.id);
    for (const topic of topics) {
      own?.delete(topic);
      const subscribers = this.#subscribers.get(topic);
      subscribers?.delete(client.id);
      if (subscribers?.size === 0) this.#subscribers.delete(topic);
    }
    if (own?.size === 0) this.#subscriptions.delete(client.id);
  }

  async subscriptionsByClient(client: ClientKey): Promise<readonly Subscription[]> {
    return Array.from(this.#subscriptions.get(client.id) ?? [], ([topic, qos]) => ({ topic, qos }));
  }

  /** Who keeps a session with this topic at QoS 1 or above; for them messages are queued. */
  async subscriptionsByTopic(
    topic: string,
  ): Promise<readonly { clientId: string; topic: string; qos: number }[]> {
    const subscribers = this.#subscribers.get(topic);
    if (subscribers === undefined) return [];
    return Array.from(subscribers, ([clientId, qos]) => ({ clientId, topic, qos })).filter(
      ({ qos }) => qos > 0,
    );
  }

  async cleanSubscriptions(client: ClientKey): Promise<void> {
    await this.removeSubscriptions(client, [...(this.#subscriptions.get(client.id)?.keys() ?? [])]);
    this.#commands.delete(client.id);
  }

  async outgoingEnqueue(subscriber: { readonly clientId: string }, packet: StoredPacket): Promise<void> {
    const commands = entryOf(this.#commands, subscriber.clientId, (): QueuedCommand[] => []);
    // A copy: Aedes numbers it for this device.
    commands.push({ packet: { ...packet }, atMs: performance.now() });
    if (commands.length <= this.#limits.commandsQueuedMax) return;
    commands.shift();
    this.commandsDropped += 1;
  }

  async outgoingEnqueueCombi(
    subscribers: readonly { readonly clientId: string }[],
    packet: StoredPacket,
  ): Promise<void> {
    for (const subscriber of subscribers) await this.outgoingEnqueue(subscriber, packet);
  }

  /** Notes the message id under which a queued command was sent. */
  async outgoingUpdate(client: ClientKey, packet: StoredPacket): Promise<void> {
    const queued = this.#commands
      .get(client.id)
      ?.find((command) => command.packet.brokerCounter === packet.brokerCounter);
    // It gave way to newer ones meanwhile: it is sent all the same, and its PUBACK finds nothing to remove.
    if (queued !== undefined) queued.packet.messageId = packet.messageId;
  }

  async outgoingClearMessageId(client: ClientKey, packet: StoredPacket): Promise<StoredPacket | undefined> {
    const commands = this.#commands.get(client.id) ?? [];
    const index = commands.findIndex((command) => command.packet.messageId === packet.messageId);
    if (index === -1) return undefined;
    const [removed] = commands.splice(index, 1);
    if (commands.length === 0) this.#commands.delete(client.id);
    return removed?.packet;
  }

  /** What waits for a device that came back. A repeat says so (MQTT-3.3.1-1). */
  outgoingStream(client: ClientKey): Readable {
    const oldestMs = performance.now() - this.#limits.commandKeptMs;
    const commands = this.#commands.get(client.id) ?? [];
    const fresh = commands.filter(({ atMs }) => atMs >= oldestMs);
    this.commandsDropped += commands.length - fresh.length;
    if (fresh.length > 0) this.#commands.set(client.id, fresh);
    else this.#commands.delete(client.id);
    return Readable.from(fresh.map(({ packet }) => ({ ...packet, dup: packet.messageId !== undefined })));
  }

  // Aedes would keep the whole message; `receiveOnce` has kept the id, which is all that a repeat needs.
  async incomingStorePacket(): Promise<void> {}

  async incomingGetPacket(
    client: ClientKey,
    packet: StoredPacket,
  ): Promise<{ messageId: number | undefined }> {
    const { messageId } = packet;
    if (messageId === undefined || this.#received.get(client.id)?.get(messageId) !== null) {
      throw new Error('no such packet');
    }
    return { messageId };
  }

  async incomingDelPacket(client: ClientKey, packet: StoredPacket): Promise<void> {
    await this.incomingGetPacket(client, packet);
    const received = this.#received.get(client.id);
    received?.delete(packet.messageId as number);
    if (received?.size === 0) this.#received.delete(client.id);
  }

  async cleanIncoming(client: ClientKey): Promise<void> {
    this.#received.delete(client.id);
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
