import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Fleet } from '../fleet/fleet.ts';
import { judgeConnect } from './authentication.ts';
import { createAuthorisation } from './authorisation.ts';
import { Budget } from './budget.ts';
import { CommandRouter } from './command-router.ts';
import { Gate, type GateRefusal } from './gate.ts';
import { defaultBrokerLimits, type BrokerLimits } from './limits.ts';
import { createListeners, type ListenersOptions, type Ports } from './listeners.ts';
import type { Accept, Presence } from './messages.ts';
import { SessionStore } from './session-store.ts';
import { createSession, type DeviceSession } from './session.ts';
import { Counts, type BrokerStats } from './stats.ts';
import { toDeviceTopics } from './topics.ts';

/** Beyond: cut off in the log. */
const loggedTopicLengthMax = 256;

/** How long changes of the fleet gather before connections are held against it. */
const fleetChangeDelayMs = 200;

export interface BrokerOptions {
  readonly listeners: ListenersOptions;
  readonly limits?: Partial<BrokerLimits>;
  readonly log: Logger;
  readonly fleet: Pick<Fleet, 'authenticate' | 'device' | 'enrol' | 'onChange'>;
  readonly accept: Accept;
  /** Called when a device comes or goes, not for every connection; never because the broker stops. */
  readonly presence: (presence: Presence) => void;
  /** What a device answers to a command, as it came, the beginning of it. */
  readonly answered?: (deviceId: string, response: string) => void;
}

export interface Broker {
  start(): Promise<Ports>;
  stop(): Promise<void>;
  /** Sends a command, as JSON at QoS 1, now or when the device is back, if it keeps a session and is soon. */
  sendCommand(deviceId: string, command: object): void;
  /** Whether the device has a connection now. */
  isConnected(deviceId: string): boolean;
  stats(): BrokerStats;
}

/**
 * The entrance: devices speak MQTT 3.1.1 with Aedes, through a gate that bounds what each may occupy.
 * Who a device is, the fleet knows; what it says is handed to `accept`, and acknowledged when that settles.
 * Nothing is delivered from device to device: over MQTT they only hear commands.
 */
