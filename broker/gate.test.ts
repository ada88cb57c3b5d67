import { array, assert, asyncProperty, constant, integer, nat, oneof } from 'fast-check';
import { generate } from 'mqtt-packet';
import { type Duplex, duplexPair } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Budget } from './budget.ts';
import { Gate } from './gate.ts';
import { defaultBrokerLimits, type BrokerLimits } from './limits.ts';
import { connectPacket, connectRawDevice, publishPacket, startTestBroker, until } from './testing.ts';

const visitor = { address: '192.0.2.1', isTls: false, enter() {}, turnAway() {} };
const origin = { transport: 'socket', address: '192.0.2.1', certificateNames: null, visitor } as const;

function createGate(changes: Partial<BrokerLimits> = {}) {
  const limits = { ...defaultBrokerLimits, ...changes };
  const budget = new Budget(limits);
  const [device, wire] = duplexPair();
  const refusals: string[] = [];
  const gate = new Gate({
    wire,
    limits,
    budget,
    origin,
    opened() {},
    refused: (_gate, reason) => void refusals.push(reason),
  });
  gate.on('error', () => {});
  device.on('error', () => {});
  return { gate, budget, device, refusals };
}

function collect(stream: Duplex): { bytes(): Buffer } {
  const chunks: Buffer[] = [];
  stream.on('readable', () => {
    for (let chunk; (chunk = stream.read() as Buffer | null) !== null;) chunks.push(chunk);
  });
  return { bytes: () => Buffer.concat(chunks) };
}

const connect = generate(connectPacket('d1'));
const publish = (bytes: number, messageId = 1) =>
  generate(publishPacket('sensors/smoke/d1/telemetry', messageId, { payload: Buffer.alloc(bytes) }));
const bodyOf = (packet: Buffer) =>
  packet.length - 1 - (packet.length - 2 < 128 ? 1 : packet.length - 3 < 16_384 ? 2 : 3);

it('forwards the bytes of packets unchanged, however they are cut, and counts each PUBLISH once', async () => {
  await assert(
    asyncProperty(
      array(oneof(nat(40), integer({ min: 90, max: 300 }), constant(20_000)), {
        maxLength: 12,
      }),
      array(integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 }),
      async (payloads, cuts) => {
        const { gate, budget, device } = createGate();
        const received = collect(gate);
        const packets = payloads.map((bytes) => publish(bytes));
        const sent = Buffer.concat([
          connect,
          ...packets.flatMap((packet) => [packet, generate({ cmd: 'pingreq' })]),
        ]);
        for (let at = 0, cut = 0; at < sent.length; cut += 1) {
          const step = cuts[cut % cuts.length]!;
          device.write(sent.subarray(at, at + step));
          at += step;
          if (cut === 2) gate.open();
        }
        gate.open();
        for (let turns = 0; turns < 2_000 && received.bytes().length < sent.length; turns += 1) await turn();
        expect(received.bytes().equals(sent)).toBe(true);
        const bytes = packets.reduce((sum, packet) => sum + bodyOf(packet), 0);
        expect([budget.unsettled, budget.unsettledBytes]).toEqual([packets.length, bytes]);
        for (const packet of packets) {
          gate.lend(bodyOf(packet));
          gate.settle(bodyOf(packet));
        }
        expect([budget.unsettled, budget.unsettledBytes]).toEqual([0, 0]);
        gate.destroy();
        expect([budget.unsettled, budget.unsettledBytes]).toEqual([0, 0]);
      },
    ),
    { numRuns: 60 },
  );
});

it('forwards the CONNECT alone until it is opened', async () => {
  const { gate, device } = createGate();
  const received = collect(gate);
  device.write(Buffer.concat([connect, publish(10), publish(10)]));
  await turn();
  await turn();
  expect(received.bytes().equals(connect)).toBe(true);
  gate.open();
  await until(
    'the rest is forwarded',
    () => received.bytes().length === connect.length + 2 * publish(10).length,
  );
});

it('releases, with the connection, what nobody holds, and later what somebody does', async () => {
  const { gate, budget, device } = createGate();
  collect(gate);
  device.write(Buffer.concat([connect, publish(10, 1), publish(10, 2), publish(500, 3).subarray(0, 200)]));
  await turn();
  gate.open();
  await until('all is forwarded', () => budget.unsettled === 3);
  const body = bodyOf(publish(10));
  expect(budget.unsettledBytes).toBe(2 * body + 197);
  gate.lend(body);
  gate.destroy();
  expect([budget.unsettled, budget.unsettledBytes]).toEqual([1, body]);
  gate.settle(body);
  expect([budget.unsettled, budget.unsettledBytes]).toEqual([0, 0]);
});

