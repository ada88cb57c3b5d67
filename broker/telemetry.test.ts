import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboundMessage } from './messages.ts';
import { connectRawDevice, publishPacket, startTestBroker, until, type TestBroker } from './testing.ts';

const topic = 'sensors/smoke/d1/telemetry';
let test: TestBroker;
let waiting: { message: InboundMessage; settled: (error: Error | null) => void }[];
beforeEach(async () => {
  waiting = [];
  test = await startTestBroker({
    accept: (message, settled) => void waiting.push({ message, settled }),
    limits: { exactlyOnceMax: 4 },
  });
  test.fleet.add('d1');
});
afterEach(() => test.broker.stop());

const pubacks = (device: Awaited<ReturnType<typeof connectRawDevice>>) =>
  device.got('puback').map(({ messageId }) => messageId);

it('is handed on with its device, kind, topic, payload and time of arrival', async () => {
  const before = Date.now();
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.send(publishPacket(topic, 7, { payload: Buffer.from('{"values":{}}'), retain: true }));
  await until('it arrives', () => waiting.length === 1);
  const { message } = waiting[0]!;
  expect({ ...message, payload: message.payload.toString() }).toEqual({
    deviceId: 'd1',
    kind: 'smoke',
    topic,
    payload: '{"values":{}}',
    receivedAt: message.receivedAt,
  });
  expect(message.receivedAt).toBeGreaterThanOrEqual(before);
  expect(message.receivedAt).toBeLessThanOrEqual(Date.now());
});

it('is acknowledged once it is settled, and not before', async () => {
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.send(publishPacket(topic, 1), { cmd: 'pingreq' });
  // The answer to the ping has overtaken a PUBACK that would have been written at once.
  await until('the ping is answered', () => device.got('pingresp').length === 1);
  expect(pubacks(device)).toEqual([]);
  expect(test.broker.stats().unsettled).toBe(1);
  waiting[0]!.settled(null);
  await until('it is acknowledged', () => pubacks(device).length === 1);
  expect(pubacks(device)).toEqual([1]);
  expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0, received: 1 });
});

it('is acknowledged in the order of arrival, whatever settles first', async () => {
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.send(...[11, 12, 13, 14, 15].map((id) => publishPacket(topic, id)));
  await until('all arrive', () => waiting.length === 5);
  for (const index of [3, 1, 4]) waiting[index]!.settled(null);
  // What settles later at another device has been acknowledged: so would these have been.
  test.fleet.add('witness');
  const witness = await connectRawDevice(test.ports.mqtt, 'witness');
  witness.send(publishPacket('sensors/smoke/witness/telemetry', 1));
  await until('the witness arrives', () => waiting.length === 6);
  waiting[5]!.settled(null);
  await until('the witness is acknowledged', () => pubacks(witness).length === 1);
  expect(pubacks(device)).toEqual([]);
  waiting[0]!.settled(null);
  waiting[0]!.settled(null); // once more changes nothing
  await until('two are acknowledged', () => pubacks(device).length === 2);
  waiting[2]!.settled(null);
  await until('all are acknowledged', () => pubacks(device).length === 5);
  expect(pubacks(device)).toEqual([11, 12, 13, 14, 15]);
});

it('that cannot be kept closes the connection, without a PUBACK for it or for what came after', async () => {
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.send(...[1, 2, 3].map((id) => publishPacket(topic, id)));
  await until('all arrive', () => waiting.length === 3);
  waiting[0]!.settled(null);
  waiting[2]!.settled(null);
  await until('the first is acknowledged', () => pubacks(device).length === 1);
  waiting[1]!.settled(new Error('the journal is full'));
  await device.closed();
  expect(pubacks(device)).toEqual([1]);
  expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0, unaccepted: 1 });
});

it('of a device that is gone is settled all the same', async () => {
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.send(publishPacket(topic, 1), publishPacket(topic, 2), { cmd: 'disconnect' });
  await until('both arrive', () => waiting.length === 2);
  await device.closed();
  expect(test.broker.stats().unsettled).toBe(2); // their memory is still held
  waiting[1]!.settled(null);
  waiting[0]!.settled(new Error('late'));
  expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0 });
});

it.each([
  ['QoS 0', { qos: 0, messageId: undefined }],
  ['an empty payload', { payload: Buffer.alloc(0) }],
  ['an empty payload, retained', { payload: Buffer.alloc(0), retain: true }],
])('with %s is handed on too', async (_name, details) => {
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.send(publishPacket(topic, 1, details));
  await until('it arrives', () => waiting.length === 1);
  waiting[0]!.settled(null);
  expect(test.broker.stats().unsettled).toBe(0);
});

it('of QoS 0, retained and not in turn in one write, is handed on completely', async () => {
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.send(
    ...Array.from({ length: 100 }, (_, index) =>
      publishPacket(topic, index, { qos: 0, messageId: undefined, retain: index % 2 === 0 }),
    ),
    { cmd: 'disconnect' },
  );
  await until('all arrive', () => waiting.length === 100);
  expect(test.broker.stats()).toMatchObject({ received: 100, refused: {} });
});

const exactlyOnce = (messageId: number, details: object = {}) =>
  publishPacket(topic, messageId, { qos: 2, ...details });

describe('of QoS 2', () => {
  it('is handed on once, however often it is repeated before the PUBREL', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    device.send(exactlyOnce(5), exactlyOnce(5, { dup: true }));
    await until('it arrives', () => waiting.length === 1);
    waiting[0]!.settled(null);
    await until('both are received', () => device.got('pubrec').length === 2);
    device.send(exactlyOnce(5, { dup: true }));
    await until('the third is received', () => device.got('pubrec').length === 3);
    device.send({ cmd: 'pubrel', messageId: 5 });
    await until('it is complete', () => device.got('pubcomp').length === 1);
    expect(waiting).toHaveLength(1);
    device.send(exactlyOnce(5)); // the id is free again: another message
    await until('the next arrives', () => waiting.length === 2);
  });

  it('is handed on once over two connections of a session', async () => {
    const first = await connectRawDevice(test.ports.mqtt, 'd1', { clean: false });
    first.send(exactlyOnce(5));
    await until('it arrives', () => waiting.length === 1);
    first.socket.destroy();
    const second = await connectRawDevice(test.ports.mqtt, 'd1', { clean: false });
    second.send(exactlyOnce(5, { dup: true }));
    second.send({ cmd: 'pingreq' });
    await until('the repeat was read', () => second.got('pingresp').length === 1);
    waiting[0]!.settled(null);
    await until('it is received', () => second.got('pubrec').length === 1);
    expect(waiting).toHaveLength(1);
  });

  it('is another message in another clean session', async () => {
    const first = await connectRawDevice(test.ports.mqtt, 'd1');
    first.send(exactlyOnce(5));
    await until('it arrives', () => waiting.length === 1);
    const second = await connectRawDevice(test.ports.mqtt, 'd1');
    second.send(exactlyOnce(5));
    await until('the other arrives', () => waiting.length === 2);
    for (const { settled } of waiting) settled(null);
    await until('it is received', () => second.got('pubrec').length === 1);
    expect(waiting).toHaveLength(2);
  });

  it('without PUBRELs is bounded', async () => {
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    for (let id = 1; id <= 4; id += 1) {
      device.send(exactlyOnce(id));
      await until('it arrives', () => waiting.length === id);
      waiting[id - 1]!.settled(null);
      await until('it is received', () => device.got('pubrec').length === id);
    }
    device.send(exactlyOnce(5));
    await device.closed();
    expect(waiting).toHaveLength(4);
  });
});
