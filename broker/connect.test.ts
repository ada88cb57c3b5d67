import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectPacket,
  connectRawDevice,
  openRawDevice,
  publishPacket,
  startTestBroker,
  until,
  type TestBroker,
} from './testing.ts';

let test: TestBroker;
beforeEach(async () => {
  test = await startTestBroker({
    limits: { connectTimeoutMs: 1_500, connectionsMax: 8, keepaliveMaxS: 1 },
  });
  test.fleet.add('d1');
});
afterEach(() => test.broker.stop());

const will = (topic: string) => ({ will: { topic, payload: Buffer.from('offline'), qos: 1, retain: true } });

describe('a CONNECT is answered with', () => {
  it.each([
    ['none', 'd1', {}],
    ['a will on its own status', 'd1', will('sensors/smoke/d1/status')],
  ])('accepted: %s', async (_name, id, details) => {
    const device = await connectRawDevice(test.ports.mqtt, id, details);
    expect(device.got('connack')).toMatchObject([{ returnCode: 0, sessionPresent: false }]);
    expect(test.broker.stats().devices).toBe(1);
  });

  it.each([
    ['identifier rejected: none, clean session', { returnCode: 2, clientId: '', username: 'd1' }],
    ['identifier rejected: another alphabet', { returnCode: 2, clientId: 'd1/x' }],
    ['identifier rejected: too long', { returnCode: 2, clientId: 'd'.repeat(65) }],
    ['bad credentials: another user name', { returnCode: 4, username: 'd2' }],
    ['bad credentials: wrong password', { returnCode: 4, password: Buffer.from('wrong') }],
    ['bad credentials: no password', { returnCode: 4, password: undefined }],
    ['bad credentials: no user name', { returnCode: 4, username: undefined, password: undefined }],
    ['bad credentials: unknown device', { returnCode: 4, clientId: 'd9', username: 'd9' }],
    ["not authorised: a will on another's topic", { returnCode: 5, ...will('sensors/smoke/d2/status') }],
    ['not authorised: a will of another kind', { returnCode: 5, ...will('sensors/water/d1/status') }],
    ['not authorised: a will of $SYS', { returnCode: 5, ...will('$SYS/d1/status') }],
  ])('%s', async (_name, { returnCode, ...details }) => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1', details);
    await device.closed();
    expect(device.got('connack')).toMatchObject([{ returnCode }]);
    expect(test.broker.stats().devices).toBe(0);
  });

  it('unacceptable protocol version: MQTT 5', async () => {
    const device = await openRawDevice(test.ports.mqtt);
    const answer: Buffer[] = [];
    device.socket.removeAllListeners('data').on('data', (chunk) => answer.push(chunk));
    device.send(connectPacket('d1', { protocolVersion: 5 }));
    await device.closed();
    expect(Buffer.concat(answer)[3]).toBe(1);
  });

  it('identifier rejected: none, and a session to keep, which no library sends', async () => {
    const device = await openRawDevice(test.ports.mqtt);
    device.socket.write(Buffer.from([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0, 0, 60, 0, 0]));
    await device.closed();
    expect(device.got('connack')).toMatchObject([{ returnCode: 2 }]);
  });

  it('bad credentials: a password flag without a user name', async () => {
    const device = await openRawDevice(test.ports.mqtt);
    const body = Buffer.concat([
      Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0x42, 0, 60]),
      Buffer.from([0, 2]),
      Buffer.from('d1'),
      Buffer.from([0, 6]),
      Buffer.from('secret'),
    ]);
    device.socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
    await device.closed();
    expect(device.got('connack')).toMatchObject([{ returnCode: 4 }]);
  });
});

describe('before authentication', () => {
  it('a CONNECT of 190 MB is cut at its fixed header', async () => {
    const device = await openRawDevice(test.ports.mqtt);
    const size = 190 * 1024 * 1024;
    const header = Buffer.from([
      0x10,
      (size & 0x7f) | 0x80,
      ((size >> 7) & 0x7f) | 0x80,
      ((size >> 14) & 0x7f) | 0x80,
      size >> 21,
    ]);
    device.socket.write(header);
    await device.closed();
    expect(device.socket.bytesWritten).toBe(header.length);
    expect(test.broker.stats().refused).toEqual({ 'connect-oversize': 1 });
  });

  it('anything but a CONNECT is cut', async () => {
    const device = await openRawDevice(test.ports.mqtt);
    device.send(publishPacket('sensors/smoke/d1/telemetry', 1));
    await device.closed();
    expect(test.broker.stats().refused).toEqual({ 'not-connect': 1 });
    expect(test.messages).toEqual([]);
  });

  it('a remaining length of five bytes is cut', async () => {
    const device = await openRawDevice(test.ports.mqtt);
    device.socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01]));
    await device.closed();
    expect(test.broker.stats().refused).toEqual({ malformed: 1 });
  });

  it('half a CONNECT is not waited for', async () => {
    const device = await openRawDevice(test.ports.mqtt);
    device.socket.write(Buffer.from([0x10, 20, 0, 4]));
    await device.closed();
    await until('it is forgotten', () => test.broker.stats().connecting === 0);
    expect(test.broker.stats().connections).toBe(0);
  });
});

it('more connections than the maximum are refused', async () => {
  const ids = Array.from({ length: 8 }, (_, index) => `full-${index}`);
  for (const id of ids) {
    test.fleet.add(id);
    const device = await connectRawDevice(test.ports.mqtt, id, { keepalive: 1 });
    expect(device.got('connack')).toMatchObject([{ returnCode: 0 }]);
  }
  const refused = await openRawDevice(test.ports.mqtt);
  await refused.closed();
  expect(test.broker.stats()).toMatchObject({ connections: 8, devices: 8, refused: { connections: 1 } });
});

describe('keepalive', () => {
  it.each([0, 3_600])('of %i s is held to the maximum: a silent device is closed', async (keepalive) => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1', { keepalive });
    await device.closed();
    expect(test.broker.stats().refused).toEqual({ keepalive: 1 });
  });

  it('is satisfied by pings', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1', { keepalive: 1 });
    for (let second = 1; second <= 5; second += 1) {
      device.send({ cmd: 'pingreq' });
      await until('the ping is answered', () => device.got('pingresp').length === second);
      await new Promise((resolve) => setTimeout(resolve, 500)); // the time that passes is what is tested
    }
    expect(device.isClosed()).toBe(false);
  });
});

it('what is sent behind the CONNECT in one write arrives', async () => {
  const device = await openRawDevice(test.ports.mqtt);
  const messages = Array.from({ length: 100 }, (_, index) =>
    publishPacket('sensors/smoke/d1/telemetry', index + 1),
  );
  device.send(connectPacket('d1'), ...messages);
  await until('all are acknowledged', () => device.got('puback').length === 100);
  expect(test.messages).toHaveLength(100);
});
