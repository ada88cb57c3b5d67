import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { Duplex } from 'node:stream';
import { judgeConnect, type ConnectRequest } from './authentication.ts';
import { createAuthorisation } from './authorisation.ts';
import type { Broker, BrokerOptions } from './broker-interface.ts';
import { Budget } from './budget.ts';
import { CommandRouter } from './command-router.ts';
import { Door } from './door.ts';
import { EnrolmentBrake } from './enrolment-brake.ts';
import { Gate, type GateRefusal } from './gate.ts';
import { defaultBrokerLimits, type BrokerLimits } from './limits.ts';
import { createListeners, type Origin } from './listeners.ts';
import { SessionStore } from './session-store.ts';
import { createSession, type DeviceSession } from './session.ts';
import { Counts } from './stats.ts';
import { toDeviceTopics } from './topics.ts';

/** Beyond: cut off in the log. */
const loggedTopicLengthMax = 256;

/** How often, at most, connections are held against a fleet that changes; the first change counts at once. */
const reviewIntervalMs = 200;

/**
 * The entrance: devices speak MQTT 3.1.1 with Aedes, through a gate that bounds what each may occupy.
 * Who a device is, the fleet knows; what it says is handed to `accept`, and acknowledged when that settles.
 * Nothing is delivered from device to device: over MQTT they only hear commands.
 */
export function createBroker(options: BrokerOptions): Broker {
  const { log, fleet, now = Date.now } = options;
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
  const door = new Door(limits, (reason) => refused.add(reason));
  const brake = new EnrolmentBrake(limits);
  let webSocketsConnecting = 0;
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
    options.presence({ deviceId: session.deviceId, kind: session.kind, online, at: now() });
  };

  const authorisation = createAuthorisation({
    fleet,
    limits,
    accept: options.accept,
    now,
    store,
    presence: notePresence,
    forbidden: forbid,
    answered: (deviceId, response) => options.answered?.(deviceId, response),
    log,
  });

  const listeners = createListeners(options.listeners, {
    limits,
    door,
    admit(transport) {
      const isFull = gates.size >= limits.connectionsMax;
      const isCrowded = transport === 'webSocket' && webSocketsConnecting >= limits.webSocketConnectingMax;
      if (isFull || isCrowded) refused.add(isFull ? 'connections' : 'connecting');
      return !isFull && !isCrowded && !stopping;
    },
    connected: admitWire,
    failed(error) {
      log.error({ err: error }, 'listener failed');
    },
  });

  function admitWire(wire: Duplex, origin: Origin): void {
    const isWebSocket = origin.transport === 'webSocket';
    if (isWebSocket) webSocketsConnecting += 1;
    let isConnecting = true;
    const noteOpen = (): void => {
      if (isConnecting && isWebSocket) webSocketsConnecting -= 1;
      isConnecting = false;
      door.leave(origin.visitor);
    };
    const gate = new Gate({ wire, limits, budget, origin, opened: noteOpen, refused: noteRefusal });
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
    if (!session.client.clean) store.leave(session.deviceId);
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
    const { address, certificateNames } = gate.origin;
    const request: ConnectRequest = {
      clientId: deviceId,
      username,
      password,
      willTopic,
      mayEnrol: !brake.isOn(address, budget.nowMs),
      certificateNames,
      certificateSuffices: options.certificateSuffices ?? false,
    };
    const judgement = judgeConnect(options.conformance?.adapt(request, client.clean) ?? request, fleet);
    if (!judgement.admitted) {
      if (judgement.reason === 'credentials') brake.noteFailure(address, budget.nowMs);
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
      keyId: judgement.by === 'enrolment' ? fleet.enrolmentKeyOf(password ?? Buffer.alloc(0)) : null,
      device,
      connectedAt: now(),
      online: previous?.online ?? false,
    });
    sessions.set(deviceId, session);
    gate.session = session;
    gate.isSessionPresent = store.begin(deviceId, client.clean);
    if (previous !== undefined) {
      takeOvers += 1;
      previous.client.close();
    }
    return null;
  }

  async function createAedes(): Promise<Aedes> {
    const created = await Aedes.createBroker({
      ...(options.conformance === undefined && { mq: new CommandRouter(), persistence: store }),
      // The door and the gate are first, and count it; these are for what they do not see.
      connectTimeout: 2 * limits.connectTimeoutMs,
      drainTimeout: 2 * limits.drainTimeoutMs,
      maxClientsIdLength: 64,
      maxTopicLevels: limits.topicLevelsMax,
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
      authorizePublish: (options.conformance ?? authorisation).authorizePublish,
      authorizeSubscribe: (options.conformance ?? authorisation).authorizeSubscribe,
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

  let reviewTimer: NodeJS.Timeout | null = null;
  let isReviewDue = false;
  /** At once, and then no more often than the delay: 3,000 devices that enrol are as many changes. */
  function reviewSoon(): void {
    isReviewDue = true;
    if (reviewTimer !== null) return;
    isReviewDue = false;
    reviewSessions();
    reviewTimer = setTimeout(() => {
      reviewTimer = null;
      if (isReviewDue) reviewSoon();
    }, reviewIntervalMs).unref();
  }

  /** Devices that were removed or disabled, or whose secret was cut, are shown out. */
  function reviewSessions(): void {
    for (const session of sessions.values()) {
      const device = fleet.device(session.deviceId);
      const mayEnrol = !session.isKnown && fleet.mayEnrol(session.keyId);
      const isWelcome = device === undefined ? mayEnrol : !device.disabled;
      const isCut = session.connectedAt <= (fleet.cutAt(session.deviceId) ?? -Infinity);
      if (isWelcome && !isCut) continue;
      refused.add(isWelcome ? 'secretCut' : 'disabled');
      session.client.close();
    }
  }

  return {
    async start() {
      aedes = await createAedes();
      budget.start();
      fleet.onChange(reviewSoon);
      return listeners.start();
    },

    renewCertificate: (certificate) => listeners.renew(certificate),

    async stop() {
      stopping = true;
      if (reviewTimer !== null) clearTimeout(reviewTimer);
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
      connecting: door.connecting,
      waiting: door.waiting,
      devices: sessions.size,
      unsettled: budget.unsettled,
      unsettledBytes: budget.unsettledBytes,
      unsettledRoom: budget.room,
      ...authorisation.counts(),
      refused: refused.toRecord(),
      forbidden: forbidden.toRecord(),
      takeOvers,
      commandsSent,
      commandsDropped: store.commandsDropped,
      sessionsForgotten: store.sessionsForgotten,
    }),
  };
}
