import { connect, type Socket } from 'node:net';
import { generate, parser, type Packet } from 'mqtt-packet';
import { pino } from 'pino';
import { noDeviceFacts } from '../domain/device-facts.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { Device } from '../fleet/fleet.ts';
import type { Broker, BrokerOptions } from './broker-interface.ts';
import { createBroker } from './broker.ts';
import type { BrokerLimits } from './limits.ts';
import type { Accept, InboundMessage, Presence } from './messages.ts';

/** For tests: polls until the condition holds, and fails with its words when it does not. */
export async function until(what: string, condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** For tests: a fleet in memory. Devices have the password `secret`, the enrolment key is `key`. */
interface MemoryFleet {
  readonly fleet: BrokerOptions['fleet'];
  readonly enrolled: Device[];
  add(id: string, kind?: SensorKind): void;
  disable(id: string): void;
  /** Its secret counts no more. */
  cut(id: string): void;
  /** Nobody enrols any more. */
  closeKey(): void;
}

function createMemoryFleet(): MemoryFleet {
  const devices = new Map<string, Device>();
  const listeners: (() => void)[] = [];
  const enrolled: Device[] = [];
  const cuts = new Map<string, number>();
  let isKeyOpen = true;
  const add = (id: string, kind: SensorKind, isEnrolled: boolean): Device => {
    const device = {
      id,
      kind,
      siteId: null,
      name: null,
      enrolled: isEnrolled,
      disabled: false,
      createdAt: 0,
      ...noDeviceFacts,
    };
    devices.set(id, device);
    return device;
  };
  return {
    enrolled,
    add: (id, kind = 'smoke') => void add(id, kind, false),
    disable(id) {
      const device = devices.get(id);
      if (device !== undefined) devices.set(id, { ...device, disabled: true });
      for (const listener of listeners) listener();
    },
    closeKey() {
      isKeyOpen = false;
      for (const listener of listeners) listener();
    },
    cut(id) {
      cuts.set(id, Date.now());
      for (const listener of listeners) listener();
    },
    fleet: {
      authenticate(id, password) {
        const given = Buffer.from(password).toString();
        const device = devices.get(id);
        if (device === undefined) return given === 'key' && isKeyOpen ? 'enrolment' : 'refused';
        return !device.disabled && given === 'secret' ? 'device' : 'refused';
      },
      device: (id) => devices.get(id),
      cutAt: (id) => cuts.get(id) ?? null,
      enrolmentKeyOf: () => null,
      mayEnrol: () => isKeyOpen,
      enrol(id, kind) {
        if (isKeyOpen) enrolled.push(add(id, kind, true));
        return isKeyOpen;
      },
      onChange: (listener) => void listeners.push(listener),
    },
  };
}

/** For tests: a broker on free ports, with what it was told and what it said. */
export interface TestBroker {
  readonly broker: Broker;
  readonly ports: { mqtt: number; mqtts: number; webSocket: number };
  readonly fleet: MemoryFleet;
  readonly messages: InboundMessage[];
  readonly presences: Presence[];
  readonly logged: Record<string, unknown>[];
  /** What devices answered to commands: who, and what. */
  readonly answers: (readonly [string, string])[];
}

export async function startTestBroker(
  options: {
    limits?: Partial<BrokerLimits>;
    accept?: Accept;
    listeners?: Partial<BrokerOptions['listeners']>;
    certificateSuffices?: boolean;
  } = {},
): Promise<TestBroker> {
  const fleet = createMemoryFleet();
  const messages: InboundMessage[] = [];
  const presences: Presence[] = [];
  const logged: Record<string, unknown>[] = [];
  const answers: (readonly [string, string])[] = [];
  const log = pino(
    { level: 'debug' },
    { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const accept = options.accept ?? ((_message, settled) => settled(null));
  const broker = createBroker({
    listeners: { mqtt: { host: '127.0.0.1', port: 0 }, mqtts: null, webSocket: null, ...options.listeners },
    ...(options.limits && { limits: options.limits }),
    certificateSuffices: options.certificateSuffices ?? false,
    log,
    fleet: fleet.fleet,
    accept(message, settled) {
      messages.push(message);
      accept(message, settled);
    },
    answered: (deviceId, response) => void answers.push([deviceId, response]),
    presence: (presence) => void presences.push(presence),
  });
  const { mqtt, mqtts, webSocket } = await broker.start();
  const ports = { mqtt: mqtt ?? 0, mqtts: mqtts ?? 0, webSocket: webSocket ?? 0 };
  return { broker, ports, fleet, messages, presences, logged, answers };
}

/** For tests: a device on a bare socket, which sends what well-behaved libraries would not. */
export interface RawDevice {
  readonly socket: Socket;
  readonly received: Packet[];
  isClosed(): boolean;
  send(...packets: Packet[]): void;
  /** Those of one type, so far. */
  got(cmd: string): Packet[];
  closed(): Promise<void>;
}

export async function openRawDevice(port: number): Promise<RawDevice> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const received: Packet[] = [];
  let isClosed = false;
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => received.push(packet));
  socket.on('data', (chunk) => reader.parse(chunk));
  socket.on('error', () => {}); // a reset is a way of being closed
  socket.on('close', () => {
    isClosed = true;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return {
    socket,
    received,
    isClosed: () => isClosed,
    send: (...packets) => void socket.write(Buffer.concat(packets.map((packet) => generate(packet)))),
    got: (cmd) => received.filter((packet) => packet.cmd === cmd),
    closed: () => until('the connection is closed', () => isClosed),
  };
}

export function connectPacket(id: string, details: object = {}): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: id,
    username: id,
    password: Buffer.from('secret'),
    keepalive: 60,
    ...details,
  };
}

export function publishPacket(topic: string, messageId: number, details: object = {}): Packet {
  const payload = Buffer.from(JSON.stringify({ seq: messageId }));
  return { cmd: 'publish', topic, payload, qos: 1, messageId, dup: false, retain: false, ...details };
}

/** For tests: opens a bare socket and connects it as a device; the CONNACK has come. */
export async function connectRawDevice(port: number, id: string, details: object = {}): Promise<RawDevice> {
  const device = await openRawDevice(port);
  device.send(connectPacket(id, details));
  await until('the CONNACK comes', () => device.got('connack').length === 1 || device.isClosed());
  return device;
}
