import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectRawDevice,
  openRawDevice,
  connectPacket,
  publishPacket,
  startTestBroker,
  until,
  type TestBroker,
} from './testing.ts';

let test: TestBroker;
beforeEach(async () => {
  test = await startTestBroker();
  test.fleet.add('d1');
});
afterEach(() => test.broker.stop());

const status = 'sensors/smoke/d1/status';
const will = { will: { topic: status, payload: Buffer.from('offline'), qos: 1, retain: true } };
const course = () => test.presences.map(({ online }) => online);

describe('a device is online and offline', () => {
  it('by its connection alone', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    await until('it is online', () => course().length === 1);
    device.send({ cmd: 'disconnect' });
    await until('it is offline', () => course().length === 2);
    expect(test.presences).toMatchObject([
      { deviceId: 'd1', kind: 'smoke', online: true },
      { deviceId: 'd1', kind: 'smoke', online: false },
    ]);
  });

  it('by its will, once', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1', will);
    device.send(publishPacket(status, 1, { payload: Buffer.from('online'), retain: true }));
    await until('it is acknowledged', () => device.got('puback').length === 1);
    device.socket.destroy();
    await until('it is offline', () => course().length === 2);
    await until('it is forgotten', () => test.broker.stats().connections === 0);
    expect(course()).toEqual([true, false]);
  });

  it('by its own word', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    for (const [index, word] of ['online', 'offline', 'rubbish', 'offline', 'online'].entries()) {
      device.send(publishPacket(status, index + 1, { payload: Buffer.from(word) }));
    }
    await until('all are acknowledged', () => device.got('puback').length === 5);
    expect(course()).toEqual([true, false, true]);
    expect(test.messages).toEqual([]); // a status is no telemetry
  });

  it('not because the broker stops', async () => {
    await connectRawDevice(test.ports.mqtt, 'd1', will);
    await until('it is online', () => course().length === 1);
    await test.broker.stop();
    expect(course()).toEqual([true]);
  });
});

describe('a second connection with the same id', () => {
  it('takes over; the device was never away, whatever the will of the first says', async () => {
    const first = await connectRawDevice(test.ports.mqtt, 'd1', will);
    await until('it is online', () => course().length === 1);
    const second = await connectRawDevice(test.ports.mqtt, 'd1', will);
    await first.closed();
    second.send(publishPacket('sensors/smoke/d1/telemetry', 1));
    await until('the second is served', () => second.got('puback').length === 1);
    expect(course()).toEqual([true]);
    expect(test.broker.stats()).toMatchObject({ connections: 1, devices: 1, takeOvers: 1 });
    second.socket.destroy();
    await until('it is offline', () => course().length === 2);
  });

  it('of thirty at once, one stays', async () => {
    const devices = await Promise.all(Array.from({ length: 30 }, () => openRawDevice(test.ports.mqtt)));
    for (const device of devices) device.send(connectPacket('d1'));
    await until('one is left', () => devices.filter((device) => !device.isClosed()).length === 1);
    const [last] = devices.filter((device) => !device.isClosed());
    last!.send(publishPacket('sensors/smoke/d1/telemetry', 1));
    await until('it is served', () => last!.got('puback').length === 1);
    expect(test.broker.stats()).toMatchObject({ connections: 1, devices: 1, takeOvers: 29 });
    expect(course()).toEqual([true]);
  });

  it('takes nothing over with a wrong password', async () => {
    const first = await connectRawDevice(test.ports.mqtt, 'd1');
    const second = await connectRawDevice(test.ports.mqtt, 'd1', { password: Buffer.from('wrong') });
    await second.closed();
    first.send(publishPacket('sensors/smoke/d1/telemetry', 1));
    await until('the first is served', () => first.got('puback').length === 1);
    expect(test.broker.stats()).toMatchObject({ devices: 1, takeOvers: 0 });
  });
});

