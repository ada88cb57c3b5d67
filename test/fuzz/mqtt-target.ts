import { connect, type Socket } from 'node:net';
import { generate, type Packet } from 'mqtt-packet';
import { pino } from 'pino';
import type { BrokerOptions } from '../../broker/broker-interface.ts';
import { createBroker } from '../../broker/broker.ts';
import { connectPacket, connectRawDevice, publishPacket, until } from '../../broker/testing.ts';
import { noDeviceFacts } from '../../domain/device-facts.ts';
import type { Device } from '../../fleet/fleet.ts';
import { createAccept } from '../../ingest/accept.ts';
import type { Random } from '../../simulators/random.ts';
import { cut, mutate, pick } from './mutate.ts';
import type { FuzzTarget } from './target.ts';

const ids = ['d1', 'd2', 'd3'] as const;
const enrolmentsMax = 50;

/** Known devices with the password `secret`, and a key by which a bounded number enrols. */
function createFuzzFleet(): BrokerOptions['fleet'] {
  const devices = new Map<string, Device>();
  const add = (id: string, kind: Device['kind']): void => {
    const blank = { siteId: null, name: null, enrolled: false, disabled: false, createdAt: 0 };
    devices.set(id, { id, kind, ...blank, ...noDeviceFacts });
  };
  for (const id of [...ids, 'witness']) add(id, 'smoke');
  return {
    authenticate(id, password) {
      const given = Buffer.from(password).toString();
      if (devices.has(id)) return given === 'secret' ? 'device' : 'refused';
      return given === 'key' ? 'enrolment' : 'refused';
    },
    device: (id) => devices.get(id),
    cutAt: () => null,
    enrolmentKeyOf: () => null,
    mayEnrol: () => devices.size < enrolmentsMax,
    enrol(id, kind) {
      if (devices.size >= enrolmentsMax) return false;
      add(id, kind);
      return true;
    },
    onChange() {},
  };
}

/** What devices send, as packets; the CONNECT is apart. */
function samplePackets(id: string): readonly Packet[] {
  const own = `sensors/smoke/${id}`;
  const subscriptions = [{ topic: `${own}/command`, qos: 1 as const }];
  return [
    publishPacket(`${own}/telemetry`, 1),
    publishPacket(`${own}/telemetry`, 2, { qos: 0 }),
    publishPacket(`${own}/telemetry`, 3, { qos: 2 }),
    { cmd: 'pubrel', messageId: 3 },
    publishPacket(`${own}/telemetry`, 4, { payload: Buffer.alloc(3_000, 0x20) }),
    publishPacket(`${own}/status`, 5, { payload: Buffer.from('online'), retain: true }),
    publishPacket(`${own}/command/response`, 6, { payload: Buffer.from('done') }),
    { cmd: 'subscribe', messageId: 7, subscriptions },
    { cmd: 'unsubscribe', messageId: 8, unsubscriptions: [`${own}/command`] },
    { cmd: 'puback', messageId: 9 },
    { cmd: 'pubrec', messageId: 9 },
    { cmd: 'pubcomp', messageId: 9 },
    { cmd: 'pingreq' },
    { cmd: 'disconnect' },
  ];
}

function sampleConnects(id: string): readonly Packet[] {
  const will = { topic: `sensors/smoke/${id}/status`, payload: Buffer.from('offline'), qos: 1, retain: true };
  return [
    connectPacket(id),
    connectPacket(id, { clean: false }),
    connectPacket(id, { will }),
    connectPacket(`new-${id}`, { password: Buffer.from('key') }),
    connectPacket(id, { keepalive: 0, protocolId: 'MQIsdp', protocolVersion: 3 }),
  ];
}

/** The broker over TCP: each case is a connection that sends a stream of packets with something wrong in it. */
export async function createMqttTarget(): Promise<FuzzTarget> {
  const { accept } = createAccept({ append: (_record, settled) => void setImmediate(settled, null) });
  const broker = createBroker({
    listeners: { mqtt: { host: '127.0.0.1', port: 0 }, mqtts: null, webSocket: null },
    // The pace of new sockets is tested elsewhere; few sessions are kept, so that growth shows.
    limits: { connectsPerSecondMax: 1_000_000, sessionsKeptMax: 20, failuresPerAddressMax: 1_000_000 },
    log: pino({ level: 'silent' }),
    fleet: createFuzzFleet(),
    accept,
    presence() {},
  });
  const { mqtt } = await broker.start();
  const port = mqtt ?? 0;
  const witness = await connectRawDevice(port, 'witness', { keepalive: 1_800 });
  const pool = ids
    .flatMap((id) => [...samplePackets(id), ...sampleConnects(id)])
    .map((packet) => generate(packet));
  let witnessed = 0;

  function toStream(random: Random): Buffer {
    const id = pick(ids, random);
    const first = generate(pick(sampleConnects(id), random));
    const packets = samplePackets(id);
    const rest = Array.from({ length: random.integer(0, 6) }, () => generate(pick(packets, random)));
    // A CONNECT that is right lets what is wrong come further in.
    return random.chance(0.7)
      ? Buffer.concat([first, mutate(Buffer.concat(rest), random, pool)])
      : mutate(Buffer.concat([first, ...rest]), random, pool);
  }

  async function run(random: Random): Promise<void> {
    const pieces = cut(toStream(random), random);
    const isAbrupt = random.chance(0.1);
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.on('error', () => {}); // a reset is a way of being closed
    socket.resume();
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await new Promise<void>((resolve) => {
      socket.once('connect', resolve);
      socket.once('close', () => resolve());
    });
    await sendAll(socket, pieces);
    if (isAbrupt) socket.resetAndDestroy();
    else socket.end();
    await closed;
  }

  return {
    name: 'MQTT streams',
    atOnce: 16,
    run,
    async witness() {
      witnessed += 1;
      const payload = Buffer.from('{"values":{"alarm":1}}');
      witness.received.length = 0;
      witness.send(publishPacket('sensors/smoke/witness/telemetry', (witnessed % 60_000) + 1, { payload }));
      await until(
        'the alarm of the witness is acknowledged',
        () => witness.got('puback').length === 1,
        5_000,
      );
      await until('no case is left behind', () => broker.stats().connections === 1, 2_000);
      const { unsettled, unsettledBytes, connecting, waiting } = broker.stats();
      if (unsettled + unsettledBytes + connecting + waiting !== 0)
        throw new Error(`left behind: ${JSON.stringify(broker.stats())}`);
    },
    async stop() {
      witness.socket.destroy();
      await broker.stop();
    },
  };
}

async function sendAll(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    socket.write(piece);
    if (pieces.length < 10) await new Promise((resolve) => setImmediate(resolve));
  }
}