export function createBroker(options: BrokerOptions): Broker {
  const { log, fleet } = options;
  const limits: BrokerLimits = { ...defaultBrokerLimits, ...options.limits };
  const budget = new Budget(limits);
  const store = new SessionStore(limits);
  const refused = new Counts();
  const forbidden = new Counts();
  const sessions = new Map<string, DeviceSession>();
  const connects = new WeakMap<
    Client,
    { readonly clientId: string; readonly willTopic: string | undefined }
  >();
  const gates = new Set<Gate>();
  const connecting = { socket: 0, webSocket: 0 };
  let takeOvers = 0;
  let commandsSent = 0;
  let stopping = false;
  let aedes: Aedes | null = null;

  const forbid = (deviceId: string, what: string, topic: string): void => {
    forbidden.add(what);
    log.warn(
      { event: 'forbidden', device: deviceId, what, topic: topic.slice(0, loggedTopicLengthMax) },
      'forbidden',
    );
  };

  const notePresence = (session: DeviceSession, online: boolean): void => {
    if (stopping || !session.isKnown || session.kind === null || session.online === online) return;
    // The will of a connection that was taken over says nothing about the device.
    if (sessions.get(session.deviceId) !== session) return;
    session.online = online;
    options.presence({ deviceId: session.deviceId, kind: session.kind, online, at: Date.now() });
  };

  const authorisation = createAuthorisation({
    fleet,
    accept: options.accept,
    store,
    presence: notePresence,
    forbidden: forbid,
    answered: (deviceId, response) => options.answered?.(deviceId, response),
    log,
  });

  const listeners = createListeners(options.listeners, {
    limits,
    admit(transport) {
      const reason =
        gates.size >= limits.connectionsMax
          ? 'connections'
          : connecting.socket + connecting.webSocket >= limits.connectingMax ||
              (transport === 'webSocket' && connecting.webSocket >= limits.webSocketConnectingMax)
            ? 'connecting'
            : null;
      if (reason !== null) refused.add(reason);
      return reason === null && !stopping;
    },
    connected: admitWire,
    failed(error) {
      log.error({ err: error }, 'listener failed');
    },
  });

  function admitWire(wire: Duplex, transport: 'socket' | 'webSocket'): void {
    connecting[transport] += 1;
    let isConnecting = true;
    const noteOpen = (): void => {
      if (isConnecting) connecting[transport] -= 1;
      isConnecting = false;
    };
    const gate = new Gate({ wire, limits, budget, opened: noteOpen, refused: noteRefusal });
    gates.add(gate);
    gate.once('close', () => {
      gates.delete(gate);
      noteOpen();
      leave(gate);
    });
    aedes?.handle(gate);
  }

  function leave({ session }: Gate): void {
    if (session === null || sessions.get(session.deviceId) !== session) return;
    notePresence(session, false);
    sessions.delete(session.deviceId);
  }

  function noteRefusal(gate: Gate, reason: GateRefusal): void {
    refused.add(reason);
    const device = gate.session?.deviceId ?? null;
    if (device !== null && reason.endsWith('oversize')) forbid(device, reason, '');
    else log.info({ event: 'refused', device, reason }, 'connection closed');
  }

  /** Judges a CONNECT; a connection that the device still has gives way (MQTT-3.1.4-2). */
  function authenticate(
    client: Client,
    { username, password }: { username: string | undefined; password: Buffer | undefined },
  ): AuthenticateError | null {
    const gate = client.conn as Gate;
    // Not `client.id`: to those without one, Aedes gives one of its own.
    const { clientId: deviceId, willTopic } = connects.get(client) ?? { clientId: '', willTopic: undefined };
    const judgement = judgeConnect({ clientId: deviceId, username, password, willTopic }, fleet);
    if (!judgement.admitted) {
      const { reason, returnCode } = judgement;
      refused.add(reason);
      if (reason === 'will') forbid(deviceId, 'will', willTopic ?? '');
      else
        log.info(
          { event: 'refused', device: deviceId.slice(0, 64), reason, returnCode },
          'connection refused',
        );
      return Object.assign(new Error(reason), { returnCode });
    }
    const previous = sessions.get(deviceId);
    const device = fleet.device(deviceId);
    const session = createSession(client, {
      deviceId,
      by: judgement.by,
      device,
      online: previous?.online ?? false,
    });
    sessions.set(deviceId, session);
    gate.session = session;
    if (previous !== undefined) {
      takeOvers += 1;
      previous.client.close();
    }
    return null;
  }

  async function createAedes(): Promise<Aedes> {
    const created = await Aedes.createBroker({
      mq: new CommandRouter(),
      persistence: store,
      connectTimeout: limits.connectTimeoutMs,
      // The gate is first, and counts it; this is for what the gate does not see.
      drainTimeout: 2 * limits.drainTimeoutMs,
      maxClientsIdLength: 64,
      maxTopicLevels: 8,
      maxInflightInbound: limits.exactlyOnceMax,
      preConnect(client, packet, respond) {
        const gate = client.conn as Gate;
        connects.set(client, { clientId: packet.clientId, willTopic: packet.will?.topic });
        // The gate watches over silence: Aedes would also close those whom we do not read for a while.
        gate.keepaliveS = Math.min(packet.keepalive || limits.keepaliveMaxS, limits.keepaliveMaxS);
        packet.keepalive = 0;
        respond(null, true);
      },
      // As a list: Aedes passes more parameters than we allow ourselves.
      authenticate(...[client, username, password, respond]) {
        const error = authenticate(client, { username, password });
        respond(error, error === null);
      },
      authorizePublish: authorisation.authorizePublish,
      authorizeSubscribe: authorisation.authorizeSubscribe,
    });
    created.on('clientReady', (client) => {
      const gate = client.conn as Gate;
      gate.open();
      if (gate.session !== null) notePresence(gate.session, true);
    });
    created.on('clientError', noteError);
    created.on('connectionError', noteError);
    created.on(
      'error' as 'closed',
      ((error: Error) => log.error({ err: error }, 'broker error')) as () => void,
    );
    return created;
  }

  function noteError(client: Client, error: Error): void {
    const device = (client.conn as Gate).session?.deviceId ?? null;
    // Wildcards in a PUBLISH and malformed filters end in Aedes, before it asks us.
    const isTopic = / allowed in | empty topic|empty topic |too many levels/.test(error.message);
    if (device !== null && isTopic) forbid(device, 'topic', error.message);
    else log.debug({ device, err: error }, 'connection failed');
  }

  let fleetTimer: NodeJS.Timeout | null = null;
  /** Devices that were removed or disabled are shown out. */
  function reviewSessions(): void {
    fleetTimer = null;
    for (const session of sessions.values()) {
      const device = fleet.device(session.deviceId);
      const isWelcome = device === undefined ? !session.isKnown : !device.disabled;
      if (isWelcome) continue;
      refused.add('disabled');
      session.client.close();
    }
  }

  return {
    async start() {
      aedes = await createAedes();
      budget.start();
      fleet.onChange(() => {
        fleetTimer ??= setTimeout(reviewSessions, fleetChangeDelayMs).unref();
      });
      return listeners.start();
    },

    async stop() {
      stopping = true;
      if (fleetTimer !== null) clearTimeout(fleetTimer);
      const closing = aedes;
      if (closing !== null) await new Promise<void>((resolve) => closing.close(() => resolve()));
      for (const gate of gates) gate.destroy();
      await listeners.stop();
      budget.stop();
    },

    sendCommand(deviceId, command) {
      const device = fleet.device(deviceId);
      if (device === undefined || aedes === null) {
        log.warn({ device: deviceId }, 'command for an unknown device dropped');
        return;
      }
      const gate = sessions.get(deviceId)?.client.conn;
      if (gate instanceof Gate && gate.writableLength > limits.outboundBytesMax) gate.refuse('not-reading');
      commandsSent += 1;
      const { command: topic } = toDeviceTopics(device.kind, deviceId);
      const payload = JSON.stringify(command);
      aedes.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, (error) => {
        if (error) log.error({ err: error, device: deviceId }, 'command not sent');
      });
    },

    isConnected: (deviceId) => sessions.has(deviceId),

    stats: () => ({
      connections: gates.size,
      connecting: connecting.socket + connecting.webSocket,
      devices: sessions.size,
      unsettled: budget.unsettled,
      unsettledBytes: budget.unsettledBytes,
      ...authorisation.counts(),
      refused: refused.toRecord(),
      forbidden: forbidden.toRecord(),
      takeOvers,
      commandsSent,
      commandsDropped: store.commandsDropped,
    }),
  };
}
