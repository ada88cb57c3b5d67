import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { clockAheadMsMax, connectTimeoutMs, keepAliveS, socketBufferBytesMax } from '../limits.ts';
import type { PublishTemplate } from './publish-template.ts';

/** One raw MQTT connection that sends templates and reads acknowledgements, and does nothing else. */
export interface LoadConnection {
  /** Opens the socket and waits for the CONNACK. Called again after a loss: sends again what is unsettled. */
  open(): Promise<void>;
  /** Sends up to `count` new messages if the window allows; how many it sent. */
  send(count: number): number;
  /** Messages sent and not yet acknowledged. */
  outstanding(): number;
  isOpen(): boolean;
  ping(): void;
  /** Sends DISCONNECT and closes. */
  close(): void;
}

export interface LoadConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly deviceId: string;
  readonly password: string | null;
  readonly template: PublishTemplate;
  readonly window: number;
  readonly qos: 0 | 1;
  /** Called per acknowledged message. */
  readonly acknowledged: (latencyMs: number, time: number, seq: number) => void;
  /** Called after a batch of acknowledgements or a drained socket: the window has room again. */
  readonly roomAgain: (connection: LoadConnection) => void;
  /** Called once when an open connection closes without `close()`. */
  readonly lost: (connection: LoadConnection) => void;
  /** Called for every message that is sent a second time. */
  readonly resent: () => void;
}

/** The broker said no, and would again: wrong credentials or client id. */
export class ConnectionRefused extends Error {}

const pubackBytes = 4;
const puback = 0x40;
const connack = 0x20;
/** CONNACK 3.1.1: 3 is "server unavailable", which may pass; 1, 2, 4 and 5 will not. */
const refusedForNow = 3;
const pingPacket = Buffer.from([0xc0, 0]);
const disconnectPacket = Buffer.from([0xe0, 0]);

export function createLoadConnection(options: LoadConnectionOptions): LoadConnection {
  const { template, window, qos } = options;
  // A slot per message in flight; its packet id is the slot's index + 1.
  const sentAt = new Float64Array(window);
  const times = new Float64Array(window);
  const seqs = new Float64Array(window);
  const isTaken = new Uint8Array(window);
  const free = Array.from({ length: window }, (_, index) => window - 1 - index);
  let socket: Socket | null = null;
  let buffer = Buffer.allocUnsafe(window * template.packetBytes);
  let rest: Buffer | null = null;
  let lastTime = 0;
  let lastSeq = 0;

  const connection: LoadConnection = {
    async open() {
      const opened = await openSocket(options);
      socket = opened;
      rest = null;
      opened.on('data', receive);
      opened.on('drain', () => options.roomAgain(connection));
      opened.on('error', () => opened.destroy());
      opened.on('close', () => {
        if (socket !== opened) return;
        socket = null;
        options.lost(connection);
      });
      if (qos === 1) sendAgain(opened);
    },
    send(count) {
      if (socket === null) return 0;
      if (qos === 0 && socket.writableLength > socketBufferBytesMax) return 0;
      const sending = qos === 1 ? Math.min(count, free.length) : Math.min(count, window);
      if (sending === 0) return 0;
      const now = Date.now();
      const at = performance.now();
      for (let index = 0; index < sending; index += 1) {
        lastTime = Math.min(Math.max(lastTime + 1, now), Math.max(now + clockAheadMsMax, lastTime));
        lastSeq += 1;
        const slot = qos === 1 ? (free.pop() ?? 0) : 0;
        sentAt[slot] = at;
        times[slot] = lastTime;
        seqs[slot] = lastSeq;
        isTaken[slot] = 1;
        const message = { packetId: slot + 1, time: lastTime, seq: lastSeq, isRepeat: false };
        template.write(buffer, index * template.packetBytes, message);
      }
      write(socket, sending);
      return sending;
    },
    outstanding: () => (qos === 1 ? window - free.length : 0),
    isOpen: () => socket !== null,
    ping() {
      socket?.write(pingPacket);
    },
    close() {
      const closing = socket;
      socket = null;
      closing?.end(disconnectPacket);
    },
  };
  return connection;

  function write(to: Socket, packets: number): void {
    to.write(buffer.subarray(0, packets * template.packetBytes));
    // As a rule the kernel took it at once. If not, the socket still reads from this buffer: take another.
    if (to.writableLength > 0) buffer = Buffer.allocUnsafe(window * template.packetBytes);
  }

  function sendAgain(to: Socket): void {
    let packets = 0;
    // In the order in which they were first sent.
    const slots = [...isTaken.keys()].filter((slot) => isTaken[slot] === 1);
    for (const slot of slots.sort((a, b) => (seqs[a] ?? 0) - (seqs[b] ?? 0))) {
      const message = { packetId: slot + 1, time: times[slot] ?? 0, seq: seqs[slot] ?? 0, isRepeat: true };
      template.write(buffer, packets * template.packetBytes, message);
      packets += 1;
      options.resent();
    }
    if (packets > 0) write(to, packets);
  }

  function receive(chunk: Buffer): void {
    const bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
    const now = performance.now();
    let offset = 0;
    while (offset + 1 < bytes.length) {
      const packetBytes = 2 + (bytes[offset + 1] ?? 0);
      if (offset + packetBytes > bytes.length) break;
      if (bytes[offset] === puback && packetBytes === pubackBytes) {
        settle(((bytes[offset + 2] ?? 0) << 8) + (bytes[offset + 3] ?? 0) - 1, now);
      }
      offset += packetBytes;
    }
    rest = offset < bytes.length ? Buffer.from(bytes.subarray(offset)) : null;
    options.roomAgain(connection);
  }

  function settle(slot: number, now: number): void {
    if (isTaken[slot] !== 1) return;
    isTaken[slot] = 0;
    free.push(slot);
    options.acknowledged(now - (sentAt[slot] ?? now), times[slot] ?? 0, seqs[slot] ?? 0);
  }
}

function openSocket(options: LoadConnectionOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: options.host, port: options.port, noDelay: true });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const closedEarly = (): void => fail(new Error('closed before the CONNACK'));
    const timedOut = (): void => fail(new Error(`no CONNACK within ${connectTimeoutMs} ms`));
    socket.setTimeout(connectTimeoutMs, timedOut);
    socket.once('error', fail);
    socket.once('close', closedEarly);
    socket.once('connect', () => socket.write(toConnectPacket(options)));
    socket.once('data', (chunk) => {
      const code = chunk[3];
      if (chunk[0] !== connack || code === refusedForNow) return fail(new Error('the broker is not ready'));
      if (code !== 0) {
        return fail(new ConnectionRefused(`the broker refused ${options.deviceId}, code ${code}`));
      }
      socket.setTimeout(0, timedOut);
      socket.off('error', fail);
      socket.off('close', closedEarly);
      return resolve(socket);
    });
  });
}

function toConnectPacket({ deviceId, password }: LoadConnectionOptions): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: deviceId,
    keepalive: keepAliveS,
    username: deviceId,
    ...(password === null ? {} : { password: Buffer.from(password) }),
  });
}
