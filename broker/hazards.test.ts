import { afterEach, describe, expect, it } from 'vitest';
import type { BrokerLimits } from './limits.ts';
import {
  connectPacket,
  connectRawDevice,
  openRawDevice,
  publishPacket,
  startTestBroker,
  until,
  type RawDevice,
  type TestBroker,
} from './testing.ts';

const telemetry = 'sensors/smoke/d1/telemetry';
const command = 'sensors/smoke/d1/command';
let test: TestBroker;
afterEach(() => test.broker.stop());

async function start(limits: Partial<BrokerLimits> = {}): Promise<void> {
  test = await startTestBroker({ limits });
  test.fleet.add('d1');
}

async function subscribe(device: RawDevice, topic = command): Promise<void> {
  const before = device.got('suback').length;
  device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] });
  await until('it is subscribed', () => device.got('suback').length > before);
}

async function leave(device: RawDevice): Promise<void> {
  device.send({ cmd: 'disconnect' });
  await device.closed();
  await until('it is gone', () => !test.broker.isConnected('d1'));
}

/** What the device is told when it connects, before it leaves again. */
async function connackOf(clean: boolean): Promise<unknown> {
  const device = await connectRawDevice(test.ports.mqtt, 'd1', { clean });
  const [connack] = device.got('connack');
  await leave(device);
  return connack;
}

describe('a persistent session', () => {
  it('is present again, also without a subscription, until a clean one ends it', async () => {
    await start();
    expect(await connackOf(false)).toMatchObject({ returnCode: 0, sessionPresent: false });
    expect(await connackOf(false)).toMatchObject({ returnCode: 0, sessionPresent: true });
    expect(await connackOf(true)).toMatchObject({ returnCode: 0, sessionPresent: false });
    expect(await connackOf(false)).toMatchObject({ returnCode: 0, sessionPresent: false });
  });

  it('is not said to be present to who is refused', async () => {
    await start();
    await leave(await connectRawDevice(test.ports.mqtt, 'd1', { clean: false }));
    const device = await connectRawDevice(test.ports.mqtt, 'd1', {
      clean: false,
      password: Buffer.from('no'),
    });
    expect(device.got('connack')).toMatchObject([{ returnCode: 4, sessionPresent: false }]);
  });

  it('is one of a bounded number: the one that is away longest is forgotten', async () => {
    await start({ sessionsKeptMax: 2 });
    for (const id of ['d1', 'd2', 'd3']) {
      test.fleet.add(id);
      const device = await connectRawDevice(test.ports.mqtt, id, { clean: false });
      await subscribe(device, `sensors/smoke/${id}/command`);
      device.send({ cmd: 'disconnect' });
      await until('it is gone', () => !test.broker.isConnected(id));
    }
    expect(test.broker.stats().sessionsForgotten).toBe(1);
    for (const id of ['d1', 'd2', 'd3']) test.broker.sendCommand(id, { n: 1 });
    const present = [];
    for (const id of ['d3', 'd2', 'd1']) {
      const device = await connectRawDevice(test.ports.mqtt, id, { clean: false });
      device.send({ cmd: 'pingreq' });
      await until('what waited has come', () => device.got('pingresp').length === 1);
      present.push([id, device.got('connack')[0], device.got('publish').length]);
    }
    expect(present).toMatchObject([
      ['d3', { sessionPresent: true }, 1],
      ['d2', { sessionPresent: true }, 1],
      ['d1', { sessionPresent: false }, 0],
    ]);
  });
});

it('nothing retained is kept: a subscriber hears nothing of what was', async () => {
  await start();
  const device = await connectRawDevice(test.ports.mqtt, 'd1', { clean: false });
  const topics = ['sensors/smoke/d1/status', telemetry, `${command}/response`];
  for (let id = 1; id <= 3_000; id += 1)
    device.send(publishPacket(topics[id % 3]!, id, { payload: Buffer.from('online'), retain: true }));
  await until('all are acknowledged', () => device.got('puback').length === 3_000);
  await subscribe(device);
  device.send({ cmd: 'pingreq' });
  await until('the ping is answered', () => device.got('pingresp').length === 1);
  expect(device.got('publish')).toEqual([]);
});

it('a subscription made a thousand times is one: a command comes once', async () => {
  await start();
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  const thirty = Array.from({ length: 30 }, () => ({ topic: command, qos: 1 as const }));
  for (let messageId = 1; messageId <= 34; messageId += 1)
    device.send({ cmd: 'subscribe', messageId, subscriptions: thirty });
  await until('all are subscribed', () => device.got('suback').length === 34);
  test.broker.sendCommand('d1', { n: 1 });
  await until('the command comes', () => device.got('publish').length > 0);
  device.send({ cmd: 'pingreq' });
  await until('the ping is answered', () => device.got('pingresp').length === 1);
  expect(device.got('publish')).toHaveLength(1);
});

