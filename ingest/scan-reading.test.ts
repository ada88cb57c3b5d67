import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metric } from '../domain/kind.ts';
import { kindNames, kinds, type SensorKind } from '../domain/kinds.ts';
import { brokenPayloads } from '../test/support/broken-payloads.ts';
import { parseReadings } from './json-codec.ts';
import { scanReading } from './scan-reading.ts';

const receivedAt = Date.UTC(2026, 10, 21, 8, 0, 1);

function messageOf(kind: SensorKind, text: string | Uint8Array) {
  return { receivedAt, kind, deviceId: 'X-1', payload: typeof text === 'string' ? Buffer.from(text) : text };
}

/** A number as devices write it: with decimals, signs, exponents, zeros in odd places. */
const numberText = fc.oneof(
  fc.double({ noNaN: true }).map((value) => JSON.stringify(value)),
  fc.integer({ min: -2000, max: 2000 }).map(String),
  fc
    .tuple(fc.integer({ min: -999, max: 99_999 }), fc.stringMatching(/^\d{0,17}$/))
    .map(([a, b]) => `${a}.${b}`),
  fc.constantFrom(
    '-0',
    '-0.0',
    '0',
    '1',
    'true',
    'false',
    'null',
    '01',
    '1e3',
    '1E-2',
    '+1',
    '.5',
    '5.',
    '"7"',
  ),
  fc.constantFrom(
    '123456789012345',
    '1234567890123456',
    '0.1234567890123456',
    '999999999999999.9',
    'NaN',
    '{}',
  ),
);

const space = fc.constantFrom('', '', '', '', '', ' ', ' ', '  ', '\n');

/** A value that the metric can have, as a device would write it. */
function fittingText(metric: Metric): fc.Arbitrary<string> {
  if (metric.type === 'switch') return fc.constantFrom('0', '1', 'true', 'false');
  const whole = fc.integer({ min: Math.max(metric.min, -1e9), max: Math.min(metric.max, 1e9) });
  if (metric.type === 'code') return whole.map(String);
  return fc
    .tuple(whole, fc.stringMatching(/^(\.\d{1,6})?$/))
    .map(([a, b]) => `${a}${a === metric.max ? '' : b}`);
}

function memberOf(kind: SensorKind, isBroken: boolean): fc.Arbitrary<string> {
  return fc.constantFrom(...kinds[kind].metrics).chain((metric) => {
    const value = isBroken ? numberText : fittingText(metric);
    return fc.tuple(value, space).map(([text, gap]) => `"${metric.name}"${gap}:${gap}${text}`);
  });
}

/** Payloads that are right, nearly right, and changed at one byte. */
const payload = fc
  .record({ kind: fc.constantFrom(...kindNames), broken: fc.constantFrom(0, 0, 1) })
  .chain(({ kind, broken }) =>
    fc
      .record({
        fitting: fc.uniqueArray(memberOf(kind, false), {
          maxLength: 4,
          selector: (text) => text.split('"')[1],
        }),
        others: fc.array(memberOf(kind, true), { maxLength: broken * 2 }),
        time: fc.option(fc.integer({ min: receivedAt - 1e11, max: receivedAt + 1e6 }).map(String)),
        seq: fc.option(broken === 0 ? fc.nat().map(String) : numberText),
        order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        gap: space,
        change: fc.option(fc.record({ at: fc.nat(120), by: fc.integer({ min: 0, max: 255 }) }), {
          freq: broken + 1,
        }),
      })
      .map(({ fitting, others, time, seq, order, gap, change }) => {
        const members = [
          time === null ? [] : [`"time":${time}`],
          seq === null ? [] : [`"seq"${gap}:${seq}`],
          [`"values":{${[...fitting, ...others].join(`,${gap}`)}${gap}}`],
        ];
        const bytes = Buffer.from(
          `${gap}{${order.flatMap((index) => members[index] ?? []).join(',')}}${gap}`,
        );
        if (change !== null && change.at < bytes.length) bytes[change.at] = change.by;
        return { kind, bytes };
      }),
  );

describe('scanReading', () => {
  it('returns what JSON.parse leads to, or nothing', () => {
    let scanned = 0;
    fc.assert(
      fc.property(payload, ({ kind, bytes }) => {
        const message = messageOf(kind, bytes);
        const reading = scanReading(message);
        if (reading === null) return;
        scanned += 1;
        expect({ readings: [reading], problems: [] }).toStrictEqual(parseReadings(message));
      }),
      { numRuns: 20_000 },
    );
    // Otherwise the property would hold for a scan that never succeeds.
    expect(scanned).toBeGreaterThan(1_000);
  });

  it('takes the payload of the contract', () => {
    const text = `{"time": ${receivedAt}, "seq": 42, "values": {"obscuration_pct_m": 0.8, "temperature_c": -24.15, "alarm": false}}`;
    const message = messageOf('smoke', text);
    expect(scanReading(message)).not.toBeNull();
    expect(scanReading(message)).toStrictEqual(parseReadings(message).readings[0]);
  });

  it.each(brokenPayloads.map((item) => [item.name, item] as const))('leaves %s alone', (_, item) => {
    expect(scanReading(messageOf('smoke', item.payload))).toBeNull();
  });
});