it('counts what is lent only after the connection is gone', async () => {
  const { gate, budget, device } = createGate();
  collect(gate);
  device.write(Buffer.concat([connect, publish(10, 1), publish(10, 2)]));
  await turn();
  gate.open();
  await until('both are forwarded', () => budget.unsettled === 2);
  const body = bodyOf(publish(10));
  gate.destroy();
  gate.lend(body);
  expect([budget.unsettled, budget.unsettledBytes]).toEqual([1, body]);
  gate.settle(body);
  expect([budget.unsettled, budget.unsettledBytes]).toEqual([0, 0]);
});

it('closes connections inside of a packet when packets that had begun have used up everything', async () => {
  const { gate, device, refusals, budget } = createGate({ unsettledBytesMax: 1_000 });
  collect(gate);
  device.write(connect);
  await turn();
  gate.open();
  device.write(publish(5_000).subarray(0, 1_500));
  await until('they are forwarded', () => budget.unsettledBytes > 1_000);
  expect(refusals).toEqual([]);
  device.write(publish(5_000).subarray(1_500, 3_000));
  await until('it is refused', () => refusals.length === 1);
  expect(refusals).toEqual(['memory']);
  expect([budget.unsettled, budget.unsettledBytes]).toEqual([0, 0]);
});

describe('when nothing settles', () => {
  const topic = 'sensors/smoke/d1/telemetry';

  it('a device that sends one packet per segment is held to its maximum, and goes on afterwards', async () => {
    const settles: ((error: Error | null) => void)[] = [];
    let isStalled = true;
    const test = await startTestBroker({
      limits: { unsettledPerConnectionMax: 64 },
      accept: (_message, settled) => (isStalled ? void settles.push(settled) : settled(null)),
    });
    test.fleet.add('d1');
    const device = await connectRawDevice(test.ports.mqtt, 'd1');
    const count = 20_000;
    let sent = 0;
    // Each in a segment of its own, until the socket says that it is full.
    while (sent < count && device.socket.writableLength < 64 * 1024) {
      for (let burst = 0; burst < 20 && sent < count; burst += 1) {
        sent += 1;
        device.send(publishPacket(topic, (sent % 65_535) + 1, { payload: Buffer.alloc(150) }));
      }
      await turn();
    }
    await until('the maximum is reached', () => test.broker.stats().unsettled === 64);
    expect(settles.length).toBeLessThanOrEqual(64);
    for (; sent < count; sent += 1)
      device.send(publishPacket(topic, (sent % 65_535) + 1, { payload: Buffer.alloc(150) }));
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(test.broker.stats().unsettled).toBe(64);
    isStalled = false;
    for (const settled of settles) settled(null);
    await until('all are acknowledged', () => device.got('puback').length === count, 30_000);
    expect(test.broker.stats()).toMatchObject({ received: count, unsettled: 0, unsettledBytes: 0 });
    await test.broker.stop();
  });

  it('all devices together are held to the maximum in all, and each has its turn afterwards', async () => {
    const settles: ((error: Error | null) => void)[] = [];
    const test = await startTestBroker({
      limits: { unsettledMax: 50, unsettledPerConnectionMax: 20 },
      accept: (_message, settled) => void settles.push(settled),
    });
    const ids = Array.from({ length: 10 }, (_, index) => `d${index}`);
    const devices = await Promise.all(
      ids.map((id) => {
        test.fleet.add(id);
        return connectRawDevice(test.ports.mqtt, id);
      }),
    );
    for (const [index, device] of devices.entries()) {
      for (let id = 1; id <= 30; id += 1) device.send(publishPacket(`sensors/smoke/d${index}/telemetry`, id));
    }
    await until('the maximum is reached', () => test.broker.stats().unsettled === 50);
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(test.broker.stats().unsettled).toBe(50);
    const drain = setInterval(() => {
      expect(test.broker.stats().unsettled).toBeLessThanOrEqual(50);
      settles.shift()?.(null);
    }, 0);
    await until(
      'all are acknowledged',
      () => devices.every((device) => device.got('puback').length === 30),
      30_000,
    );
    clearInterval(drain);
    expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0 });
    await test.broker.stop();
  });

  it('a quiet device waits for one round of those that send without end, not for all that they may', async () => {
    const accepted: string[] = [];
    const settles: ((error: Error | null) => void)[] = [];
    const test = await startTestBroker({
      // What settles within this is less than the fewest that are allowed.
      limits: { settleTargetMs: 1, unsettledMin: 100 },
      accept({ deviceId }, settled) {
        accepted.push(deviceId);
        settles.push(settled);
      },
    });
    const ids = [...Array.from({ length: 20 }, (_, index) => `d${index}`), 'quiet'];
    const devices = await Promise.all(
      ids.map((id) => {
        test.fleet.add(id);
        return connectRawDevice(test.ports.mqtt, id);
      }),
    );
    const quiet = devices.pop();
    const each = 300;
    for (const [index, device] of devices.entries()) {
      for (let id = 1; id <= each; id += 1)
        device.send(publishPacket(`sensors/smoke/d${index}/telemetry`, id));
    }
    await until('somebody waits', () => test.broker.stats().unsettledRoom === 100);
    const drain = setInterval(() => {
      for (const settled of settles.splice(0, 20)) settled(null);
    }, 0);
    await until('what was let in before is done with', () => test.broker.stats().unsettled <= 100);
    const before = accepted.length;
    quiet?.send(publishPacket('sensors/smoke/quiet/telemetry', 1));
    await until('it has its turn', () => accepted.includes('quiet'));
    // A round of the others, what they had begun when it came, and a round more while its bytes were on their way.
    expect(accepted.indexOf('quiet') - before).toBeLessThanOrEqual(3 * 20 * 8);
    await until(
      'all are acknowledged',
      () => devices.every((device) => device.got('puback').length === each),
      30_000,
    );
    clearInterval(drain);
    expect(test.broker.stats()).toMatchObject({ unsettled: 0, unsettledBytes: 0 });
    await until('nobody waits any more', () => test.broker.stats().unsettledRoom === 65_536);
    await test.broker.stop();
  });

  it('a device that waits for us is not called silent', async () => {
    const settles: ((error: Error | null) => void)[] = [];
    const test = await startTestBroker({
      limits: { unsettledPerConnectionMax: 2, keepaliveMaxS: 1 },
      accept: (_message, settled) => void settles.push(settled),
    });
    test.fleet.add('d1');
    const device = await connectRawDevice(test.ports.mqtt, 'd1', { keepalive: 1 });
    device.send(publishPacket(topic, 1), publishPacket(topic, 2), publishPacket(topic, 3));
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // the time that passes is what is tested
    expect(device.isClosed()).toBe(false);
    for (const settled of settles.splice(0)) settled(null);
    await until('the third arrives', () => settles.length === 1);
    await test.broker.stop();
  });
});

