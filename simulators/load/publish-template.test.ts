import * as fc from 'fast-check';
import { parser, type IPublishPacket } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { findMetric, kindNames, type SensorKind } from '../../domain/kinds.ts';
import { createPublishTemplate, type TemplateMessage } from './publish-template.ts';

function encode(kind: SensorKind, qos: 0 | 1, message: TemplateMessage): IPublishPacket {
  const template = createPublishTemplate({ kind, deviceId: 'load-7', qos });
  const bytes = Buffer.alloc(template.packetBytes + 3, 0xff);
  template.write(bytes, 3, message);
  let packet: IPublishPacket | undefined;
  parser()
    .on('packet', (parsed) => (packet = parsed as IPublishPacket))
    .parse(bytes.subarray(3));
  if (packet === undefined) throw new Error('no packet');
  return packet;
}

interface Payload {
  readonly time: number;
  readonly seq: number;
  readonly values: Record<string, number>;
}

describe('publish template', () => {
  it('writes a packet that any MQTT parser reads, whatever the time, sequence and packet id', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kindNames),
        fc.integer({ min: 1, max: 65_535 }),
        fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 }),
        fc.integer({ min: 0, max: 9_999_999_999 }),
        fc.boolean(),
        (...[kind, packetId, time, seq, isRepeat]) => {
          const packet = encode(kind, 1, { packetId, time, seq, isRepeat });
          expect(packet).toMatchObject({ topic: `sensors/${kind}/load-7/telemetry`, qos: 1, dup: isRepeat });
          expect(packet.messageId).toBe(packetId);
          expect(JSON.parse(packet.payload.toString())).toMatchObject({ time, seq });
        },
      ),
    );
  });

  it.each(kindNames)('sends six values that %s defines, in range, in about 150 bytes', (kind) => {
    const packet = encode(kind, 1, { packetId: 1, time: 1_795_248_000_250, seq: 57, isRepeat: false });
    const { values } = JSON.parse(packet.payload.toString()) as Payload;
    expect(Object.keys(values)).toHaveLength(6);
    for (const [name, value] of Object.entries(values)) {
      const metric = findMetric(kind, name);
      expect(metric, name).toBeDefined();
      expect(value).toBeGreaterThanOrEqual(metric?.min ?? Number.NaN);
      expect(value).toBeLessThanOrEqual(metric?.max ?? Number.NaN);
    }
    expect(packet.payload.length).toBeGreaterThan(120);
    expect(packet.payload.length).toBeLessThan(185);
  });

  it('has readings that differ in more than their sequence', () => {
    const payloads = [1, 2, 3].map((seq) => {
      const packet = encode('smoke', 1, { packetId: 1, time: 1_795_248_000_250, seq, isRepeat: false });
      return JSON.stringify((JSON.parse(packet.payload.toString()) as Payload).values);
    });
    expect(new Set(payloads).size).toBe(3);
  });

  it('leaves the packet id out with QoS 0', () => {
    const packet = encode('water', 0, { packetId: 9, time: 1_795_248_000_250, seq: 1, isRepeat: true });
    expect(packet).toMatchObject({ qos: 0, dup: false });
    expect(JSON.parse(packet.payload.toString())).toMatchObject({ seq: 1 });
  });
});
