import { connect, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { generate } from 'mqtt-packet';
import { createRandom } from '../../simulators/random.ts';
import { toReconnectWaitMs } from '../../simulators/reconnect-wait.ts';

/**
 * A process of its own that holds the connections of a whole city: each with its own secret, each says after its
 * CONNACK that it is online and how it is, as devices do. Dropped, all come back as they like, with the usual
 * back-off.
 */
export type ReconnectOrder =
  | { readonly type: 'open'; readonly url: string; readonly secrets: string }
  /** Every connection breaks at the same moment. */
  | { readonly type: 'drop' }
  /** Nothing breaks here: what the service does is waited for. */
  | { readonly type: 'expectDrop' };

/** All are connected. */
export interface ReconnectAnswer {
  /** From the order on, s. */
  readonly took_s: number;
  readonly refusals: number;
}

const openedAtOnceMax = 200;
const connackMax_ms = 10_000;
const random = createRandom(20_261_122);
const sockets = new Map<string, Socket>();
let secrets = new Map<string, string>();
let address = { host: '', port: 0 };
let refusals = 0;
let since = 0;
let isAwaited = false;

process.on('message', (order: ReconnectOrder) => {
  refusals = 0;
  since = performance.now();
  isAwaited = true;
  if (order.type === 'open') void openAll(order);
  if (order.type === 'drop') for (const socket of sockets.values()) socket.resetAndDestroy();
});

async function openAll(order: Extract<ReconnectOrder, { type: 'open' }>): Promise<void> {
  const { hostname, port } = new URL(order.url);
  address = { host: hostname, port: Number(port) };
  const lines = readFileSync(order.secrets, 'utf8').trim().split('\n');
  secrets = new Map(lines.map((line) => line.split(',') as [string, string]));
  const waiting = [...secrets.keys()];
  const openNext = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) await openPatiently(id);
  };
  await Promise.all(Array.from({ length: openedAtOnceMax }, openNext));
}

async function openPatiently(id: string): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    await delay(toReconnectWaitMs(failures, random.next()));
    if (await open(id)) break;
  }
  if (sockets.size === secrets.size && isAwaited) {
    isAwaited = false;
    const answer: ReconnectAnswer = { took_s: (performance.now() - since) / 1_000, refusals };
    process.send?.(answer);
  }
}

/** True once the device is in. */
async function open(id: string): Promise<boolean> {
  const opened = Promise.withResolvers<boolean>();
  const socket = connect({ ...address, noDelay: true });
  socket.setTimeout(connackMax_ms, () => socket.destroy());
  socket.on('error', () => undefined);
  socket.once('connect', () => socket.write(connectPacket(id)));
  socket.once('data', (answer: Buffer) => {
    if (answer[0] !== 0x20 || answer[3] !== 0) {
      refusals += 1;
      socket.destroy();
      return;
    }
    socket.setTimeout(0);
    sockets.set(id, socket);
    socket.write(greeting(id));
    socket.resume();
    opened.resolve(true);
  });
  socket.once('close', () => {
    opened.resolve(false);
    if (sockets.get(id) !== socket) return;
    sockets.delete(id);
    void openPatiently(id);
  });
  return opened.promise;
}

function connectPacket(id: string): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: id,
    keepalive: 600,
    username: id,
    password: Buffer.from(secrets.get(id) ?? ''),
  });
}

function greeting(id: string): Buffer {
  const publish = { cmd: 'publish', qos: 1, dup: false, retain: false } as const;
  const values = { obscuration_pct_m: 0.2, temperature_c: 22, alarm: 0 };
  const reading = JSON.stringify({ time: Date.now(), values });
  return Buffer.concat([
    generate({
      ...publish,
      topic: `sensors/smoke/${id}/status`,
      payload: 'online',
      messageId: 1,
      retain: true,
    }),
    generate({ ...publish, topic: `sensors/smoke/${id}/telemetry`, payload: reading, messageId: 2 }),
  ]);
}
