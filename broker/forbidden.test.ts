import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectRawDevice, publishPacket, startTestBroker, until, type TestBroker } from './testing.ts';

let test: TestBroker;
beforeEach(async () => {
  test = await startTestBroker();
  test.fleet.add('d1');
  test.fleet.add('d2');
});
afterEach(() => test.broker.stop());

const logs = () => test.logged.filter(({ event }) => event === 'forbidden');

/** A QoS 0 PUBLISH with the topic as bytes: libraries refuse to write these. */
function toRawPublish(topic: Buffer): Buffer {
  const body = Buffer.concat([
    Buffer.from([topic.length >> 8, topic.length & 0xff]),
    topic,
    Buffer.from('{}'),
  ]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

describe('publishing is forbidden to', () => {
  it.each([
    ['another device', 'sensors/smoke/d2/telemetry'],
    ['another kind', 'sensors/water/d1/telemetry'],
    ['an unknown kind', 'sensors/toaster/d1/telemetry'],
    ['its own commands', 'sensors/smoke/d1/command'],
    ["another device's status", 'sensors/smoke/d2/status'],
    ['$SYS', '$SYS/broker/uptime'],
    ['another tree', 'alerts/d1'],
    ['a longer topic', 'sensors/smoke/d1/telemetry/more'],
    ['a shared topic', '$share/group/sensors/smoke/d1/telemetry'],
    ['a deep topic', 'a/'.repeat(60)],
  ])('%s', async (_name, topic) => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    device.send(publishPacket(topic, 1));
    await device.closed();
    expect(device.got('puback')).toEqual([]);
    expect(test.messages).toEqual([]);
    expect(logs()).toMatchObject([{ level: 40, event: 'forbidden', device: 'd1' }]);
    expect(Object.values(test.broker.stats().forbidden)).toEqual([1]);
    expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0 });
  });

  it('says who, what and where', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    device.send(publishPacket('sensors/smoke/d2/telemetry', 1));
    await device.closed();
    expect(logs()).toMatchObject([{ device: 'd1', what: 'publish', topic: 'sensors/smoke/d2/telemetry' }]);
    expect(test.broker.stats().forbidden).toEqual({ publish: 1 });
  });

  it.each([
    ['a wildcard: #', Buffer.from('sensors/smoke/#')],
    ['a wildcard: +', Buffer.from('sensors/+/d1/telemetry')],
    ['bytes that are no UTF-8', Buffer.from('sensors/smoke/d1\xff/telemetry', 'latin1')],
    ['an overlong form of its id', Buffer.from('sensors/smoke/\xc1\xa41/telemetry', 'latin1')],
    ['a topic with a zero', Buffer.from('sensors/smoke/d1\0/telemetry')],
    ['no topic', Buffer.alloc(0)],
  ])('%s', async (_name, topic) => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    device.socket.write(toRawPublish(topic));
    await device.closed();
    expect(test.messages).toEqual([]);
    expect(logs()).toMatchObject([{ device: 'd1' }]);
    expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0 });
  });
});

describe('subscribing is forbidden to', () => {
  it.each([
    ['everything', '#'],
    ['everything with $SYS', '$SYS/#'],
    ['one level of anything', 'sensors/+/d1/command'],
    ["another device's commands", 'sensors/smoke/d2/command'],
    ['commands of another kind', 'sensors/water/d1/command'],
    ['telemetry, also its own', 'sensors/smoke/d1/telemetry'],
    ['status, also its own', 'sensors/smoke/d1/status'],
    ['a malformed filter', 'sensors/#/command'],
  ])('%s', async (_name, topic) => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] });
    await device.closed();
    expect(device.got('suback')).toEqual([]);
    expect(logs()).toMatchObject([{ device: 'd1' }]);
    expect(Object.values(test.broker.stats().forbidden)).toEqual([1]);
  });

  it('anything beside its own commands in one packet', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    const topics = ['sensors/smoke/d1/command', 'sensors/smoke/d2/command'];
    device.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: topics.map((topic) => ({ topic, qos: 1 })),
    });
    await device.closed();
    expect(logs()).toMatchObject([{ device: 'd1', what: 'subscribe', topic: topics[1] }]);
  });
});

describe('too large is', () => {
  it('a PUBLISH of 190 MB: cut at its fixed header', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    const before = device.socket.bytesWritten;
    device.socket.write(Buffer.from([0x30, 0x80, 0x80, 0x80, 95]));
    await device.closed();
    expect(device.socket.bytesWritten - before).toBe(5);
    expect(logs()).toMatchObject([{ device: 'd1', what: 'publish-oversize' }]);
  });

  it('a SUBSCRIBE with 100,000 filters', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    const subscriptions = Array.from({ length: 100_000 }, (_, index) => ({
      topic: `t/${index}`,
      qos: 0 as const,
    }));
    device.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await device.closed();
    expect(device.got('suback')).toEqual([]);
    expect(logs()).toMatchObject([{ device: 'd1', what: 'control-oversize' }]);
  });

  it('nothing of what the contract allows: 1,000 readings in one message', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    const reading = {
      time: 1795248000250,
      seq: 42,
      values: { obscuration_pct_m: 0.8, temperature_c: 24.1, battery_pct: 97 },
    };
    const payload = Buffer.from(JSON.stringify(Array.from({ length: 1_000 }, () => reading)));
    device.send(publishPacket('sensors/smoke/d1/telemetry', 1, { payload }));
    await until('it is acknowledged', () => device.got('puback').length === 1);
    expect(test.messages[0]!.payload.equals(payload)).toBe(true);
  });
});