it('frozen readers delay nobody: others are acknowledged and commanded meanwhile, and the frozen are closed', async () => {
  await start({ unsettledPerConnectionMax: 16 });
  const witness = await connectRawDevice(test.ports.mqtt, 'd1');
  await subscribe(witness);
  const ids = ['f1', 'f2', 'f3', 'f4', 'f5'];
  const frozen = await Promise.all(
    ids.map(async (id) => {
      test.fleet.add(id);
      const device = await connectRawDevice(test.ports.mqtt, id);
      await subscribe(device, `sensors/smoke/${id}/command`);
      device.socket.pause();
      return device;
    }),
  );
  // They are commanded, and send without reading an acknowledgement, until the buffers of both kernels are full.
  const filler = 'x'.repeat(32 * 1024);
  let rounds = 0;
  while ((test.broker.stats().refused['not-reading'] ?? 0) < frozen.length) {
    rounds += 1;
    for (const [index, id] of ids.entries()) {
      for (let n = 0; n < 20; n += 1) test.broker.sendCommand(id, { n, filler });
      frozen[index]!.send(...[1, 2, 3].map((n) => publishPacket(`sensors/smoke/${id}/telemetry`, n)));
    }
    witness.send(publishPacket(telemetry, rounds));
    test.broker.sendCommand('d1', { rounds });
    const count = rounds;
    await until('the witness is served', () => witness.got('puback').length === count);
    await until('the witness is commanded', () => witness.got('publish').length === count);
  }
  expect(witness.isClosed()).toBe(false);
  for (const device of frozen) device.socket.destroy();
  await until('they are gone', () => test.broker.stats().connections === 1);
  expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0 });
}, 30_000);

const packet = (...bytes: number[]) => Buffer.from(bytes);

describe('a connection is closed for', () => {
  const topic = [0, telemetry.length, ...Buffer.from(telemetry)];
  const filter = [0, command.length, ...Buffer.from(command)];
  const publish = (flags: number, id: readonly number[]) =>
    packet(0x30 | flags, topic.length + id.length, ...topic, ...id);

  it.each([
    ['a second CONNECT', packet(0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 0)],
    ['reserved packet type 0', packet(0x00, 0)],
    ['reserved packet type 15', packet(0xf0, 0)],
    ['a PUBLISH of QoS 3', publish(0x06, [0, 1])],
    ['a PUBLISH without the id that its QoS wants', publish(0x02, [])],
    ['a PUBLISH with packet id 0', publish(0x02, [0, 0])],
    ['a PUBLISH whose topic is longer than the packet', packet(0x30, 4, 0x7f, 0xff, 0x61, 0x61)],
    ['a SUBSCRIBE without filters', packet(0x82, 2, 0, 1)],
    ['a SUBSCRIBE with wrong flags', packet(0x80, filter.length + 3, 0, 1, ...filter, 1)],
    ['a SUBSCRIBE of QoS 3', packet(0x82, filter.length + 3, 0, 1, ...filter, 3)],
    ['a PUBREL with wrong flags', packet(0x60, 2, 0, 1)],
    ['a CONNACK, which only we send', packet(0x20, 2, 0, 0)],
    ['a SUBACK, which only we send', packet(0x90, 3, 0, 1, 0)],
    ['a PINGRESP, which only we send', packet(0xd0, 0)],
  ])('%s', async (_name, bytes) => {
    await start();
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    device.socket.write(bytes);
    await device.closed();
    expect(test.messages).toEqual([]);
    await until('it is forgotten', () => test.broker.stats().connections === 0);
    expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0, connecting: 0 });
  });

  it.each([
    ['a topic of more than 128 characters', 'sensors/smoke/d1/telemetry'.padEnd(129, 'x')],
    ['a topic of more than 8 levels', 'a/b/c/d/e/f/g/h/i'],
  ])('%s, and for such a filter', async (_name, long) => {
    await start();
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    device.send(publishPacket(long, 1));
    await device.closed();
    const other = await connectRawDevice(test.ports.mqtt, 'd1');
    other.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: long, qos: 0 }] });
    await other.closed();
    expect(other.got('suback')).toEqual([]);
  });
});

describe('wrong credentials', () => {
  it('from one address stop enrolment from there, and no device with a secret of its own', async () => {
    await start({ failuresPerAddressMax: 5 });
    const known = await connectRawDevice(test.ports.mqtt, 'd1');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const guess = { password: Buffer.from(`guess ${attempt}`) };
      const device = await connectRawDevice(test.ports.mqtt, `new-${attempt}`, guess);
      expect(device.got('connack')).toMatchObject([{ returnCode: 4 }]);
    }
    const right = await connectRawDevice(test.ports.mqtt, 'new', { password: Buffer.from('key') });
    expect(right.got('connack')).toMatchObject([{ returnCode: 3 }]);
    const again = await connectRawDevice(test.ports.mqtt, 'd1');
    expect(again.got('connack')).toMatchObject([{ returnCode: 0 }]);
    await known.closed();
    expect(test.broker.stats().refused).toMatchObject({ credentials: 5, 'enrolment-brake': 1 });
  });
});

it('more sockets than may be unauthenticated wait, and are served when room returns', async () => {
  await start({ connectingMax: 2, connectTimeoutMs: 1_000 });
  const silent = await Promise.all([1, 2].map(() => openRawDevice(test.ports.mqtt)));
  await until('they are in', () => test.broker.stats().connecting === 2);
  const device = await openRawDevice(test.ports.mqtt);
  device.send(connectPacket('d1'));
  await until('it waits', () => test.broker.stats().waiting === 1);
  await Promise.all(silent.map((one) => one.closed()));
  await until('it is served', () => device.got('connack').length === 1);
  expect(test.broker.stats().refused).toEqual({ 'connect-timeout': 2 });
});
