import { deepStrictEqual } from 'node:assert/strict';
import { kindNames, kinds } from '../../domain/kinds.ts';
import { decodeJson, parseReadings } from '../../ingest/json-codec.ts';
import { scanReading } from '../../ingest/scan-reading.ts';
import type { Random } from '../../simulators/random.ts';
import { brokenPayloads } from '../support/broken-payloads.ts';
import { mutate, pick } from './mutate.ts';
import type { FuzzTarget } from './target.ts';

const receivedAt = Date.UTC(2026, 10, 21, 8);

/** Telemetry as devices of every kind send it. */
function samplePayloads(): readonly Buffer[] {
  const plain = kindNames.flatMap((kind) => {
    const values = Object.fromEntries(
      kinds[kind].metrics.map(({ name, min, max }) => [name, ((min ?? 0) + (max ?? 1)) / 2]),
    );
    const reading = { time: receivedAt - 500, seq: 42, values };
    return [
      reading,
      { values },
      { ...reading, time: '2026-11-21T08:00:00.250Z' },
      { ...reading, values: { ...values, firmware: 'v1', alarm: true } },
      [reading, { ...reading, seq: 43 }],
      Array.from({ length: 60 }, (_, seq) => ({ ...reading, seq, time: receivedAt - seq * 1_000 })),
    ];
  });
  return [
    ...plain.map((one) => Buffer.from(JSON.stringify(one))),
    ...brokenPayloads.map(({ payload }) => payload),
  ];
}

/**
 * The decoder of telemetry: never throws, says the same twice, and the quick way says what JSON.parse would. What
 * it makes of a message is within what the journal and the database take.
 */
export function createPayloadTarget(): FuzzTarget {
  const samples = samplePayloads();

  function run(random: Random): void {
    const kind = pick(kindNames, random);
    const payload = mutate(pick(samples, random), random, samples);
    const message = { receivedAt, kind, deviceId: 'd1', payload };
    const decoded = decodeJson(message);
    deepStrictEqual(decodeJson(message), decoded);
    const scanned = scanReading(message);
    if (scanned !== null) deepStrictEqual(parseReadings(message), { readings: [scanned], problems: [] });
    if (decoded.readings.length === 0 && decoded.problems.length === 0)
      throw new Error('neither read nor refused');
    for (const { time, seq, values } of decoded.readings) {
      if (!Number.isSafeInteger(time) || Math.abs(time - receivedAt) > 40 * 366 * 86_400_000)
        throw new Error(`a time of ${time}`);
      if (seq !== null && !Number.isSafeInteger(seq)) throw new Error(`a sequence number of ${seq}`);
      if (values.some((value) => Math.abs(value) === Infinity)) throw new Error('an infinite value');
    }
  }

  return {
    name: 'payloads',
    atOnce: 1,
    run,
    async witness() {
      const payload = Buffer.from('{"values":{"alarm":1}}');
      const { readings } = decodeJson({ receivedAt, kind: 'smoke', deviceId: 'w', payload });
      if (readings.length !== 1 || !readings[0]?.values.includes(1)) throw new Error('an alarm is not read');
    },
    async stop() {},
  };
}