it('half a packet is not waited for', async () => {
  const test = await startTestBroker({ limits: { packetTimeoutMs: 300 } });
  test.fleet.add('d1');
  const device = await connectRawDevice(test.ports.mqtt, 'd1');
  device.socket.write(publish(200).subarray(0, 50));
  await device.closed();
  expect(test.broker.stats()).toMatchObject({
    unsettled: 0,
    unsettledBytes: 0,
    refused: { 'packet-timeout': 1 },
  });
  await test.broker.stop();
});

it('a device that reads no acknowledgements is not read either, and closed', async () => {
  const { gate, device, budget, refusals } = createGate({ drainTimeoutMs: 1_000 });
  const received = collect(gate);
  device.write(connect);
  await turn();
  gate.open();
  for (let id = 1; id <= 30_000; id += 1) gate.acknowledge(id);
  await turn();
  device.write(Buffer.concat([publish(10), publish(10)]));
  for (let turns = 0; turns < 20; turns += 1) await turn();
  expect(received.bytes().equals(connect)).toBe(true);
  budget.nowMs += 900;
  gate.sweep();
  expect(refusals).toEqual([]);
  budget.nowMs += 200;
  gate.sweep();
  expect(refusals).toEqual(['not-reading']);
  expect(gate.destroyed).toBe(true);
});

it('a device that reads its acknowledgements after a while goes on', async () => {
  const { gate, device, budget, refusals } = createGate();
  const received = collect(gate);
  device.write(connect);
  await turn();
  gate.open();
  for (let id = 1; id <= 30_000; id += 1) gate.acknowledge(id);
  await turn();
  device.write(publish(10));
  await turn();
  const answers = collect(device);
  await until('the acknowledgements are read', () => answers.bytes().length === 120_000);
  expect(answers.bytes().subarray(0, 8)).toEqual(Buffer.from([0x40, 2, 0, 1, 0x40, 2, 0, 2]));
  await until('it is read again', () => received.bytes().length === connect.length + publish(10).length);
  budget.nowMs += 60_000;
  gate.sweep();
  expect(refusals).toEqual([]);
});