describe('an unknown device with the enrolment key', () => {
  const key = { password: Buffer.from('key') };

  it('is enrolled under the kind of its first telemetry, and online', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'new', key);
    expect([test.fleet.enrolled, test.presences]).toEqual([[], []]);
    device.send(
      publishPacket('sensors/water/new/telemetry', 1),
      publishPacket('sensors/water/new/telemetry', 2),
    );
    await until('it is acknowledged', () => device.got('puback').length === 2);
    expect(test.fleet.enrolled).toMatchObject([{ id: 'new', kind: 'water' }]);
    expect(test.messages).toMatchObject([{ deviceId: 'new', kind: 'water' }, {}]);
    expect(test.presences).toMatchObject([{ deviceId: 'new', kind: 'water', online: true }]);
    device.send(publishPacket('sensors/smoke/new/telemetry', 3)); // and keeps it
    await device.closed();
    expect(test.broker.stats().forbidden).toEqual({ publish: 1 });
  });

  it('is enrolled by its status', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'new', key);
    device.send(publishPacket('sensors/elevator/new/status', 1, { payload: Buffer.from('online') }));
    await until('it is acknowledged', () => device.got('puback').length === 1);
    expect(test.fleet.enrolled).toMatchObject([{ id: 'new', kind: 'elevator' }]);
    expect(course()).toEqual([true]);
  });

  it('may subscribe before it has published', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'new', key);
    const subscriptions = [{ topic: 'sensors/water/new/command', qos: 1 as const }];
    device.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await until('it is subscribed', () => device.got('suback').length === 1);
    expect(test.fleet.enrolled).toEqual([]);
    device.send(publishPacket('sensors/water/new/telemetry', 1));
    await until('it is enrolled', () => test.fleet.enrolled.length === 1);
  });

  it('is not enrolled by going away', async () => {
    const topic = 'sensors/water/new/status';
    const device = await connectRawDevice(test.ports.mqtt, 'new', {
      ...key,
      will: { topic, payload: Buffer.from('offline'), qos: 0, retain: false },
    });
    device.socket.destroy();
    await until('it is gone', () => test.broker.stats().connections === 0);
    expect([test.fleet.enrolled, test.presences]).toEqual([[], []]);
  });

  it('that runs out while it is connected publishes nothing, and is shown out', async () => {
    const devices = await Promise.all(['n1', 'n2'].map((id) => connectRawDevice(test.ports.mqtt, id, key)));
    devices[0]!.send(publishPacket('sensors/water/n1/telemetry', 1));
    await until('one has enrolled', () => devices[0]!.got('puback').length === 1);
    test.fleet.closeKey();
    await devices[1]!.closed();
    expect(devices[0]!.isClosed()).toBe(false);
    expect(test.fleet.enrolled).toMatchObject([{ id: 'n1' }]);
    expect(test.broker.stats().refused).toEqual({ disabled: 1 });
  });

  it('does not pass as a known one', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1', key);
    expect(device.got('connack')).toMatchObject([{ returnCode: 4 }]);
  });
});

it('a device that is disabled is shown out, others stay', async () => {
  test.fleet.add('d2');
  const devices = await Promise.all(['d1', 'd2'].map((id) => connectRawDevice(test.ports.mqtt, id)));
  test.fleet.disable('d1');
  await devices[0]!.closed();
  expect(devices[1]!.isClosed()).toBe(false);
  expect(test.broker.stats().refused).toEqual({ disabled: 1 });
});

it('a device whose secret was cut is shown out, and comes back by the new one', async () => {
  test.fleet.add('d2');
  const devices = await Promise.all(['d1', 'd2'].map((id) => connectRawDevice(test.ports.mqtt, id)));
  test.fleet.cut('d1');
  await devices[0]!.closed();
  expect(devices[1]!.isClosed()).toBe(false);
  expect(test.broker.stats().refused).toEqual({ secretCut: 1 });
});
