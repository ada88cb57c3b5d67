import { connect as connectTcp } from 'node:net';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createTestCertificate } from './test-certificate.ts';
import { startTestBroker, until, type TestBroker } from './testing.ts';

const host = '127.0.0.1';
const topic = 'sensors/smoke/d1/telemetry';
const { cert, key } = createTestCertificate();
let test: TestBroker;
const clients: MqttClient[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await test.broker.stop();
});

async function connect(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(
    url,
    {
      clientId: 'd1',
      username: 'd1',
      password: 'secret',
      reconnectPeriod: 0,
      connectTimeout: 5_000,
      ...options,
    },
    false,
  );
  clients.push(client);
  return client;
}

/** Sends telemetry of several sizes and hears a command. */
async function exchange(client: MqttClient): Promise<void> {
  const sizes = [0, 150, 20_000, 200_000];
  await client.subscribeAsync('sensors/smoke/d1/command', { qos: 1 });
  const heard: string[] = [];
  client.on('message', (_topic, payload) => heard.push(payload.toString()));
  for (const size of sizes) await client.publishAsync(topic, Buffer.alloc(size, 120), { qos: 1 });
  expect(test.messages.map(({ payload }) => payload.length)).toEqual(sizes);
  await client.publishAsync(topic, 'once', { qos: 2 });
  test.broker.sendCommand('d1', { action: 'self-test' });
  await until('the command is heard', () => heard.length === 1);
  expect(heard).toEqual(['{"action":"self-test"}']);
}

describe('a device is served over', () => {
  it.each(['mqtt', 'mqtts', 'ws', 'wss'] as const)('%s', async (protocol) => {
    const address = { host, port: 0 };
    test = await startTestBroker({
      listeners: {
        mqtts: { ...address, cert, key },
        webSocket: protocol === 'wss' ? { ...address, cert, key } : address,
      },
    });
    test.fleet.add('d1');
    const port = {
      mqtt: test.ports.mqtt,
      mqtts: test.ports.mqtts,
      ws: test.ports.webSocket,
      wss: test.ports.webSocket,
    }[protocol];
    const client = await connect(`${protocol}://${host}:${port}`, { ca: cert });
    await exchange(client);
    await client.endAsync();
    await until('it is gone', () => test.broker.stats().connections === 0);
    expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0, connecting: 0 });
    expect(test.presences.map(({ online }) => online)).toEqual([true, false]);
  });
});

it('over TLS, a refusal is heard before the connection is closed', async () => {
  test = await startTestBroker({ listeners: { mqtts: { host, port: 0, cert, key } } });
  await expect(connect(`mqtts://${host}:${test.ports.mqtts}`, { ca: cert })).rejects.toMatchObject({
    code: 4,
  });
});

describe('over WebSocket', () => {
  it('more upgrades than may be unauthenticated are refused', async () => {
    test = await startTestBroker({
      listeners: { webSocket: { host, port: 0 } },
      limits: { webSocketConnectingMax: 2 },
    });
    const sockets = [1, 2, 3].map(() => new WebSocket(`ws://${host}:${test.ports.webSocket}`, 'mqtt'));
    const answers = sockets.map(
      (socket) =>
        new Promise<string>((resolve) => {
          socket.on('open', () => resolve('open'));
          socket.on('error', (error) => resolve(error.message));
        }),
    );
    expect((await Promise.all(answers)).toSorted()).toEqual([
      'Unexpected server response: 503',
      'open',
      'open',
    ]);
    for (const socket of sockets) socket.terminate();
  });

  it('a frame larger than the largest packet is cut', async () => {
    test = await startTestBroker({
      listeners: { webSocket: { host, port: 0 } },
      limits: { publishBytesMax: 10_000 },
    });
    test.fleet.add('d1');
    const client = await connect(`ws://${host}:${test.ports.webSocket}`);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.publish(topic, Buffer.alloc(20_000), { qos: 0 });
    await closed;
    expect(test.messages).toEqual([]);
  });

  it('a plain request is told what it is', async () => {
    test = await startTestBroker({ listeners: { webSocket: { host, port: 0 } } });
    expect((await fetch(`http://${host}:${test.ports.webSocket}/`)).status).toBe(426);
  });
});

it('a TLS handshake that is not finished is not waited for', async () => {
  test = await startTestBroker({
    listeners: { mqtts: { host, port: 0, cert, key } },
    limits: { connectTimeoutMs: 300 },
  });
  const socket = connectTcp({ host, port: test.ports.mqtts });
  socket.on('error', () => {});
  const started = performance.now();
  await new Promise((resolve) => socket.once('close', resolve));
  expect(performance.now() - started).toBeLessThan(5_000);
});

it('a port that is taken fails the start', async () => {
  test = await startTestBroker();
  await expect(startTestBroker({ listeners: { mqtt: { host, port: test.ports.mqtt } } })).rejects.toThrow(
    'EADDRINUSE',
  );
});
