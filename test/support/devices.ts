import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import { generate, type Packet } from 'mqtt-packet';
import { enrolmentKey } from './service.ts';

/** Connects a device with the enrolment key; rejects when the broker refuses. */
export async function connectDevice(url: string, deviceId: string, options = {}): Promise<MqttClient> {
  return mqtt.connectAsync(url, {
    clientId: deviceId,
    username: deviceId,
    password: enrolmentKey,
    reconnectPeriod: 0,
    connectTimeout: 10_000,
    ...options,
  });
}

/** A raw connection to the broker, for what no client library would send. */
export async function connectRaw(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connectTcp(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** A raw connection on which a device has logged in. */
export async function connectRawDevice(url: string, deviceId: string): Promise<Socket> {
  const socket = await connectRaw(url);
  socket.write(connectPacket(deviceId));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (answer[0] !== 0x20 || answer[3] !== 0)
    throw new Error(`CONNACK expected, got ${answer.toString('hex')}`);
  return socket;
}

export function connectPacket(deviceId: string, password: string = enrolmentKey): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: deviceId,
    keepalive: 60,
    username: deviceId,
    password: Buffer.from(password),
  });
}

export function publishPacket(
  topic: string,
  payload: string | Buffer,
  options: Partial<Packet> = {},
): Buffer {
  const packet = {
    cmd: 'publish',
    topic,
    payload,
    qos: 1,
    messageId: 1,
    dup: false,
    retain: false,
    ...options,
  };
  return generate(packet as Packet);
}
