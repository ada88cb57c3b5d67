import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindNames } from '../domain/kinds.ts';
import type { JournalRecord } from '../domain/record.ts';
import {
  addRecord,
  clearBlock,
  createBlock,
  openBlock,
  readEntries,
  sealBlock,
  startOfBlock,
} from './block.ts';
import { allTypes, createByteSink, decodeRecord, encodeRecord, toTypeSet } from './record-codec.ts';
import { decodeForTest, telemetry, tick } from './test-journal.ts';

const text = fc.string({ unit: 'binary', maxLength: 80 });
const time = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const kind = fc.constantFrom(...kindNames);
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as never);

const telemetryRecord = fc
  .record({
    receivedAt: time,
    kind,
    deviceId: text,
    payload: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  })
  .map((message): JournalRecord => ({ type: 'telemetry', ...message, ...decodeForTest(message) }));
const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  telemetryRecord,
  fc.record({ type: fc.constant('presence' as const), at: time, deviceId: text, kind, online: fc.boolean() }),
  fc.record({ type: fc.constant('tick' as const), at: time }),
  fc.record({ type: fc.constant('alert' as const), change: json }),
  fc.record({ type: fc.constant('action' as const), action: json }),
);

describe('record codec', () => {
  it('gives back every record as it was, whatever its bytes and letters', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const sink = createByteSink(1);
        const bytes = encodeRecord(sink, record);
        expect(sink.length).toBe(bytes);
        expect(decodeRecord(sink.buffer.subarray(0, bytes), 0, decodeForTest)).toEqual(record);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses an id that its length field cannot hold, and leaves the block as it was', () => {
    const block = createBlock(64);
    addRecord(block, tick(1));
    const before = block.sink.length;
    expect(() => addRecord(block, { ...telemetry(1), deviceId: 'x'.repeat(70_000) })).toThrow(RangeError);
    expect(block.sink.length).toBe(before);
    expect(block.records).toBe(1);
  });
});

describe('block', () => {
  it('gives back its records in order, in steps of any size, from any offset, of any types', () => {
    const types = fc.subarray(['telemetry', 'presence', 'tick', 'alert', 'action'] as const, {
      minLength: 1,
    });
    fc.assert(
      fc.property(
        fc.array(anyRecord, { minLength: 1, maxLength: 30 }),
        fc.record({
          first: fc.integer({ min: 1, max: 2 ** 50 }),
          skip: fc.nat(35),
          step: fc.integer({ min: 1, max: 9 }),
        }),
        types,
        (records, { first, skip, step }, wanted) => {
          const block = createBlock(16);
          addRecord(block, tick(0));
          clearBlock(block);
          for (const record of records) addRecord(block, record);
          const bytes = Buffer.from(sealBlock(block, first, 12_345));
          const header = openBlock(bytes)!;
          expect(header).toMatchObject({
            firstOffset: first,
            lastOffset: first + records.length - 1,
            bytesBefore: 12_345,
            types: toTypeSet(records.map((record) => record.type)),
          });
          const found = [];
          let cursor: ReturnType<typeof readEntries>['next'] = startOfBlock(header);
          let lastOffset = first - 1;
          while (cursor) {
            const read = readEntries(bytes, cursor, {
              from: first + skip,
              recordsMax: step,
              types: toTypeSet(wanted),
              decodeTelemetry: decodeForTest,
            });
            expect(read.entries.length).toBeLessThanOrEqual(step);
            found.push(...read.entries);
            lastOffset = read.lastOffset;
            cursor = read.next;
          }
          expect(lastOffset).toBe(header.lastOffset);
          const expected = records
            .map((record, index) => ({ offset: first + index, record }))
            .filter(({ record }, index) => index >= skip && (wanted as string[]).includes(record.type));
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is not opened when any one byte of it is wrong, or its end is missing', () => {
    const block = createBlock(64);
    for (let number = 0; number < 5; number += 1) addRecord(block, telemetry(number));
    const bytes = sealBlock(block, 7, 0);
    expect(openBlock(bytes)).not.toBeNull();
    for (let position = 0; position < bytes.length; position += 1) {
      const garbled = Buffer.from(bytes);
      garbled[position] = (garbled[position] ?? 0) ^ 0x10;
      expect(openBlock(garbled), `byte ${position}`).toBeNull();
      expect(openBlock(Buffer.from(bytes.subarray(0, position))), `cut at ${position}`).toBeNull();
    }
  });

  it('skips what nobody asked for without decoding it', () => {
    const block = createBlock(64);
    for (let number = 0; number < 20; number += 1)
      addRecord(block, number === 13 ? tick(13) : telemetry(number));
    const bytes = sealBlock(block, 1, 0);
    const options = { from: 1, recordsMax: 100, decodeTelemetry: refuseToDecode };
    const cursor = startOfBlock(openBlock(bytes)!);
    const read = readEntries(bytes, cursor, { ...options, types: toTypeSet(['tick']) });
    expect(read).toEqual({ entries: [{ offset: 14, record: tick(13) }], next: null, lastOffset: 20 });
    expect(() => readEntries(bytes, cursor, { ...options, types: allTypes })).toThrow('decoded');
  });
});

function refuseToDecode(): never {
  throw new Error('decoded');
}
