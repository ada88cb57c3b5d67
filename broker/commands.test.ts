import { afterEach, describe, expect, it } from 'vitest';
import { connectRawDevice, startTestBroker, until, type RawDevice, type TestBroker } from './testing.ts';

let test: TestBroker;
afterEach(() => test.broker.stop());

const topic = 'sensors/smoke/d1/command';
const commands = (device: RawDevice) =>
  device
    .got('publish')
    .map((packet) => (packet as unknown as { payload: Buffer }).payload.toString())
    .map((text) => (JSON.parse(text) as { n: number }).n);

async function subscribe(device: RawDevice, id: string): Promise<void> {
  const subscriptions = [{ topic: `sensors/smoke/${id}/command`, qos: 1 as const }];
  device.send({ cmd: 'subscribe', messageId: 1, subscriptions });
  await until('it is subscribed', () => device.got('suback').length === 1);
}

async function start(limits: object = {}): Promise<void> {
  test = await startTestBroker({ limits });
  test.fleet.add('d1');
  test.fleet.add('d2');
}

it('a command reaches its device at QoS 1, and no other', async () => {
  await start();
  const devices = await Promise.all(['d1', 'd2'].map((id) => connectRawDevice(test.ports.mqtt, id)));
  await subscribe(devices[0]!, 'd1');
  await subscribe(devices[1]!, 'd2');
  test.broker.sendCommand('d1', { n: 1 });
  test.broker.sendCommand('d2', { n: 2 });
  test.broker.sendCommand('d9', { n: 3 });
  await until('both arrive', () => devices.every((device) => device.got('publish').length === 1));
  expect(devices[0]!.got('publish')).toMatchObject([{ topic, qos: 1, retain: false }]);
  expect(devices.map(commands)).toEqual([[1], [2]]);
  expect(test.broker.stats().commandsSent).toBe(2);
});

it('knows who is connected', async () => {
  await start();
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  expect(['d1', 'd2'].map((id) => test.broker.isConnected(id))).toEqual([true, false]);
  device.send({ cmd: 'disconnect' });
  await until('it is gone', () => !test.broker.isConnected('d1'));
});

it('fifty commands at once arrive in order', async () => {
  await start();
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  await subscribe(device, 'd1');
  for (let n = 0; n < 50; n += 1) test.broker.sendCommand('d1', { n });
  await until('all arrive', () => device.got('publish').length === 50);
  expect(commands(device)).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

it('an answer is acknowledged and logged', async () => {
  await start();
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.send({
    cmd: 'publish',
    topic: `${topic}/response`,
    payload: 'done',
    qos: 1,
    messageId: 1,
    dup: false,
    retain: false,
  });
  await until('it is acknowledged', () => device.got('puback').length === 1);
  expect(test.logged).toContainEqual(expect.objectContaining({ device: 'd1', response: 'done' }));
  expect(test.answers).toEqual([['d1', 'done']]);
});

describe('for a device with a persistent session that is away', () => {
  const session = { clean: false };

  async function leaveSubscribed(): Promise<void> {
    const device = await connectRawDevice(test.ports.mqtt, 'd1', session);
    await subscribe(device, 'd1');
    device.send({ cmd: 'disconnect' });
    await until('it is gone', () => test.broker.stats().connections === 0);
  }

  it('commands wait, the newest of a bounded number, and come again until acknowledged', async () => {
    await start({ commandsQueuedMax: 3 });
    await leaveSubscribed();
    for (let n = 1; n <= 1_000; n += 1) test.broker.sendCommand('d1', { n });
    await until('the others are dropped', () => test.broker.stats().commandsDropped === 997);

    const device = await connectRawDevice(test.ports.mqtt, 'd1', session);
    await until('they arrive', () => device.got('publish').length === 3);
    expect(device.got('connack')).toMatchObject([{ sessionPresent: true }]);
    expect(commands(device)).toEqual([998, 999, 1_000]);
    expect(device.got('publish')).toMatchObject([{ dup: false }, { dup: false }, { dup: false }]);
    device.send({ cmd: 'puback', messageId: device.got('publish')[0]!.messageId! }, { cmd: 'pingreq' });
    await until('that is read', () => device.got('pingresp').length === 1);
    device.socket.destroy();

    const again = await connectRawDevice(test.ports.mqtt, 'd1', session);
    await until('the rest arrives again', () => again.got('publish').length === 2);
    expect(commands(again)).toEqual([999, 1_000]);
    expect(again.got('publish')).toMatchObject([{ dup: true }, { dup: true }]);
  });

  it('old commands are dropped', async () => {
    await start({ commandKeptMs: 0 });
    await leaveSubscribed();
    test.broker.sendCommand('d1', { n: 1 });
    const device = await connectRawDevice(test.ports.mqtt, 'd1', session);
    test.broker.sendCommand('d1', { n: 2 });
    await until('the new one arrives', () => device.got('publish').length > 0);
    expect(commands(device)).toEqual([2]);
    expect(test.broker.stats().commandsDropped).toBe(1);
  });

  it('a clean session forgets them', async () => {
    await start();
    await leaveSubscribed();
    test.broker.sendCommand('d1', { n: 1 });
    const clean = await connectRawDevice(test.ports.mqtt, 'd1');
    await subscribe(clean, 'd1');
    test.broker.sendCommand('d1', { n: 2 });
    await until('the new one arrives', () => clean.got('publish').length > 0);
    expect(commands(clean)).toEqual([2]);
  });
});

it('a device that does not read stops nobody else, and is closed', async () => {
  await start({ drainTimeoutMs: 60_000 });
  const frozen = await connectRawDevice(test.ports.mqtt, 'd1');
  await subscribe(frozen, 'd1');
  const other = await connectRawDevice(test.ports.mqtt, 'd2');
  await subscribe(other, 'd2');
  frozen.socket.pause();
  // More than the buffers of both kernels hold.
  const filler = 'x'.repeat(32 * 1024);
  let sent = 0;
  while (test.broker.stats().refused['not-reading'] === undefined && sent < 5_000) {
    sent += 1;
    test.broker.sendCommand('d1', { n: sent, filler });
    if (sent % 20 === 0) {
      test.broker.sendCommand('d2', { n: sent });
      await until('the other one hears', () => other.got('publish').length === sent / 20);
    }
  }
  expect(test.broker.stats().refused['not-reading']).toBe(1);
  expect(other.isClosed()).toBe(false);
  frozen.socket.destroy();
});
