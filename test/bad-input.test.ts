import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenPayloads } from './support/broken-payloads.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from './support/databases.ts';
import {
  connectDevice,
  connectPacket,
  connectRaw,
  connectRawDevice,
  publishPacket,
} from './support/devices.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

let database: TestDatabase;
let directory: Awaited<ReturnType<typeof createDataDirectory>>;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase(bestEdition());
  directory = await createDataDirectory();
  service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
});

afterAll(async () => {
  await service?.kill('SIGTERM');
  await database?.drop();
  await directory?.remove();
});

const memoryGrowthMax_kB = 150_000;

function memory_kB(): number {
  const status = readFileSync(`/proc/${service.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

/** A device that knows nothing of the others' misbehaviour still gets its readings through. */
async function expectServiceWorks(deviceId: string): Promise<void> {
  const client = await connectDevice(service.mqtt, deviceId);
  await client.publishAsync(`sensors/smoke/${deviceId}/telemetry`, '{"values":{"temperature_c":21}}', {
    qos: 1,
  });
  await client.endAsync();
  await waitFor(`a row of ${deviceId}`, async () => {
    const { rowCount } = await database.pool.query('select 1 from readings_smoke where device_id = $1', [
      deviceId,
    ]);
    return rowCount === 1;
  });
  expect((await fetch(`${service.http}/healthz`)).status).toBe(200);
}

/** The broker ends the connection over these bytes. */
async function expectClosed(socket: Socket, bytes: Buffer): Promise<void> {
  // Not `once` of node:events, which takes a reset for a failure: it is one way to close.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  socket.write(bytes);
  await closed;
  expect(socket.destroyed).toBe(true);
}

/** The broker ends the connection over these bytes and says so in its log. */
async function expectForbidden(socket: Socket, bytes: Buffer): Promise<void> {
  const before = service.log.length;
  await expectClosed(socket, bytes);
  const line = await waitFor('a log line about it', () =>
    service.log.slice(before).find((candidate) => candidate['event'] === 'forbidden'),
  );
  expect(JSON.stringify(line)).toContain('FORBIDDEN');
}

describe('payloads', () => {
  it('acknowledges every broken one, quarantines it whole with its reason, and keeps what was readable', async () => {
    // A device each: identical readings of one device and instant would count as one.
    for (const [index, { payload }] of brokenPayloads.entries()) {
      const client = await connectDevice(service.mqtt, `BAD-${index}`);
      await client.publishAsync(`sensors/smoke/BAD-${index}/telemetry`, payload, { qos: 1 });
      await client.endAsync();
    }
    const rows = await waitFor('the quarantine', async () => {
      const result = await database.pool.query<{ code: string; detail: string; payload: Buffer }>(
        `select code, detail, payload from quarantine where device_id like 'BAD-%' order by journal_offset`,
      );
      return result.rows.length >= brokenPayloads.length && result.rows;
    });
    expect(rows.map((row) => row.code)).toEqual(brokenPayloads.map((item) => item.code));
    for (const [index, item] of brokenPayloads.entries()) {
      expect(rows[index]?.payload.equals(item.payload), item.name).toBe(true);
      expect(rows[index]?.detail.length, item.name).toBeGreaterThan(10);
      const kept = await database.pool.query(`select 1 from readings_smoke where device_id = $1`, [
        `BAD-${index}`,
      ]);
      expect(kept.rowCount, item.name).toBe(item.stored ?? item.readings);
    }
    expect(brokenPayloads.length).toBeGreaterThanOrEqual(60);
    await expectServiceWorks('AFTER-PAYLOADS');
  });
});

describe('forbidden acts', () => {
  const publishes = [
    ['another device', 'sensors/smoke/OTHER/telemetry'],
    ['another kind', 'sensors/water/FORBIDDEN/telemetry'],
    ['an unknown kind', 'sensors/toaster/FORBIDDEN/telemetry'],
    ['$SYS', '$SYS/broker/uptime'],
    ['its own command topic', 'sensors/smoke/FORBIDDEN/command'],
    ['a topic of its own making', 'hello/world'],
    ['an empty level', 'sensors//FORBIDDEN/telemetry'],
    ['one level more', 'sensors/smoke/FORBIDDEN/telemetry/x'],
    ['a slash before', '/sensors/smoke/FORBIDDEN/telemetry'],
    ['other letters', 'Sensors/smoke/FORBIDDEN/telemetry'],
    ['a wildcard', 'sensors/smoke/+/telemetry'],
    ['a hash', 'sensors/#'],
    ['a NUL', 'sensors/smoke/FORBIDDEN/telemetry\u0000'],
    ['a long topic', `sensors/smoke/${'x'.repeat(60_000)}/telemetry`],
  ] as const;

  it.each(publishes)('closes the connection and logs: publishing to %s', async (_, topic) => {
    const socket = await connectRawDevice(service.mqtt, 'FORBIDDEN');
    // Enrolled as a smoke detector, so that every topic below is another's.
    socket.write(publishPacket('sensors/smoke/FORBIDDEN/telemetry', '{"values":{"temperature_c":21}}'));
    await once(socket, 'data');
    await expectForbidden(socket, rawPublish(topic));
  });

  const filters = [
    '#',
    '+/+/+/+',
    '$SYS/#',
    'sensors/smoke/OTHER/command',
    'sensors/+/FORBIDDEN/command',
    '$share/a/#',
  ];

  it.each(filters)('closes the connection and logs: subscribing to %s', async (topic) => {
    const socket = await connectRawDevice(service.mqtt, 'FORBIDDEN');
    await expectForbidden(socket, subscribePacket([topic]));
  });
});

describe('packets', () => {
  const device = connectPacket('BAD-PACKET');
  const good = publishPacket('sensors/smoke/BAD-PACKET/telemetry', '{"values":{"temperature_c":21}}');
  const packets: readonly (readonly [string, Buffer])[] = [
    ['nothing but zeros', Buffer.alloc(64)],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['a TLS hello', Buffer.from('16030100a5010000a1030300', 'hex')],
    ['a PUBLISH before CONNECT', good],
    ['CONNECT twice', Buffer.concat([device, device])],
    ['a reserved packet type', Buffer.concat([device, Buffer.from([0xf0, 0x00])])],
    ['a length of five bytes', Buffer.concat([device, Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f])])],
    ['QoS 3', Buffer.concat([device, Buffer.from([0x36, 0x05, 0x00, 0x01, 0x61, 0x00, 0x01])])],
    ['a topic longer than its packet', Buffer.concat([device, Buffer.from([0x30, 0x03, 0xff, 0xff, 0x61])])],
    ['a topic that is not UTF-8', Buffer.concat([device, Buffer.from([0x30, 0x04, 0x00, 0x02, 0xc3, 0x28])])],
    ['an empty SUBSCRIBE', Buffer.concat([device, Buffer.from([0x82, 0x02, 0x00, 0x01])])],
    [
      'a PUBLISH of 100 MB',
      Buffer.concat([device, Buffer.from([0x32, 0x80, 0xc2, 0xd7, 0x2f]), Buffer.alloc(4_000_000)]),
    ],
    [
      'a payload of 1 MB',
      Buffer.concat([
        device,
        publishPacket('sensors/smoke/BAD-PACKET/telemetry', Buffer.alloc(1_048_576, 0x20)),
      ]),
    ],
    [
      'a CONNECT of 190 MB',
      Buffer.concat([Buffer.from([0x10, 0x80, 0xd1, 0xcc, 0x5a]), Buffer.alloc(4_000_000)]),
    ],
    [
      '100,000 filters',
      Buffer.concat([device, subscribePacket(Array.from({ length: 100_000 }, (_, n) => `f/${n}`))]),
    ],
  ];

  it.each(packets)('closes the connection on %s', async (_, bytes) => {
    const socket = await connectRaw(service.mqtt);
    await expectClosed(socket, bytes);
  });

  it('lets a truncated packet wait, and forgets it with its connection', async () => {
    for (let length = 1; length < good.length; length += 7) {
      const socket = await connectRawDevice(service.mqtt, `CUT-${length}`);
      socket.write(good.subarray(0, length));
      socket.end();
      socket.resume();
      await once(socket, 'close');
    }
    await expectServiceWorks('AFTER-CUTS');
  });

  it('holds its memory while all of it is repeated', async () => {
    const before = memory_kB();
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        packets.map(async ([, bytes]) => {
          const socket = await connectRaw(service.mqtt);
          await expectClosed(socket, bytes);
        }),
      );
    }
    expect(memory_kB() - before).toBeLessThan(memoryGrowthMax_kB);
    await expectServiceWorks('AFTER-PACKETS');
  });
});

/** A PUBLISH at QoS 1 made by hand: a library would refuse some of these topics. */
function rawPublish(topic: string): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.concat([
    Buffer.from([name.length >> 8, name.length & 0xff]),
    name,
    Buffer.from([0, 9]),
    Buffer.from('{}'),
  ]);
  return Buffer.concat([Buffer.from([0x32]), remainingLength(body.length), body]);
}

function subscribePacket(topics: readonly string[]): Buffer {
  const filters = topics.map((topic) => {
    const name = Buffer.from(topic);
    return Buffer.concat([Buffer.from([name.length >> 8, name.length & 0xff]), name, Buffer.from([0])]);
  });
  const body = Buffer.concat([Buffer.from([0, 1]), ...filters]);
  return Buffer.concat([Buffer.from([0x82]), remainingLength(body.length), body]);
}

function remainingLength(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? digit | 0x80 : digit);
  } while (rest > 0);
  return Buffer.from(bytes);
}
